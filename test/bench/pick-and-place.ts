import { once } from "node:events";
import { execa } from "execa";
import { report } from "./report.ts";

/*
 * A whole pick and place through the full path (Python, bridge, gate, rosbridge, controller, physics) in the `fast`
 * clock: simulated seconds over wall seconds, without the start of the program.
 */
const program = `
import time
def sim_time():
    return arm.joints().stamp_s
start, wall = sim_time(), time.perf_counter()
pick("red_cube")
place_on("blue_plate")
print("simulated", sim_time() - start, "wall", time.perf_counter() - wall)
`;

const ratios: number[] = [];
for (const seed of [1, 2, 3, 4, 5]) {
  const child = execa(
    process.execPath,
    ["dist/bridge/cli.js", "exec", "-", "--clock", "fast", "--seed", String(seed)],
    {
      input: program,
      reject: false,
    },
  );
  await once(child, "exit");
  const { stdout, stderr } = await child;
  const [, simulated, wall] = /simulated (\S+) wall (\S+)/.exec(stdout) ?? [];
  if (!simulated || !wall) throw new Error(`seed ${seed}: ${stderr}`);
  ratios.push(Number(simulated) / Number(wall));
}
const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
report(
  "pick and place, simulated against wall time",
  mean,
  "10 or more",
  `seeds 1 to 5: ${ratios.map((ratio) => ratio.toFixed(1)).join(", ")}`,
);
