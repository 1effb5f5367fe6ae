import { startSimulator } from "../main.ts";
import { untilInterrupted } from "./signals.ts";

/** `sim`: the simulator alone, until Ctrl-C. */
export const runSim = async (flags: {
  port: number;
  scene: string;
  seed: number;
  clock: "realtime" | "fast";
}): Promise<void> => {
  const simulator = await startSimulator(flags);
  process.stdout.write(`rosbridge ${simulator.url}\n`);
  await new Promise<void>((resolve) => untilInterrupted(async () => resolve()));
  await simulator.close();
  process.exitCode = 130;
};
