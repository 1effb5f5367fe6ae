import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { openSession } from "../../bridge/main.ts";
import { simulatedSession } from "../bridge/simulated-session.ts";
import { median, report } from "./report.ts";

/*
 * What recording costs the control loop: one motion, in turns with and without a recording. With the `fast` clock the
 * whole loop runs as fast as it can, so the wall time of one cycle (joint state to joint state) is what it takes; with
 * `realtime` the delays of the thread that controls the robot are compared.
 */
const ROUNDS = 12;
const MOTION = `
for n in range(4):
    arm.move_joints([0.6, -1.2, 1.2, -1.57, -1.57, 0.0])
    arm.move_joints([-0.6, -1.57, 1.57, -1.57, -1.57, 0.0])
`;
const hooks = { progress: () => {}, person: { ask: async () => null, approve: async () => null } };

const folder = await mkdtemp(join(tmpdir(), "codeact-bench-"));

/** Wall milliseconds of a cycle without and with recording, the longest delays, and bytes per wall minute. */
const measure = async (clock: "fast" | "realtime", rounds: number) => {
  const session = await openSession(simulatedSession({ clock, actionTimeoutS: 120 }), hooks);
  const cycles: Record<"without" | "with", number[]> = { without: [], with: [] };
  const delays: Record<"without" | "with", number[]> = { without: [], with: [] };
  let [bytes, minutes] = [0, 0];
  let ticks = 0;
  session.robot.onJointState(() => {
    ticks += 1;
  });
  try {
    for (let round = -1; round < rounds; round++) {
      for (const kind of round % 2 === 0 ? (["with", "without"] as const) : (["without", "with"] as const)) {
        const file = join(folder, `${clock}-${round}.mcap`);
        const delay = monitorEventLoopDelay({ resolution: 1 });
        let [start, took] = [0, 0];
        // The first motion is not counted: threads start, and the simulator's state is saved.
        const off = session.events.subscribe((event) => {
          if (event.type === "receipt" && start === 0) {
            ticks = 0;
            start = performance.now();
            delay.enable();
          } else if (event.type === "action_end") {
            took = performance.now() - start;
            cycles[kind].push(took / ticks);
            delay.disable();
          }
        });
        const { ok } = await session.exec(MOTION, kind === "with" ? file : null);
        off();
        if (!ok) throw new Error("the motion failed");
        if (round < 0) {
          cycles[kind].length = 0; // the first of each warms up
          continue;
        }
        delays[kind].push(delay.percentile(99) / 1e6);
        if (kind === "with") {
          bytes += (await stat(file)).size;
          minutes += took / 60_000;
        }
      }
    }
  } finally {
    await session.close();
  }
  return { cycles, delays, bytesPerMinute: bytes / minutes };
};

const milliseconds = (values: readonly number[]): string => `${median(values).toFixed(3)} ms`;

try {
  const fast = await measure("fast", ROUNDS);
  report(
    "recording: a control cycle with it, against without",
    median(fast.cycles.with) / median(fast.cycles.without),
    "1.1 or less",
    `fast clock, ${milliseconds(fast.cycles.with)} and ${milliseconds(fast.cycles.without)}, ${ROUNDS} rounds`,
  );
  const real = await measure("realtime", 2);
  report(
    "recording: delay of the controlling thread (99 %) with it, against without",
    median(real.delays.with) / median(real.delays.without),
    "1.2 or less",
    `realtime, ${milliseconds(real.delays.with)} and ${milliseconds(real.delays.without)}`,
  );
  process.stdout.write(
    `recording: ${(real.bytesPerMinute / 1e6).toFixed(2)} MB a minute of motion in realtime\n`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
