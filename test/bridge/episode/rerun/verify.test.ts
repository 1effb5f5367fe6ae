import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { verdictText, verifyFile } from "../../../../bridge/commands/verify.ts";
import { type Episode, openEpisode } from "../../../../bridge/episode/reader.ts";
import { type Verdict, verifyEpisode } from "../../../../bridge/episode/rerun/verify.ts";
import type { Event } from "../../../../bridge/protocol/index.ts";
import { connectionOf } from "../../../../bridge/robot/connection.ts";
import type { Session } from "../../../../bridge/session.ts";
import { rounds } from "../../../rounds.ts";
import { programs } from "./programs.ts";
import { fastSession, recordingsFolder } from "./recording.ts";

const quiet = { progress: () => {} };
let folder: string;
beforeAll(async () => {
  folder = await recordingsFolder();
});

const verify = async (file: string): Promise<Verdict> => {
  const verdict = await verifyFile(file, {}, quiet);
  if (!verdict.same) console.log(verdictText(file, verdict));
  return verdict;
};

const recorded = async (
  name: string,
  options: { seed?: number; answers?: string[] },
  work: (session: Session, file: string) => Promise<unknown>,
): Promise<string> => {
  const session = await fastSession({ seed: options.seed ?? 1 }, options.answers);
  const file = join(folder, `${name}.mcap`);
  try {
    await work(session, file);
  } finally {
    await session.close();
  }
  return file;
};

/** An episode as somebody edited it. */
const edited = (episode: Episode, change: (event: Event) => Event): Episode =>
  new Proxy(episode, {
    get: (target, key) => {
      if (key === "events") return async () => (await target.events()).map(change);
      const value = Reflect.get(target, key, target) as unknown;
      return typeof value === "function" ? value.bind(target) : value;
    },
  });

/* These episodes are the first of their sessions. */
const noPast = { earlier: [], own: [], notes: [] };

describe("episodes of tasks and programs, executed again", () => {
  const tasks = [
    "put the red cube in the bowl",
    "stack the green cube on the blue cube",
    "put the red cube on the blue plate",
    "what is on the table?",
    "pick up the ball",
  ];
  // Each seed: a task, then programs of a person on the same robot, each from where the one before left everything.
  // The first two have every program between them.
  const seeds = [
    [1, ["prints", "raises", "asks", "looks"]],
    [2, ["asks", "looks", "picks", "raises"]],
    [5, ["looks", "prints", "picks", "asks"]],
    [7, ["raises", "asks", "prints", "looks"]],
  ] as const;
  it.each(seeds.slice(0, rounds(seeds.length, "seeds")))(
    "are the same, with seed %i",
    async (seed, names) => {
      const files = [`task-${seed}`, ...names.map((name) => `${name}-${seed}`)].map((name) =>
        join(folder, `${name}.mcap`),
      );
      const session = await fastSession({ seed }, ["left", "stop"]);
      await session.instruct(tasks[seed % tasks.length] ?? "", files[0] ?? "");
      for (const [index, name] of names.entries()) await session.exec(programs[name], files[index + 1] ?? "");
      await session.close();
      const verdicts: Verdict[] = [];
      for (const file of files) {
        const verdict = await verify(file);
        verdicts.push(verdict);
        expect(verdict).toMatchObject({ same: true, start: [], final: [] });
        expect(verdict.actions.length).toBeGreaterThan(0);
        expect(verdict.actions.every(({ not_compared }) => not_compared === null)).toBe(true);
      }
      expect(verdicts[1]?.tolerances).toMatchObject({ length_m: 0.001, angle_deg: 0.5, joint_rad: 0.001 });
    },
    300_000,
  );

  it("are the same when they were recorded with the clock realtime", async () => {
    const session = await fastSession({ seed: 3, clock: "realtime" });
    const file = join(folder, "realtime.mcap");
    await session.exec(programs.picks, file);
    await session.close();
    const verdict = await verify(file);
    expect(verdict.same).toBe(true);
    expect(verdict.tolerances.time_s).toBeNull();
    expect(verdict.notes.join()).toMatch(/began from the recorded state/);
  }, 120_000);
});

