import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bench, openBench } from "./harness.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

describe("what an action leaves behind", () => {
  it("keeps variables, functions and imports for the next action", async () => {
    await bench.run("import math\nradius = 2\ndef area(): return math.pi * radius ** 2");
    const result = await bench.run("radius = 1\nround(area(), 3)");
    expect(result).toMatchObject({
      ok: true,
      ended_by: "done",
      value: "3.142",
      error: null,
      state_kept: true,
    });
  });

  it("echoes the last expression, and nothing when it is None or no expression", async () => {
    expect((await bench.run("'a' + 'b'")).value).toBe("'ab'");
    expect((await bench.run("None")).value).toBeNull();
    expect((await bench.run("x = 3")).value).toBeNull();
    expect((await bench.run("")).value).toBeNull();
  });

  it("awaits at top level", async () => {
    const result = await bench.run(
      "import asyncio\nasync def f():\n    await asyncio.sleep(0)\n    return 7\nawait f()",
    );
    expect(result.value).toBe("7");
    expect((await bench.run("x = await f()\nx + 1")).value).toBe("8");
  });

  it("names the arm, the skills and the rest without import, and under codeact_primitives", async () => {
    const names =
      "arm gripper camera scene sensors ros user skills pick place_on place_at place_in stack push wait finish give_up NotFound";
    const result = await bench.run(
      `import codeact_primitives as library\n[n for n in "${names}".split() if globals()[n] is not getattr(library, n)]`,
    );
    expect(result.value).toBe("[]");
  });

  it("answers help() and inspect.getsource() for skills and for functions of earlier actions", async () => {
    expect((await bench.run("help(pick)")).output).toContain("Picks an object up");
    expect((await bench.run("import inspect\nprint(inspect.getsource(skills.stack))")).output).toContain(
      "place_on(below)",
    );
    expect((await bench.run("print(inspect.getsource(area))")).output).toContain("math.pi * radius");
  });
});

describe("what an action prints", () => {
  it("streams prints while the action runs", async () => {
    const running = bench.run(
      "print('first', flush=False)\nimport sys; sys.stderr.write('half a line')\narm.home()",
    );
    await bench.event("output", (event) => event.text.includes("first"));
    await bench.event("output", (event) => event.stream === "stderr" && event.text.includes("half a line"));
    bench.executor.interrupt("test");
    expect((await running).ended_by).toBe("interrupted");
  });

  it("shows control characters instead of obeying them", async () => {
    const { output, value, error } = await bench.run(
      "print('a\\x1b[31mred\\x07\\r\\nb\\tc\\rd\\u202e')\nprint('\\x9b2J')\n1/0",
    );
    expect(output).toBe("a\\x1b[31mred\\x07\nb\tc\\rd\\u202e\n\\x9b2J\n");
    expect(value).toBeNull();
    expect(error?.type).toBe("ZeroDivisionError");
    const raised = await bench.run("raise ValueError('\\x1b[2J')");
    expect(raised.error?.message).toBe("\\x1b[2J");
    expect(raised.error?.traceback).not.toContain("\x1b");
  });

  it("keeps every character of text cut across writes, and of no encoding at all", async () => {
    const { output } = await bench.run(
      "import os\nfor b in 'zażółć 🤖\\n'.encode(): os.write(1, bytes([b]))\nprint('\\ud800')",
    );
    expect(output).toBe("zażółć 🤖\n\\ud800\n");
  });

  it("keeps head and tail of a flood, and says how much is missing", async () => {
    const { output, ok } = await bench.run(
      "print('START')\nfor i in range(40): print('x' * 100_000)\nprint('END')",
    );
    expect(ok).toBe(true);
    expect(output.startsWith("START\n")).toBe(true);
    expect(output.endsWith("END\n")).toBe(true);
    expect(output).toMatch(/\[… \d+ characters left out …\]/);
    expect(output.length).toBeLessThan(1.1 * 2 ** 20);
    const emitted = bench.events.slice(bench.events.findLastIndex((event) => event.type === "action_start"));
    const characters = emitted.reduce(
      (sum, event) => sum + (event.type === "output" ? event.text.length : 0),
      0,
    );
    expect(characters).toBeLessThan(1.1 * 2 ** 20);
  });

  it("gets all that was printed before the end of the action", async () => {
    for (let i = 0; i < 30; i++) {
      const { output } = await bench.run("print('y' * 70_000)\nprint('last')");
      expect(output.length).toBe(70_001 + 5);
    }
  });
});

