import { once } from "node:events";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Event } from "../../bridge/protocol/index.ts";
import { random } from "../bridge/robot/kinematics/arms.ts";
import { rounds } from "../rounds.ts";
import { buildWebIfOld } from "../web/build-web.ts";
import { type Reading, STANDING_RAD_S } from "./chaos/observer.ts";
import { descendants, interpreters, survivors } from "./chaos/processes.ts";
import { SimProcess, Stage } from "./chaos/stage.ts";
import { Tally, table } from "./chaos/tally.ts";
import { falseDone, falsePlace, type Sweep, sweepCode } from "./chaos/verdict.ts";
import { cliCommand } from "./cli.ts";

/* Five things die, one at a time and at random moments of a motion. Someone who is told nothing by the bridge watches. */

const ROUNDS = Math.max(
  1,
  Math.round(Number(process.env["CODEACT_CHAOS_ROUNDS"] ?? rounds(100, "deaths")) / 5),
);
const SEED = Number(process.env["CODEACT_CHAOS_SEED"] ?? 1);
/** Seconds of the simulator's clock in which the arm must stand after the death. */
const STAND_WITHIN_S = 2;
/** Readings, 20 ms apart, in which nothing may move after all is well again. */
const QUIET_READINGS = 50;
/** Wall seconds in which the processes of a killed bridge must be gone. */
const ORPHANED_S = 10;
/** How far to each side the shoulder swings, radians. */
const SWING_RAD = 1.2;
const TIMEOUT_MS = 120_000 + ROUNDS * 15_000;