describe("an episode that is not what it says", () => {
  it("differs by what was moved while it ran", async () => {
    const file = await recorded("moved", { answers: [] }, async (session, out) => {
      const off = session.events.subscribe((event) => {
        if (event.type !== "output" || !event.text.includes("looked")) return;
        const pose = { position: { x: 0.4, y: 0.3, z: 0.021 }, orientation: { x: 0, y: 0, z: 0, w: 1 } };
        void connectionOf(session.robot).call(
          "/set_entity_state",
          "simulation_interfaces/srv/SetEntityState",
          {
            entity: "red_cube",
            state: { pose },
            set_pose: true,
          },
        );
      });
      await session.exec('print("looked")\nwait(0.5)\nscene.find("red_cube").pose.position', out);
      off();
    });
    const verdict = await verifyFile(file, {}, quiet);
    expect(verdict.same).toBe(false);
    expect(verdict.start).toEqual([]);
    const found = verdict.actions[0]?.differences.find(({ what }) =>
      /call 2 scene\.find.*position/.test(what),
    );
    expect(found?.by).toMatch(/^\d+ mm$/);
    expect(verdict.final.map(({ what }) => what)).toContain("red_cube.position");
    expect(verdictText(file, verdict)).toMatch(/^different: [\s\S]*end: red_cube\.position .* mm\n/m);
  });

  it("differs from the start in a scene of another seed", async () => {
    const file = await recorded("seed", { seed: 4 }, (session, out) => session.exec(programs.prints, out));
    const other = await fastSession({ seed: 5 });
    const episode = await openEpisode(file);
    const verdict = await other.rerun((parts) => verifyEpisode(parts, episode, noPast));
    await episode.close();
    await other.close();
    expect(verdict.same).toBe(false);
    expect(verdict.start.map(({ what }) => what)).toEqual(
      expect.arrayContaining(["red_cube.position", "bowl.position"]),
    );
    expect(verdict.actions[0]?.differences.map(({ what }) => what)).toContain("printed");
  });

  it("differs where its recording was edited", async () => {
    const file = await recorded("edited", {}, (session, out) => session.exec(programs.picks, out));
    const episode = await openEpisode(file);
    const changed = edited(episode, (event) => {
      if (event.type === "action_end") return { ...event, value: "False" };
      if (event.type === "receipt" && event.name === "arm.move_to")
        return { ...event, receipt: { ...event.receipt, ended_by: "contact" } };
      return event;
    });
    const session = await fastSession();
    const verdict = await session.rerun((parts) => verifyEpisode(parts, changed, noPast));
    await session.close();
    await episode.close();
    const found = verdict.actions.flatMap(({ differences }) => differences);
    expect(found).toContainEqual({ what: "value", recorded: "False", now: "True", by: "" });
    expect(
      found.some(({ what, recorded: was }) => /receipt.*ended_by$/.test(what) && was === "contact"),
    ).toBe(true);
    expect(verdict.final).toEqual([]);
  });
});

describe("an episode that was stopped", () => {
  it("is executed again up to the call in which it was stopped, and says what was not compared", async () => {
    const file = await recorded("stopped", {}, async (session, out) => {
      const off = session.events.subscribe((event) => {
        if (event.type === "primitive_call" && event.name === "wait") void session.stop("page");
      });
      await session.exec("arm.move_to([0.45, 0.2, 0.3])\nwait(3000)\narm.home()", out);
      off();
    });
    const verdict = await verify(file);
    expect(verdict.same).toBe(true);
    expect(verdict.actions[0]?.not_compared).toMatch(
      /from in call 2 wait on: .*ended from outside there \(interrupted, page\)/,
    );
    expect(verdict.notes.join()).toMatch(/Final poses were not compared/);
  });

  it("is stopped again while it computes", async () => {
    const file = await recorded("endless", {}, async (session, out) => {
      const off = session.events.subscribe((event) => {
        if (event.type === "output" && event.text.includes("now")) void session.stop("page");
      });
      await session.exec('arm.move_to([0.45, 0.2, 0.3])\nprint("now")\nwhile True: pass', out);
      off();
    });
    const verdict = await verify(file);
    expect(verdict.same).toBe(true);
    expect(verdict.actions[0]?.not_compared).toMatch(/after its last call/);
  });
});
