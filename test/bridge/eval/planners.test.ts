import { beforeAll, describe, expect, it } from "vitest";
import { createMode } from "../../../bridge/agent/modes/create-mode.ts";
import { loadManual } from "../../../bridge/agent/prompt.ts";
import { checkModes } from "../../../bridge/eval/planners/check-modes.ts";
import { MotionCalls } from "../../../bridge/eval/planners/open-loop.ts";
import { repliesOf } from "../../../bridge/eval/planners/reply-text.ts";
import { scriptOf } from "../../../bridge/eval/planners/scripts.ts";
import { preparePython } from "../../../bridge/executor/python-env.ts";
import { ActionModeName, type EventBody, type ManualEntry } from "../../../bridge/protocol/index.ts";
import { taskOf } from "./sweep-parts.ts";

let manual: readonly ManualEntry[];
beforeAll(async () => {
  manual = await loadManual((await preparePython({ progress: () => {} })).python);
});

const plain = ['held = pick("red_cube")\nprint(held)', 'print(place_at(0.4, -0.1)); finish("It is there.")'];

/** What a session in this mode runs for the replies. */
const programs = (script: readonly string[], name: ActionModeName): (string | null)[] => {
  const mode = createMode(name, manual);
  return repliesOf(script, name, manual).map((text) => mode.parse({ text, toolCalls: [] }).code);
};

describe("a scripted planner's replies", () => {
  it("say plain calls in every mode so that the mode's own reader runs them", () => {
    expect(programs(plain, "code")).toEqual(plain);
    expect(programs(plain, "code-flat")).toEqual(plain);
    for (const mode of ["json", "text"] as const)
      expect(programs(plain, mode)).toEqual([
        'pick("red_cube")',
        "place_at(0.4, -0.1)",
        'finish("It is there.")',
      ]);
    const [first, second] = programs(plain, "json-parallel");
    expect(first).toBe('pick("red_cube")');
    expect(second).toMatch(/place_at\(0.4, -0.1\).*\n.*finish\("It is there."\)/);
  });

  it("are none for a program, where calls are all that can be said", () => {
    const loop = {
      ...taskOf("loop"),
      oracle: ["for name in scene.objects():\n    pick(name)", 'finish("")'],
    };
    const use = { ...taskOf("use"), oracle: ['cube = scene.find("red_cube")\narm.move_to([cube.x, 0, 0])'] };
    for (const facts of [loop, use]) {
      expect(() => checkModes("oracle", ["code"], [facts], null)).not.toThrow();
      for (const mode of ["json", "json-parallel", "text"] as const)
        expect(() => checkModes("oracle", [mode], [facts], null)).toThrow(
          new RegExp(`task ${facts.id} cannot be said in mode ${mode}: it is a program`),
        );
    }
    expect(() => checkModes("oracle", ["code-flat"], [loop], null)).toThrow("a for loop");
    expect(() => checkModes("oracle", ["code-flat"], [use], null)).not.toThrow();
    expect(() => checkModes("open-loop", ["json"], [use], null)).toThrow("Leave --mode out");
    expect(() => checkModes("model", ["json"], [loop], null)).not.toThrow();
  });
});

describe("the planners that need no model", () => {
  const facts = { ...taskOf("pick-cube"), oracle: plain };
  const script = (planner: Parameters<typeof scriptOf>[0], turns = 10, mode: ActionModeName = "code") =>
    scriptOf(planner, { facts, turns, mode }, null);

  it("begin with an error where they are to mend it, within the turns that there are", () => {
    expect(script("self-debug")).toEqual([expect.stringContaining("the_object"), ...plain]);
    expect(script("self-debug", 2)).toHaveLength(2);
    expect(script("self-debug", 2)[1]).toContain("finish");
    expect(programs(script("self-debug", 10, "json"), "json")).toEqual([
      'scene.find("the_object")',
      'pick("red_cube")',
      "place_at(0.4, -0.1)",
      'finish("It is there.")',
    ]);
  });

  it("do random things that are valid in every mode, the same for the same task and seed, for all turns", () => {
    const random = script("random");
    expect(random).toHaveLength(10);
    expect(random).toEqual(script("random"));
    expect(scriptOf("random", { facts: { ...facts, seed: 2 }, turns: 10, mode: "code" }, null)).not.toEqual(
      random,
    );
    expect(random.at(-1)).toContain("finish");
    for (const mode of ActionModeName.options)
      expect(programs(random, mode).filter((program) => program === null)).toEqual([]);
  });
});

describe("the open-loop program", () => {
  const call = (name: string, params: Record<string, unknown>, ok = true): EventBody[] => [
    { type: "primitive_call", action: 1, call: 1, name, params, line: 1 },
    { type: "primitive_result", action: 1, call: 1, name, ok, result: null, error: null, duration_s: 0 },
  ];

  it("has the motions that succeeded, with their numbers, and nothing that looks", () => {
    const calls = new MotionCalls();
    const events = [
      ...call("scene.find", { name: "red_cube", timeout_s: 1 }),
      ...call("arm.move_to", { position: [0.4, -0.1, 0.2], orientation: null, straight: true }),
      ...call("arm.move_to", { position: [9, 9, 9] }, false),
      ...call("gripper.close", { force_n: null }),
      ...call("wait", { seconds: 0.5 }),
      ...call("ros.send_goal", { action: "/a", type: "t", goal: { x: "é\n" }, feedback: false }),
      ...call("arm.pose", { frame_id: "base_link" }),
    ];
    for (const event of events) calls.add(event);
    expect(calls.program().match(/^ {4}(?!pass).*/gm)).toEqual([
      "    arm.move_to(position=[0.4, -0.1, 0.2], orientation=None, straight=True)",
      "    gripper.close(force_n=None)",
      "    wait(seconds=0.5)",
      '    ros.send_goal(action="/a", type="t", goal={"x": "é\\n"})',
    ]);
    expect(calls.program().split("\n").at(-1)).toMatch(/^finish\(/);
  });
});
