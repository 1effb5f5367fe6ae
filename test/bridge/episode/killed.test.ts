import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openEpisode } from "../../../bridge/episode/reader.ts";
import { type Event, stampToNs } from "../../../bridge/protocol/index.ts";
import { cliCommand } from "../../e2e/cli.ts";
import { rounds } from "../../rounds.ts";

const KILLS = rounds(20, "kills");
/** At most so much wall time of what happened may be lost with the process. */
const LOST_NS = 1_000_000_000n;
/** A longer pause of the simulator is no excuse. */
const MOST_PAUSE_NS = 250_000_000n;
/** Moves, prints and waits for longer than any of the kills takes to come. */
const PROGRAM = `
n = 0
while True:
    n += 1
    print("round", n)
    try:
        arm.move_joints([0.1 * (n % 5), -1.57, 1.57, -1.57, -1.57, 0.0])
    except Stale:  # a busy machine
        pass
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codeact-killed-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the program, kills the bridge `afterMs` after its first motion, and gives what it had told until then. */
const runAndKill = async (file: string, afterMs: number): Promise<{ told: Event[]; killed: bigint }> => {
  const child = execa(
    process.execPath,
    [...cliCommand, "exec", "-", "--json", "--out", file, "--timeout-s", "60", "--clock", "realtime"],
    { input: PROGRAM, reject: false, buffer: false },
  );
  const told: Event[] = [];
  const lines = createInterface({ input: child.stdout });
  const moving = new Promise<void>((resolve) => {
    lines.on("line", (line) => {
      told.push(JSON.parse(line));
      if (told.at(-1)?.type === "primitive_call") resolve();
    });
  });
  await moving;
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  const killed = BigInt(Date.now()) * 1_000_000n;
  child.kill("SIGKILL");
  await Promise.all([child, once(lines, "close")]);
  return { told, killed };
};

/** Two bridges at a time: each of them mostly waits for its motion. */
const TOGETHER = 2;

const killOne = async (i: number): Promise<void> => {
  const file = join(folder, `killed-${i}.mcap`);
  const { told, killed } = await runAndKill(file, 1200 + Math.random() * 1500);
  const episode = await openEpisode(file);
  expect(episode.recovered?.lost, `kill ${i}`).toMatch(/cut off/);
  expect(episode.summary).toMatchObject({ whole: false, outcome: null, robot: "simulated_arm" });
  const kept = await episode.events();
  const start = told.findIndex(({ type }) => type === "episode_start");
  const seqs = new Set(kept.map(({ seq }) => seq));
  const due = told.slice(start).filter(({ wall }) => stampToNs(wall) <= killed - LOST_NS);
  expect(
    due.filter(({ seq }) => !seqs.has(seq)).map(({ type }) => type),
    `kill ${i}`,
  ).toEqual([]);
  expect(due.length).toBeGreaterThan(0);
  const joints: bigint[] = [];
  for await (const { publishTime } of episode.messages(["/joint_states"])) joints.push(publishTime);
  expect(joints.length, `kill ${i}: joint states`).toBeGreaterThan(50);
  // On a busy machine the simulator itself has pauses; the last one before the kill may have been such a pause.
  const pauses = joints.slice(1).map((time, n) => time - (joints[n] ?? time));
  const longest = pauses.reduce((most, pause) => (pause > most ? pause : most), 0n);
  const pause = longest < MOST_PAUSE_NS ? longest : MOST_PAUSE_NS;
  expect(joints.at(-1), `kill ${i}: the last joint state`).toBeGreaterThan(killed - LOST_NS - pause);
  await episode.close();
};

it(`loses at most the last second to kill -9, at ${KILLS} random moments`, async () => {
  const left = Array.from({ length: KILLS }, (_, i) => i);
  const oneByOne = async (): Promise<void> => {
    for (let i = left.shift(); i !== undefined; i = left.shift()) await killOne(i);
  };
  await Promise.all(Array.from({ length: TOGETHER }, oneByOne));
}, 900_000);