describe("what an action raises", () => {
  it("shows source lines of the user's frames only", async () => {
    await bench.run("def inverse(x):\n    return 1 / x");
    const { ok, ended_by, error, action } = await bench.run("y = 0\ninverse(y)");
    expect({ ok, ended_by }).toEqual({ ok: false, ended_by: "error" });
    expect(error?.traceback).toBe(
      [
        "Traceback (most recent call last):",
        `  File "<action ${action}>", line 2, in <module>`,
        "    inverse(y)",
        `  File "<action ${action - 1}>", line 2, in inverse`,
        "    return 1 / x",
        "ZeroDivisionError: division by zero",
        "",
      ].join("\n"),
    );
  });

  it("hides the library's frames below a failing primitive and names the class shortly", async () => {
    const { error } = await bench.run("def go():\n    arm.joints()\ngo()");
    expect(error).toMatchObject({ type: "NotSupported", message: "the test's robot has no arm.joints" });
    expect(error?.traceback).not.toContain("codeact_primitives");
    expect(error?.traceback.match(/File /g)).toHaveLength(2);
  });

  it("points at a syntax error", async () => {
    const { error } = await bench.run("x = 1\nif x = 2: pass");
    expect(error?.type).toBe("SyntaxError");
    expect(error?.traceback).toContain("if x = 2: pass");
  });

  it("goes on after exit(), with its variables", async () => {
    await bench.run("kept = 'yes'");
    const result = await bench.run("print('before')\nexit(3)");
    expect(result).toMatchObject({ ok: false, ended_by: "exit", output: "before\n", state_kept: true });
    expect(result.error?.message).toContain("exit(3)");
    expect((await bench.run("kept")).value).toBe("'yes'");
  });
});

describe("calls of primitives", () => {
  it("returns rounded, readable objects with x, y, z", async () => {
    expect(await bench.run("p = arm.pose()\nprint(p.x, p.z)\np")).toMatchObject({
      output: "0.4 0.3\n",
      value: "Pose(position=(0.4, 0.1, 0.3), orientation=(1.0, 0.0, 0.0, 0.0), frame_id='base_link')",
    });
  });

  it("tells the line of the action that made a call, also from inside a function of an earlier action", async () => {
    await bench.run("def where():\n    return arm.pose()");
    await bench.run("x = 1\n\nwhere()");
    const call = bench.events.findLast((event) => event.type === "primitive_call");
    expect(call).toMatchObject({ name: "arm.pose", line: 3, params: { frame_id: "base_link" } });
    expect(bench.events.findLast((event) => event.type === "primitive_result")).toMatchObject({
      ok: true,
      error: null,
    });
  });

  it("refuses bad arguments before anything is sent", async () => {
    const before = bench.events.filter((event) => event.type === "primitive_call").length;
    for (const [code, words] of [
      ["arm.move_to([1, 2])", "three numbers"],
      ["arm.move_to([float('nan'), 0, 0])", "finite"],
      ["arm.move_to([400, 0, 100])", "millimetres"],
      ["arm.move_to([0.4, 0, 0.1], speed=-1)", "speed"],
      ["arm.move_to([0.4, 0, 0.1], [0, 0, 0])", "quaternion"],
      ["arm.move_joints([90, 0, 0, 0, 0, 0])", "degrees"],
      ["wait('a')", "number"],
      ["user.ask('')", "question"],
    ] as const) {
      const { error } = await bench.run(code);
      expect(error?.type, code).toBe("InvalidArgument");
      expect(error?.message, code).toContain(words);
    }
    expect(bench.events.filter((event) => event.type === "primitive_call")).toHaveLength(before);
  });

  it("refuses calls from threads, with words that say so", async () => {
    const { output } = await bench.run(
      "import threading\ndef f():\n    try: arm.pose()\n    except RuntimeError as e: print(e)\nt = threading.Thread(target=f); t.start(); t.join()",
    );
    expect(output).toContain("main program only");
  });

  it("ends the action at finish(), past an except Exception", async () => {
    const result = await bench.run(
      "try:\n    finish('all done')\nexcept Exception: print('swallowed')\nprint('not reached')",
    );
    expect(result).toMatchObject({
      ok: true,
      ended_by: "done",
      output: "",
      ended: { by: "finish", text: "all done" },
    });
    expect((await bench.run("try: give_up('too far')\nexcept: pass\narm.pose()")).ended).toEqual({
      by: "give_up",
      text: "too far",
    });
    expect((await bench.run("1")).ended).toBeNull();
  });
});

it("says in one line when Python does not start", async () => {
  const { createExecutor } = await import("../../../bridge/executor/executor.ts");
  const options = {
    workDir: bench.workDir,
    sandbox: "none" as const,
    onCall: async () => null,
    emit: () => {},
  };
  await expect(createExecutor({ ...options, python: "/nowhere/python3" })).rejects.toThrow(/did not start/);
  await expect(createExecutor({ ...options, python: "/bin/false" })).rejects.toThrow(/did not start/);
});
