import { afterEach, describe, expect, it } from "vitest";
import { type Verdict, Verdict as VerdictSchema } from "../../../bridge/protocol/index.ts";
import { startSimulator } from "../../../sim/simulator.ts";
import { isHeld, isOn } from "../../../sim/tasks/goals.ts";
import { taskScene } from "../../../sim/tasks/tasks.ts";
import { HOME } from "../physics-client.ts";
import { JudgedSimulation } from "./judged-simulation.ts";

const HIGHER = [0, -1.75, 1.5708, -1.5708, -1.5708, 0];

const broken = ({ invariants }: Verdict): string[] =>
  invariants.filter(({ score }) => score < 1).map(({ name, detail }) => `${name}: ${detail}`);

describe("the judge of a task", () => {
  const open: JudgedSimulation[] = [];
  const start = async (...task: Parameters<typeof JudgedSimulation.start>): Promise<JudgedSimulation> => {
    const judged = await JudgedSimulation.start(...task);
    open.push(judged);
    return judged;
  };
  afterEach(() => {
    for (const judged of open.splice(0)) judged.close();
  });

  it("finds a goal met when the world says so, and not before", async () => {
    const judged = await start({ goals: [isOn("red_cube", "blue_plate")] });
    const before = await judged.judge.verdict();
    expect(VerdictSchema.parse(before)).toEqual(before);
    expect(before).toMatchObject({ success: false, unwanted_change: 0 });
    expect(before.score).toBeLessThan(1);
    expect(broken(before)).toEqual([]);
    judged.put("red_cube", [0.6, 0.02, 0.0325]);
    // It lets the cube come to rest before it measures.
    const after = await judged.judge.verdict();
    expect(after).toMatchObject({ success: true, score: 1 });
    judged.put("red_cube", [0.45, -0.2, 0.02]);
    expect((await judged.judge.verdict()).success).toBe(false);
  });

  it("keeps in mind that a bystander was moved, even when it is put back", async () => {
    const judged = await start();
    judged.put("green_cube", [0.46, 0.2, 0.0202]);
    await judged.pass(0.1);
    expect(await judged.judge.verdict()).toMatchObject({ success: true, unwanted_change: 0 });
    judged.put("green_cube", [0.48, 0.2, 0.0202]);
    await judged.pass(0.1);
    judged.put("green_cube", [0.45, 0.2, 0.0202]);
    const verdict = await judged.judge.verdict();
    expect(verdict).toMatchObject({ success: false, score: 1 });
    expect(verdict.unwanted_change).toBeCloseTo(1 / 3);
    expect(broken(verdict)).toEqual([
      expect.stringMatching(/^nothing else is moved: the green cube .* 3\.0 cm/),
    ]);
    judged.put("red_cube", [0.3, 0, 0.0202]); // the task's own
    await judged.pass(0.1);
    expect((await judged.judge.verdict()).unwanted_change).toBeCloseTo(1 / 3);
  });

  it("sees what is turned over, and that a ball cannot be", async () => {
    const judged = await start();
    const turn = (object: string): void => {
      const { position } = judged.world.pose(object);
      judged.world.setPose(object, { position, orientation: [Math.SQRT1_2, 0, 0, Math.SQRT1_2] });
    };
    turn("ball");
    await judged.pass(0.1);
    expect((await judged.judge.verdict()).unwanted_change).toBe(0);
    turn("green_cube");
    await judged.pass(0.1);
    expect(broken(await judged.judge.verdict()).join()).toContain(
      "the green cube was moved by 0.0 cm and turned",
    );
  });

  it("tells a drop from putting down", async () => {
    const judged = await start();
    judged.put("red_cube", [0.45, -0.2, 0.07]);
    await judged.pass(0.5);
    expect(broken(await judged.judge.verdict())).toEqual([]);
    judged.put("red_cube", [0.45, -0.2, 0.15]);
    await judged.pass(0.5);
    expect(broken(await judged.judge.verdict())).toEqual([
      expect.stringMatching(/^nothing is dropped: the red cube fell at 1\.\d m\/s, at /),
    ]);
  });

  it("sees what falls off the table", async () => {
    const judged = await start();
    judged.put("red_cube", [1.05, 0, 0]);
    await judged.pass(1);
    expect(broken(await judged.judge.verdict())).toContainEqual(
      expect.stringMatching(/^nothing falls to the floor: the red cube/),
    );
  });

  it("sees a joint that is too fast, and none in a motion within its limits", async () => {
    const judged = await start();
    await judged.drive(HIGHER, 0.5);
    expect(broken(await judged.judge.verdict())).toEqual([]);
    for (let step = 0; step < 100; step++) {
      judged.world.setTarget("wrist_3_joint", 3);
      judged.world.step();
      judged.judge.afterStep();
    }
    expect(broken(await judged.judge.verdict())).toEqual([
      expect.stringMatching(/^no joint is faster than its limit: wrist_3_joint turned at /),
    ]);
  });

  it("keeps what a task itself forbids, and counts what is grasped and lifted", async () => {
    const judged = await start({
      goals: [isHeld("red_cube")],
      invariants: [
        {
          name: "it is taken once only",
          violation: (world) => (world.grasps("red_cube") > 1 ? "it was taken again" : null),
        },
      ],
    });
    await judged.grasp("red_cube");
    await judged.drive(HIGHER, 1);
    expect(await judged.judge.verdict()).toMatchObject({ success: true });
    judged.simulation.controllers.gripper?.restore(0.04);
    await judged.pass(0.1);
    await judged.drive(HOME, 1);
    await judged.grasp("red_cube");
    await judged.drive(HIGHER, 1);
    expect(broken(await judged.judge.verdict()).join()).toMatch(
      /it is taken once only: it was taken again, at \d/,
    );
  });

  it("forgets everything when the simulation is reset", async () => {
    const judged = await start();
    judged.put("green_cube", [0.45, 0.2, 0.3]);
    await judged.pass(0.5);
    expect((await judged.judge.verdict()).success).toBe(false);
    judged.simulation.reset({ time: true, state: true, reason: "a test" });
    const verdict = await judged.judge.verdict();
    expect(verdict).toMatchObject({ success: true, unwanted_change: 0, simulated_s: 0 });
  });

  it("goes on when a person spawns or deletes, and finds the task spoilt", async () => {
    const judged = await start({ goals: [isOn("red_cube", "blue_plate")] });
    const { scene } = judged.world;
    judged.simulation.replaceScene({ ...scene, objects: scene.objects.slice(1) });
    await judged.pass(0.1);
    const verdict = await judged.judge.verdict();
    expect(verdict).toMatchObject({ success: false, score: 0 });
    expect(broken(verdict).join()).toContain("spawned or deleted");
  });
});

describe("a simulator", () => {
  it("gives the verdict of its task to its own process", async () => {
    const simulator = await startSimulator({ scene: taskScene("pick-red-cube"), seed: 2, clock: "fast" });
    try {
      const [first, second] = await Promise.all([simulator.verdict(), simulator.verdict()]);
      expect(first).toMatchObject({
        success: false,
        goals: [{ score: 0 }],
        unwanted_change: 0,
        simulated_s: 0,
      });
      expect(second.success).toBe(false);
    } finally {
      await simulator.close();
    }
    await expect(simulator.verdict()).rejects.toThrow("closed");
  });

  it("says that a scene that is no task has no judge", async () => {
    const simulator = await startSimulator({ scene: "room", clock: "fast" });
    await expect(simulator.verdict()).rejects.toThrow(/scene "room" is no task.*eval --list/);
    await simulator.close();
  });
});
