import { armOf, type EventBody } from "../../bridge/protocol/index.ts";
import { loadProfile } from "../../bridge/robot/profiles.ts";
import { connectRobot } from "../../bridge/robot/robot.ts";
import { SafetyGate } from "../../bridge/safety/gate.ts";
import { motionLimits } from "../../bridge/safety/limits.ts";
import { fastest, STANDING_RAD_S } from "../../bridge/safety/standstill.ts";
import { startMeasuredSimulator } from "../bridge/safety/measured-simulator.ts";
import { quantile, report } from "./report.ts";

/*
 * From the stop to the standstill: 200 stops at random moments of random motions, in real time. The standstill is read
 * from every step of the physics, which is one period of the 500 Hz control loop; no interface of ours is in between.
 */
const STOPS = 200;
const CONTROL_PERIOD_S = 0.002;
const SENSOR_PERIOD_S = 0.02;
/** A stop counts when the arm was faster than this, rad/s. */
const MOVING_RAD_S = 0.1;

/** Random numbers that are the same in every run (mulberry32). */
const randomFrom = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};
const random = randomFrom(4);

const simulator = await startMeasuredSimulator(1, "realtime");
const emit = (event: EventBody): void => {
  if (event.type === "notice") process.stderr.write(`${event.text}\n`);
};
const robot = await connectRobot({ url: simulator.url, profile: loadProfile("simulated_arm"), emit });
const gate = new SafetyGate({ robot, emit });
const { model } = robot;
const { acceleration } = motionLimits(model, armOf(robot.profile));

/** Simulated time over this process's clock: the least delayed of the newest readings tells it best. */
const offsets: number[] = [];
robot.onJointState(({ header: { stamp } }) => {
  offsets.push(stamp.sec + stamp.nanosec / 1e9 - performance.now() / 1000);
  if (offsets.length > 10) offsets.shift();
});
const simulatedNow = (): number => performance.now() / 1000 + Math.max(...offsets);

/** A posture to which the straight way in joint space is free. */
const randomWay = (from: readonly number[]): number[][] => {
  for (;;) {
    const to = from.map((value, joint) => {
      const { lower = -Math.PI, upper = Math.PI } = model.limits[joint] ?? {};
      return Math.min(upper - 0.05, Math.max(lower + 0.05, value + (random() - 0.5) * 3));
    });
    if (!gate.refusal([[...from], to], [])) return [[...from], to];
  }
};

const stands_s: number[] = [];
const told_s: number[] = [];
const shortest_s: number[] = [];
let unconfirmed = 0;
while (stands_s.length < STOPS) {
  await gate.refresh();
  const path = randomWay(robot.arm().positions);
  const target = model.forward(path[1] ?? []);
  const speed = { joint: 0.3 + random() * 1.2 };
  const signal = new AbortController().signal;
  const motion = gate.moveArm({ path, target, speed, mayTouch: [], timeoutS: null, signal });
  const ended = motion.then(
    () => true,
    () => false,
  );
  const wait = new Promise<false>((resolve) => setTimeout(() => resolve(false), 50 + random() * 900));
  if (await Promise.race([ended, wait])) continue;
  await simulator.steps(); // forgets what was before
  const { velocities } = robot.arm();
  const [beganS, began] = [simulatedNow(), performance.now()];
  const stopped = await gate.stop("benchmark");
  const toldS = (performance.now() - began) / 1000;
  await ended;
  const { steps } = await simulator.steps();
  if (fastest(velocities) < MOVING_RAD_S) continue;
  if (!stopped.stopped) unconfirmed += 1;
  // Standing is what it does from then on.
  const lastMoving = steps.findLast(({ velocities: now }) => fastest(now) >= STANDING_RAD_S);
  stands_s.push(Math.max(0, (lastMoving?.time_s ?? beganS) + CONTROL_PERIOD_S - beganS));
  told_s.push(toldS);
  shortest_s.push(
    Math.max(...velocities.map((value, joint) => Math.abs(value) / (acceleration[joint] ?? 1))),
  );
}
await robot.close();
await simulator.close();

const row = (what: string, values: readonly number[], period_s: number): void => {
  const [p50, p99, most] = [0.5, 0.99, 1].map((share) => (quantile(values, share) / period_s).toFixed(1));
  process.stdout.write(`${what}: p50 ${p50}, p99 ${p99}, max ${most}\n`);
};
row(`stop to standstill, ${STOPS} stops, control periods of 2 ms`, stands_s, CONTROL_PERIOD_S);
row("stop to standstill told, joint state periods of 20 ms", told_s, SENSOR_PERIOD_S);
report(
  "stop to standstill against braking as hard as the acceleration limits allow, p50",
  quantile(
    stands_s.map((value, i) => value / (shortest_s[i] ?? 1)),
    0.5,
  ),
  "none set",
  `${unconfirmed} stops not confirmed`,
);
