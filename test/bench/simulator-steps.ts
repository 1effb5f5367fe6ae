import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { compileModel, loadMujoco } from "../../sim/world/mujoco.ts";
import { writeSceneMjcf } from "../../sim/world/scenes/scene-mjcf.ts";
import { makeScene } from "../../sim/world/scenes/scenes.ts";
import { median, report } from "./report.ts";

/* Physics steps a second: the simulator's own model in WASM against native MuJoCo of the same version, in turns. */

const STEPS = 4000;
const ROUNDS = 5;
const VERSION = "3.14.0";

const nativeProgram = `
import sys, time, mujoco
model = mujoco.MjModel.from_xml_path(sys.argv[1])
data = mujoco.MjData(model)
for _ in range(500): mujoco.mj_step(model, data)
start = time.perf_counter()
for _ in range(${STEPS}): mujoco.mj_step(model, data)
print(${STEPS} / (time.perf_counter() - start))
`;

const folder = await mkdtemp(join(tmpdir(), "codeact-bench-"));
try {
  const xml = writeSceneMjcf(makeScene("table", 1), "collision");
  const model = join(folder, "scene.xml");
  await writeFile(model, xml);
  await execa("python3", ["-m", "venv", join(folder, "venv")]);
  const python = join(folder, "venv", "bin", "python");
  const install = await execa(python, ["-m", "pip", "install", "-q", `mujoco==${VERSION}`], {
    reject: false,
    timeout: 300_000,
  });
  if (install.failed)
    throw new Error(
      `native mujoco ${VERSION} cannot be installed here: ${install.stderr.split("\n").at(-1)}`,
    );

  const mujoco = await loadMujoco();
  const wasm: number[] = [];
  const native: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { model: compiled, data } = compileModel(mujoco, xml);
    for (let step = 0; step < 500; step++) mujoco.mj_step(compiled, data);
    const start = performance.now();
    for (let step = 0; step < STEPS; step++) mujoco.mj_step(compiled, data);
    wasm.push((STEPS / (performance.now() - start)) * 1000);
    data.delete();
    compiled.delete();
    native.push(Number((await execa(python, ["-c", nativeProgram, model])).stdout));
  }
  report(
    "simulator steps, WASM against native",
    median(wasm) / median(native),
    "0.5 or more",
    `${Math.round(median(wasm))} and ${Math.round(median(native))} steps/s, scene table at rest, ${ROUNDS} rounds`,
  );
} catch (error) {
  process.stdout.write(`simulator steps: skipped, ${(error as Error).message}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