/** Random numbers of a kind's own, so that kinds that run side by side do not change each other's. */
class Chance {
  readonly #next: () => number;
  constructor(kind: number) {
    this.#next = random(SEED * 1000 + kind);
  }
  between(low: number, high: number): number {
    return low + (high - low) * this.#next();
  }
  pick<T>(values: readonly T[]): T {
    const value = values[Math.floor(this.#next() * values.length)];
    if (value === undefined) throw new Error("there is nothing to pick from");
    return value;
  }
}

const sweepFrom = ({ pan }: Reading, chance: Chance): Sweep => ({
  target: pan > 0 ? -SWING_RAD : SWING_RAD,
  speed: Number(chance.between(0.4, 0.55).toFixed(3)),
});

/** Readings to wait for after the arm began to move: mostly well before the goal, sometimes about when it is reached. */
const moment = ({ target, speed }: Sweep, { pan }: Reading, chance: Chance): number => {
  const whole_s = Math.abs(target - pan) / speed;
  const share = chance.between(0, 1) < 0.85 ? chance.between(0, 0.5) : chance.between(0.9, 1.02);
  return Math.floor((share * whole_s) / 0.02);
};

const judge = (tally: Tally, what: { events: readonly Event[]; sweep: Sweep; end: Reading }): void => {
  const lies = falseDone(what.events, what.sweep, what.end);
  if (lies.length > 0) tally.falseDone += 1;
  tally.wrong.push(...lies);
  if (Math.abs(what.end.pan - what.sweep.target) > 0.1) tally.halted += 1;
};

const stood = (tally: Tally, killed: Reading, end: Reading): void => {
  const took_s = end.stamp_s - killed.stamp_s;
  tally.took_s.push(took_s);
  if (took_s <= STAND_WITHIN_S) tally.stood += 1;
  else tally.wrong.push(`the arm went on for ${took_s.toFixed(2)} s after the kill`);
};

/** Notes a motion that nobody asked for. */
const quiet = (tally: Tally, fastest: number): void => {
  if (fastest < STANDING_RAD_S) return;
  tally.replayed += 1;
  tally.wrong.push(`the arm moved again by itself, at ${fastest.toFixed(3)} rad/s`);
};

const stayQuiet = async (tally: Tally, stage: { observer: Stage["observer"] }): Promise<void> => {
  const watch = stage.observer.watch();
  await stage.observer.pass(QUIET_READINGS);
  quiet(tally, watch());
};

/** A stop that could not be measured latches the emergency stop; a person, who sees the arm stand, releases it. */
const releaseStop = async (page: Stage["page"], tally: Tally): Promise<void> => {
  if (!page.session?.estop) return;
  tally.latched += 1;
  page.send({ op: "estop_reset" });
  await page.until(() => page.session?.estop === null || null, "the emergency stop to be released");
};

/** Lets the page's program sweep, waits for a random moment of it, and ends what `kill` ends. */
const strike = async (
  stage: Stage,
  tally: Tally,
  chance: Chance,
  kill: () => Promise<void> | void,
): Promise<{ sweep: Sweep; from: number; killed: Reading }> => {
  const { observer, page } = stage;
  await page.until(
    () => (page.session?.busy === false && page.session.connection === "connected") || null,
    "an idle bridge",
  );
  const start = await observer.standing();
  await releaseStop(page, tally);
  const sweep = sweepFrom(start, chance);
  const readings = moment(sweep, start, chance);
  const from = page.events.length;
  page.send({ op: "exec", code: sweepCode(sweep) });
  const refused = page.event("action_end", from).then((event) => {
    throw new Error(`the arm never moved; the program ended with ${JSON.stringify(event)}`);
  });
  refused.catch(() => {});
  await Promise.race([observer.moving(), refused]);
  await observer.pass(readings);
  const killed = observer.last as Reading;
  await kill();
  return { sweep, from, killed };
};

/** Holds a jog button of the page, waits for a random moment, and lets the page vanish or fall silent. */
const strikeHolder = async (
  stage: Stage,
  tally: Tally,
  chance: Chance,
): Promise<{ start: Reading; killed: Reading; direction: 1 | -1 }> => {
  const { observer, page } = stage;
  await page.until(() => page.session?.busy === false || null, "an idle bridge");
  const start = await observer.standing();
  await releaseStop(page, tally);
  const direction = start.pan > 0 ? -1 : 1;
  const hold = `hold-${start.stamp_s}`;
  const speed_rad_s = Number(chance.between(0.3, 0.5).toFixed(3));
  const joint = "shoulder_pan_joint";
  page.send({ op: "manual_start", hold, move: { kind: "joint", joint, direction, speed_rad_s } });
  const holding = setInterval(() => page.send({ op: "manual_hold", hold }), 100);
  try {
    await observer.moving();
    await observer.pass(Math.floor(chance.between(0, 75)));
  } finally {
    clearInterval(holding);
  }
  const silently = chance.between(0, 1) < 0.3;
  if (!silently) page.kill();
  const killed = observer.last as Reading;
  return { start, killed, direction };
};

/** Which way the tool lies, seen from the base, when the pan is at zero; radians. */
const azimuthAtZero = async ({ observer, page }: Stage): Promise<number> => {
  const from = page.events.length;
  page.send({ op: "exec", code: 'p = arm.pose().position\nprint("POSE", p[0], p[1])' });
  const { text } = await page.event("output", from, (event) => event.text.startsWith("POSE"));
  const [, x, y] = text.split(" ").map(Number);
  await page.event("episode_end", from);
  return Math.atan2(y ?? 0, x ?? 0) - (observer.last?.pan ?? 0);
};

const tallies: Tally[] = [];
const newTally = (kind: string): Tally => {
  const tally = new Tally(kind);
  tallies.push(tally);
  return tally;
};

const withStage = async (
  kind: string,
  round: (stage: Stage, tally: Tally) => Promise<void>,
  times = ROUNDS,
): Promise<Tally> => {
  const tally = newTally(kind);
  const stage = await Stage.open();
  try {
    for (; tally.rounds < times; tally.rounds++) await round(stage, tally);
  } finally {
    await stage.close();
  }
  return tally;
};

const expectAll = (tally: Tally): void => {
  expect(tally.wrong).toEqual([]);
  expect(tally).toMatchObject({ rounds: ROUNDS, stood: ROUNDS, replayed: 0, falseDone: 0 });
  // Deaths that all came when the arm stood anyway would prove nothing.
  expect(tally.halted).toBeGreaterThanOrEqual(Math.floor(ROUNDS / 2));
};

beforeAll(buildWebIfOld);
afterAll(() =>
  console.log(`\nCODEACT_CHAOS_SEED=${SEED} CODEACT_CHAOS_ROUNDS=${ROUNDS * 5}\n${table(tallies)}`),
);

describe.concurrent("the arm stands, stays where it is, and nobody says it arrived, when", () => {
  it("the Python process is killed", { timeout: TIMEOUT_MS }, async () => {
    const chance = new Chance(1);
    const tally = await withStage("Python", async (stage, tally) => {
      const { sweep, from, killed } = await strike(stage, tally, chance, () => {
        const victim = chance.pick(interpreters(stage.bridgePid));
        process.kill(victim.pid, "SIGKILL");
      });
      const end = await stage.observer.standing();
      stood(tally, killed, end);
      await stage.page.event("episode_end", from);
      await stayQuiet(tally, stage);
      judge(tally, { events: stage.page.events.slice(from), sweep, end });
    });
    expectAll(tally);
  });

  it("the line between bridge and robot is cut", { timeout: TIMEOUT_MS }, async () => {
    const chance = new Chance(2);
    const tally = await withStage("WebSocket", async (stage, tally) => {
      const { line, observer, page } = stage;
      const atOnce = chance.between(0, 1) < 0.5;
      const { sweep, from, killed } = await strike(stage, tally, chance, () => {
        line.cut();
        if (atOnce) line.mend();
      });
      const end = await observer.standing();
      stood(tally, killed, end);
      if (!atOnce) line.mend();
      await page.event("connection", from, ({ state }) => state === "connected");
      await page.event("episode_end", from);
      await stayQuiet(tally, stage);
      judge(tally, { events: page.events.slice(from), sweep, end });
    });
    expectAll(tally);
  });

  it("the line goes dead without a word, for a while or for good", { timeout: TIMEOUT_MS }, async () => {
    const chance = new Chance(7);
    const few = Math.ceil(ROUNDS / 4);
    const tally = await withStage(
      "dead line",
      async (stage, tally) => {
        const { line, observer, page } = stage;
        const readings = Math.floor(chance.between(20, 150));
        const forGood = chance.between(0, 1) < 0.5;
        const { sweep, from, killed } = await strike(stage, tally, chance, () => line.stall());
        await observer.pass(readings);
        if (forGood) line.cut();
        else line.flow();
        // Until the robot's side learns of it, the arm goes on; its goal has an end.
        const end = await observer.standing();
        const took_s = end.stamp_s - killed.stamp_s;
        tally.took_s.push(took_s);
        if (took_s < readings * 0.02 + STAND_WITHIN_S) tally.stood += 1;
        else tally.wrong.push(`the arm went on for ${took_s.toFixed(2)} s`);
        line.mend();
        if (forGood) await page.event("connection", from, ({ state }) => state === "connected");
        await page.event("episode_end", from);
        await stayQuiet(tally, stage);
        judge(tally, { events: page.events.slice(from), sweep, end });
      },
      few,
    );
    expect(tally).toMatchObject({ rounds: few, stood: few, replayed: 0, falseDone: 0, wrong: [] });
  });

  it("the simulator is killed", { timeout: TIMEOUT_MS }, async () => {
    const chance = new Chance(3);
    const tally = await withStage("simulator", async (stage, tally) => {
      const { sim, page } = stage;
      const { sweep, from, killed } = await strike(stage, tally, chance, () => sim.kill());
      const lost = await page.event("connection", from, ({ state }) => state === "reconnecting");
      if (!/^Lost ws:.*Dialling again\.$/.test(lost.text))
        tally.wrong.push(`no readable words: ${lost.text}`);
      await page.event("episode_end", from);
      await sim.restart();
      await page.event("connection", from, ({ state }) => state === "connected");
      await stayQuiet(tally, stage);
      tally.stood += (await sim.observer.standing()) ? 1 : 0;
      judge(tally, { events: page.events.slice(from), sweep, end: killed });
    });
    expectAll(tally);
  });

  it("the page that holds a manual control goes away", { timeout: TIMEOUT_MS }, async () => {
    const chance = new Chance(5);
    let azimuth: number | null = null;
    const tally = await withStage("page", async (stage, tally) => {
      azimuth ??= await azimuthAtZero(stage);
      const { start, killed, direction } = await strikeHolder(stage, tally, chance);
      const end = await stage.observer.standing();
      stood(tally, killed, end);
      tally.halted += direction * (end.pan - start.pan) > 0 && Math.abs(end.pan) < 3 ? 1 : 0;
      stage.page.kill();
      await stage.newPage();
      await stayQuiet(tally, stage);
      const lies = falsePlace(stage.page.events, { azimuth: azimuth as number, end });
      if (lies.length > 0) tally.falseDone += 1;
      tally.wrong.push(...lies);
    });
    expectAll(tally);
  });

  it("the page that began a task goes away, and the task ends as it would have", {
    timeout: TIMEOUT_MS,
  }, async () => {
    const chance = new Chance(6);
    const few = Math.ceil(ROUNDS / 4);
    const tally = await withStage(
      "task page",
      async (stage, tally) => {
        const { sweep, killed } = await strike(stage, tally, chance, () => stage.page.kill());
        await stage.newPage();
        const { page, observer } = stage;
        const began = page.events.findLastIndex(({ type }) => type === "episode_start");
        await page.event("episode_end", began);
        const end = await observer.standing();
        tally.took_s.push(end.stamp_s - killed.stamp_s);
        if (Math.abs(end.pan - sweep.target) < 0.01) tally.stood += 1;
        await stayQuiet(tally, stage);
        judge(tally, { events: page.events.slice(began), sweep, end });
      },
      few,
    );
    expect(tally).toMatchObject({ rounds: few, stood: few, replayed: 0, falseDone: 0, wrong: [] });
  });

  it("the bridge is killed", { timeout: TIMEOUT_MS }, async () => {
    const chance = new Chance(4);
    const tally = newTally("bridge");
    const sim = await SimProcess.start();
    try {
      for (; tally.rounds < ROUNDS; tally.rounds++) {
        const { observer } = sim;
        const start = await observer.standing();
        const sweep = sweepFrom(start, chance);
        const watch = observer.watch();
        const args = ["exec", "-", "--json", "--robot", sim.url];
        const bridge = execa(process.execPath, [...cliCommand, ...args], {
          input: sweepCode(sweep),
          reject: false,
          buffer: false,
        });
        const events: Event[] = [];
        const ended = bridge.then(({ exitCode, signal }) => {
          if (signal !== "SIGKILL")
            tally.wrong.push(`the bridge ended by itself, with ${exitCode ?? signal}`);
        });
        const lines = createInterface({ input: bridge.stdout });
        lines.on("line", (line) => {
          const event = JSON.parse(line) as Event;
          events.push(event);
          if (event.type === "primitive_call") quiet(tally, watch());
        });
        await observer.moving();
        await observer.pass(moment(sweep, start, chance));
        const tree = descendants(bridge.pid ?? 0);
        const killed = observer.last as Reading;
        bridge.kill("SIGKILL");
        await Promise.all([ended, once(lines, "close")]);
        const end = await observer.standing();
        stood(tally, killed, end);
        if (tree.length === 0) tally.wrong.push("the bridge had no child process");
        for (const orphan of await survivors(tree, ORPHANED_S))
          tally.wrong.push(`process ${orphan.pid} (${orphan.command}) outlived the bridge`);
        judge(tally, { events, sweep, end });
      }
      await stayQuiet(tally, sim);
    } finally {
      await sim.close();
    }
    expectAll(tally);
  });
});
