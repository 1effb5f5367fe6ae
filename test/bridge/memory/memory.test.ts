import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Memory } from "../../../bridge/memory/memory.ts";
import { memoryHandlers } from "../../../bridge/primitives/memory.ts";
import { PrimitiveError } from "../../../bridge/protocol/index.ts";
import { type Bench, openBench } from "../executor/harness.ts";

let folder: string;
const benches: Bench[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "codeact-memory-"));
});
afterEach(async () => {
  await Promise.all(benches.splice(0).map((bench) => bench.close()));
  await rm(folder, { recursive: true });
});

/** An interpreter of its own, with nothing but what is kept in a memory. */
const interpreter = async (memory: Memory) => {
  const handlers = memoryHandlers({ memory }) as unknown as Record<string, (params: never) => unknown>;
  const bench = await openBench(async ({ name, params }) => {
    const handler = handlers[name];
    if (!handler) throw new PrimitiveError("NotSupported", `${name} is not here`);
    return handler(params as never);
  });
  benches.push(bench);
  return (code: string) => bench.run(code);
};

describe("what outlives an episode", () => {
  it("is recalled by another interpreter, with lists, dicts and text as they were", async () => {
    const first = await interpreter(new Memory(folder));
    const kept = await first("memory.remember('weights', {'red_cube': 0.05, 'seen': [1, True, None, 'ü']})");
    expect(kept.error).toBeNull();
    const second = await interpreter(new Memory(folder));
    const recalled = await second("print(memory.keys())\nmemory.recall('weights')");
    expect(recalled.output).toBe("['weights']\n");
    expect(recalled.value).toBe("{'red_cube': 0.05, 'seen': [1, True, None, 'ü']}");
  });

  it("tells what there is when nothing is remembered under a key", async () => {
    const run = await interpreter(new Memory(folder));
    await run("memory.remember('red', 1)");
    const { error } = await run("memory.recall('blue')");
    expect(error?.type).toBe("NotFound");
    expect(error?.message).toContain('Nothing is remembered as "blue". There are: red.');
  });

  it("has functions, which another interpreter finds by their words, reads and calls", async () => {
    const first = await interpreter(new Memory(folder));
    const saved = await first(
      [
        "import math",
        "def ring(count, radius_m=0.1):",
        "    import math",
        "    return [(round(radius_m * math.cos(2 * math.pi * i / count), 3), 0.0) for i in range(count)]",
        "def other():",
        "    return NotFound",
        "skills.save(ring, 'Places on a circle, to put objects at equal angles.')",
        "skills.save(other, 'Something else.')",
      ].join("\n"),
    );
    expect(saved.error).toBeNull();
    const second = await interpreter(new Memory(folder));
    const used = await second(
      "found = skills.search('objects in circles')\nprint([s.name for s in found])\nskills.load(found[0])(2)",
    );
    expect(used.error).toBeNull();
    expect(used.output).toBe("['ring']\n");
    expect(used.value).toBe("[(0.1, 0.0), (-0.1, 0.0)]");
    const read = await second("import inspect\nprint(inspect.getsource(skills.load('other')))");
    expect(read.output).toContain("return NotFound");
  });

  it("refuses functions that need what would not be there later, and says what", async () => {
    const run = await interpreter(new Memory(folder));
    const needs = await run(
      "height = 0.3\ndef above():\n    return [height, missing()]\nskills.save(above, 'x')",
    );
    expect(needs.error?.type).toBe("InvalidArgument");
    expect(needs.error?.message).toContain("above uses height, missing");
    const lambda = await run("skills.save(lambda: 1, 'x')");
    expect(lambda.error?.message).toContain("keeps a function made with def");
    expect((await run("skills.search()")).value).toBe("[]");
  });

  it("refuses what is too large, and loses nothing by it", async () => {
    const run = await interpreter(new Memory(folder));
    await run("memory.remember('small', 1)");
    const { error } = await run("memory.remember('small', 'x' * 70_000)");
    expect(error?.type).toBe("LimitExceeded");
    expect(error?.message).toContain("at most 65536");
    expect((await run("memory.recall('small')")).value).toBe("1");
  });

  it("is not overwritten where its file is damaged", async () => {
    await writeFile(join(folder, "memory.json"), "{ half");
    const run = await interpreter(new Memory(folder));
    const { error } = await run("memory.remember('a', 1)");
    expect(error?.message).toContain("is damaged");
    expect(await readFile(join(folder, "memory.json"), "utf8")).toBe("{ half");
  });

  it("keeps what several sessions remember at once", async () => {
    const memories = Array.from({ length: 6 }, () => new Memory(folder));
    await Promise.all(memories.map((memory, index) => memory.remember(`key ${index}`, index)));
    expect((await new Memory(folder).keys()).sort()).toEqual(memories.map((_, index) => `key ${index}`));
  });
});

describe("a memory over another", () => {
  it("sees what is under it, and changes only itself", async () => {
    const under = new Memory(folder);
    await under.remember("a", 1);
    const over = new Memory(null, under);
    await over.remember("a", 2);
    await under.remember("b", 3);
    expect([await over.recall("a"), await over.recall("b")]).toEqual([2, 3]);
    expect(await under.recall("a")).toBe(1);
  });
});

describe("a memory for recorded actions", () => {
  it("has what they were answered, and not what they kept themselves", async () => {
    const memory = new Memory(null);
    const about = { v: 1, seq: 1, stamp: null, wall: { sec: 0, nanosec: 0 }, action: 1 } as const;
    const made = (call: number, name: string, params: Record<string, unknown>, result: unknown) => [
      { ...about, type: "primitive_call" as const, call, name, params, line: 1 },
      {
        ...about,
        type: "primitive_result" as const,
        call,
        name,
        ok: true,
        result,
        error: null,
        duration_s: 0,
      },
    ];
    await memory.takeIn([
      ...made(1, "memory.recall", { key: "old" }, 5),
      ...made(2, "memory.remember", { key: "new", value: 6 }, null),
      ...made(3, "memory.recall", { key: "new" }, 6),
      ...made(4, "skills.search", { text: "" }, [{ name: "f", description: "d", source: "def f(): pass" }]),
    ]);
    expect(await memory.keys()).toEqual(["old"]);
    expect((await memory.skills()).map(({ name }) => name)).toEqual(["f"]);
  });
});
