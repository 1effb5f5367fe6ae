import { execFileSync } from "node:child_process";
import { mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { takePng } from "../../../bridge/executor/work-file.ts";
import { createCallHandler } from "../../../bridge/primitives/handlers.ts";
import type { CapturedImage } from "../../../bridge/protocol/index.ts";
import { Rig } from "../safety/rig.ts";
import { answerAtOnce, type Bench, observed, openBench } from "./harness.ts";

/** One red pixel. */
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==",
  "base64",
);

let bench: Bench;
beforeAll(async () => {
  bench = await openBench(async (call, context) => {
    if (call.name !== "camera.capture") return answerAtOnce(call, context);
    writeFileSync(join(context.workDir, "rgb-1"), Buffer.from([255, 0, 0, 0, 0, 255]));
    writeFileSync(join(context.workDir, "depth-1"), Buffer.from(new Float32Array([0.5, 2]).buffer));
    writeFileSync(join(context.workDir, "shot-1.png"), png);
    context.attachImage("overhead", png);
    return {
      name: "overhead",
      width: 2,
      height: 1,
      rgb: { file: "rgb-1", dtype: "uint8", shape: [1, 2, 3] },
      depth_m: { file: "depth-1", dtype: "float32", shape: [1, 2] },
      png_file: "shot-1.png",
      stamp_s: 12,
    } satisfies CapturedImage;
  });
});
afterAll(() => bench.close());

describe("camera.capture", () => {
  it("gives arrays, shows the picture, and leaves no file behind", async () => {
    const before = (await readdir(bench.workDir)).filter(
      (name) => name.endsWith("-1") || name.endsWith(".png"),
    );
    const result = await bench.run(
      "i = camera.capture('overhead')\nprint(i.rgb[0, 1, 2], i.depth_m[0, 1], len(i.png), i.rgb.shape)\ni",
    );
    expect(result.error).toBeNull();
    expect(result.output).toBe(`255 2.0 ${png.length} (1, 2, 3)\n`);
    expect(result.value).toBe("Image(width=2, height=1, depth=yes, stamp_s=12.0)");
    expect(result.images).toEqual([{ source: "overhead", png }]);
    expect(bench.events.findLast((event) => event.type === "image")).toMatchObject({
      source: "overhead",
      mime: "image/png",
    });
    expect(
      (await readdir(bench.workDir)).filter((name) => name.endsWith("-1") || name.endsWith(".png")),
    ).toEqual(before);
  });
});

it("a picture of the simulated camera reaches program, person and model by file, not through JSON", async () => {
  const rig = await Rig.start();
  const { robot, gate } = rig;
  const real = await openBench(createCallHandler({ robot, gate, ask: async () => null, say: () => {} }));
  const result = await real.run(
    "i = camera.capture()\nprint(i.width * i.height * 3, len(bytes(i.rgb)), i.png[1:4])\ni.width",
  );
  const [pixels, bytes] = result.output.split(" ").map(Number);
  expect(result.error).toBeNull();
  expect(bytes).toBe(pixels);
  expect(result.output).toContain("b'PNG'");
  expect(
    Buffer.from(result.images[0]?.png ?? [])
      .subarray(1, 4)
      .toString(),
  ).toBe("PNG");
  expect(observed(result)).toContain(`Pictures: ${result.images[0]?.source}.`);
  const shown = real.events.find((event) => event.type === "image");
  expect(shown?.data_base64).toBe(Buffer.from(result.images[0]?.png ?? []).toString("base64"));
  const returned = real.events.find((event) => event.type === "primitive_result");
  expect(JSON.stringify(returned).length).toBeLessThan(2000);
  expect((await readdir(real.workDir)).filter((name) => /\.(rgb|depth|png)$/.test(name))).toEqual([]);
  await real.close();
  await rig.close();
});

describe("figures", () => {
  // matplotlib itself is not there on every machine; what the worker needs of it is small.
  const pyplot = [
    "import sys, types",
    "figures = {1: 'one', 2: 'two'}",
    "class Figure:",
    `    def savefig(self, path, format): open(path, 'wb').write(bytes.fromhex('${png.toString("hex")}'))`,
    "m = types.ModuleType('matplotlib.pyplot')",
    "m.get_fignums = lambda: list(figures)",
    "m.figure = lambda n: Figure()",
    "m.close = lambda which: figures.clear()",
    "sys.modules['matplotlib.pyplot'] = m",
  ].join("\n");

  it("left open after an action are shown and closed, also when it raised", async () => {
    const result = await bench.run(`${pyplot}\n1/0`);
    expect(result.images.map(({ source }) => source)).toEqual(["figure", "figure"]);
    expect(result.images[0]?.png).toEqual(png);
    expect((await bench.run("figures")).value).toBe("{}");
    expect((await bench.run("1")).images).toEqual([]);
  });

  it("that cannot be drawn cost a line, not the action", async () => {
    const result = await bench.run(
      "figures[3] = ''\nFigure.savefig = lambda self, path, format: 1/0\n'value'",
    );
    expect(result).toMatchObject({ ok: true, value: "'value'", images: [] });
    expect(result.output).toContain("a figure could not be shown: ZeroDivisionError");
  });

  it("of matplotlib come out as PNG, where it is installed", async ({ skip }) => {
    const venv = new URL("../../../.venv/bin/python", import.meta.url).pathname;
    try {
      execFileSync(venv, ["-I", "-c", "import matplotlib, numpy"]);
    } catch {
      skip("no managed environment with matplotlib");
    }
    process.env["CODEACT_PYTHON"] = venv;
    const { createExecutor } = await import("../../../bridge/executor/executor.ts");
    const workDir = mkdtempSync(join(tmpdir(), "codeact-test-"));
    const executor = await createExecutor({
      python: venv,
      workDir,
      sandbox: "auto",
      onCall: answerAtOnce,
      emit: () => {},
    });
    const code =
      "import matplotlib.pyplot as plt, numpy as np\nplt.plot(np.arange(3))\nplt.show()\narm.move_to(np.array([1, 2]))";
    const result = await executor.execute(code, { turn: 1, by: "person", timeoutS: 60 });
    await executor.close();
    delete process.env["CODEACT_PYTHON"];
    expect(result.images).toHaveLength(1);
    expect(result.output).toBe("");
    expect(result.error?.message).toContain("three numbers");
  });
});

describe("a file that Python names", () => {
  const folder = mkdtempSync(join(tmpdir(), "codeact-test-"));
  it("is refused when it is not a plain PNG in the work folder", () => {
    symlinkSync("/etc/passwd", join(folder, "link.png"));
    writeFileSync(join(folder, "text.png"), "hello");
    execFileSync("mkfifo", [join(folder, "pipe.png")]);
    for (const name of [
      "../x.png",
      "/etc/passwd",
      "..",
      "",
      "link.png",
      "text.png",
      "pipe.png",
      "missing.png",
    ])
      expect(() => takePng(folder, name), name).toThrow();
    writeFileSync(join(folder, "good.png"), png);
    expect(takePng(folder, "good.png")).toEqual(png);
  });
});
