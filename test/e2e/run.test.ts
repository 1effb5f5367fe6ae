import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { callService, entityPosition, type RunningCli, runCli, startCli } from "./cli.ts";

// Each of the groups below has a simulator of its own, and half of its time waits for the command.
vi.setConfig({ maxConcurrency: 2, testTimeout: 180_000 });

const wordings = [
  "put the red cube on the blue plate",
  "Place the red cube onto the blue plate.",
  "please move the red block to the plate",
  "could you set the red cube down on the blue dish?",
  "take the red cube and put it on the blue plate",
  "I want the red cube on top of the plate",
  "pick up the red cube, then place it on the blue plate",
  "drop the red box-shaped block... I mean the red cube, on the plate",
  "grab the red cube and put it onto the plate",
  "get the red cube onto the blue plate please",
];

/** The seed of a wording. */
const seedOf = (index: number): number => (index % 5) + 1;

const startSimulator = (seed: number): Promise<RunningCli> =>
  startCli(["sim", "--port", "0", "--clock", "fast", "--seed", String(seed)], /rosbridge (ws:\S+)/);

const expectCubeOnPlate = async (url: string): Promise<void> => {
  const cube = await entityPosition(url, "red_cube");
  const plate = await entityPosition(url, "blue_plate");
  expect(Math.hypot(cube[0] - plate[0], cube[1] - plate[1])).toBeLessThan(0.07);
  expect(cube[2] - plate[2]).toBeGreaterThan(0.02);
  expect(cube[2] - plate[2]).toBeLessThan(0.04);
};

// A simulator for each seed, whose own word on the poses is asked; it is put back to its beginning for each wording.
for (const seed of [1, 2, 3, 4, 5])
  describe.concurrent("run: a sentence moves the simulated arm through Python", () => {
    let simulator: RunningCli;
    beforeAll(async () => {
      simulator = await startSimulator(seed);
    });
    afterAll(() => simulator?.stop());

    for (const wording of wordings.filter((_, index) => seedOf(index) === seed))
      it.sequential(`does "${wording}" (seed ${seed}) and the simulator agrees`, async () => {
        const url = simulator.match[1] ?? "";
        await callService(url, "/reset_simulation");
        const cube = await entityPosition(url, "red_cube");
        const plate = await entityPosition(url, "blue_plate");
        expect(Math.hypot(cube[0] - plate[0], cube[1] - plate[1])).toBeGreaterThan(0.07);
        const { events, exitCode, stderr } = await runCli(["run", wording, "--json", "--robot", url]);
        expect(events.at(-1), stderr).toMatchObject({ type: "episode_end", outcome: "finished" });
        expect(exitCode).toBe(0);
        await expectCubeOnPlate(url);
      });
  });

describe.concurrent("run: what cannot be done or understood", () => {
  let simulator: RunningCli;
  beforeAll(async () => {
    simulator = await startSimulator(1);
  });
  afterAll(() => simulator?.stop());

  for (const impossible of [
    "put the purple cube on the blue plate",
    "put the blue plate into the red cube",
    "throw the red cube out of the window",
    "make me a sandwich",
    "colorless green ideas sleep furiously",
    "pick up the table",
  ])
    it.sequential(`never claims to have finished "${impossible}"`, async () => {
      const url = simulator.match[1] ?? "";
      const before = await entityPosition(url, "red_cube");
      const { events } = await runCli(["run", impossible, "--json", "--robot", url]);
      expect(["gave_up", "answered", "needs_user"]).toContain(events.at(-1)?.["outcome"]);
      const after = await entityPosition(url, "red_cube");
      for (const axis of [0, 1, 2] as const) expect(after[axis]).toBeCloseTo(before[axis], 3);
    });

  it.sequential("asks which cube is meant, and says that nobody could answer", async () => {
    const { events, exitCode } = await runCli([
      "run",
      "pick up the cube",
      "--json",
      "--robot",
      simulator.match[1] ?? "",
    ]);
    expect(events.find(({ type }) => type === "question")).toBeDefined();
    expect(events.at(-1)).toMatchObject({ outcome: "needs_user" });
    expect(exitCode).toBe(1);
  });

  it.sequential("goes on with the answer that --answer gives", async () => {
    const url = simulator.match[1] ?? "";
    const { events } = await runCli([
      "run",
      "pick up the cube",
      "--json",
      "--robot",
      url,
      "--answer",
      "the green one",
    ]);
    expect(events.at(-1)).toMatchObject({ outcome: "finished" });
    expect((await entityPosition(url, "green_cube"))[2]).toBeGreaterThan(0.06);
  });
});
