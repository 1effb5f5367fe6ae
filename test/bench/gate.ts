import { once } from "node:events";
import { type RawData, WebSocket, WebSocketServer } from "ws";
import { armOf, type EventBody } from "../../bridge/protocol/index.ts";
import { Actuators } from "../../bridge/robot/actuators.ts";
import { loadProfile } from "../../bridge/robot/profiles.ts";
import { connectRobot } from "../../bridge/robot/robot.ts";
import { timeParametrise } from "../../bridge/robot/trajectory/time-parametrise.ts";
import type { Trajectory } from "../../bridge/robot/trajectory/types.ts";
import { SafetyGate } from "../../bridge/safety/gate.ts";
import { motionLimits } from "../../bridge/safety/limits.ts";
import { startSimulator } from "../../sim/simulator.ts";
import { median, report } from "./report.ts";

/*
 * What the gate costs: a motion of 100 path points and 100 trajectory points, checked and timed by the gate, against the
 * same trajectory sent unchecked. Measured on the wire to the simulator, until the goal goes by.
 */
const POINTS = 100;
const ROUNDS = 30;

/** Stands between the bridge and the simulator and notes when a goal goes by. */
class Wire {
  sentMs = 0;
  readonly #server = new WebSocketServer({ host: "127.0.0.1", port: 0 });

  constructor(target: string) {
    this.#server.on("connection", async (near) => {
      const far = new WebSocket(target);
      const early: RawData[] = [];
      const forth = (message: RawData): void => {
        if (message.toString().includes('"send_action_goal"')) this.sentMs = performance.now();
        far.send(message, { binary: false });
      };
      near.on("message", (message) =>
        far.readyState === WebSocket.OPEN ? forth(message) : early.push(message),
      );
      far.on("message", (message, binary) => near.send(message, { binary }));
      near.on("close", () => far.close());
      await once(far, "open");
      for (const message of early) forth(message);
    });
  }

  async url(): Promise<string> {
    if (!this.#server.address()) await once(this.#server, "listening");
    return `ws://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  close(): void {
    this.#server.close();
  }
}

const simulator = await startSimulator({ clock: "fast", seed: 1 });
const wire = new Wire(simulator.url);
const emit = (event: EventBody): void => {
  if (event.type === "notice") process.stderr.write(`${event.text}\n`);
};
const robot = await connectRobot({ url: await wire.url(), profile: loadProfile("simulated_arm"), emit });
const gate = new SafetyGate({ robot, emit });
const actuators = new Actuators(robot);
const { model } = robot;
const { velocity, acceleration } = motionLimits(model, armOf(robot.profile));
const max_m_s = armOf(robot.profile).arm.limits.tool_speed_m_s;
const standing = new AbortController().signal;

/** As the planner hands it over: 100 points from one posture to another. */
const pathTo = (to: readonly number[]): number[][] => {
  const from = robot.arm().positions;
  return Array.from({ length: POINTS }, (_, i) =>
    from.map((value, joint) => value + (((to[joint] ?? value) - value) * i) / (POINTS - 1)),
  );
};
const timed = (path: number[][], speed: number): Trajectory =>
  timeParametrise(
    model.jointNames,
    path,
    { velocity: velocity.map((limit) => Math.min(limit, speed)), acceleration },
    { toolSpeed: { model, max_m_s } },
  );

/** The joint speed at which the way takes 100 samples. */
const fittingSpeed = (path: number[][]): number => {
  let [low, high] = [0.05, Math.max(...velocity)];
  for (let step = 0; step < 30; step++) {
    const middle = (low + high) / 2;
    if (timed(path, middle).points.length > POINTS) low = middle;
    else high = middle;
  }
  return high;
};

const here = robot.arm().positions;
const there = here.map((value, joint) => value + (joint === 0 ? 0.9 : joint === 4 ? 0.3 : 0));
const cost = { gate: [] as number[], bare: [] as number[] };
const parts = { checks: [] as number[], timing: [] as number[] };
let duration_s = 0;
let samples = 0;
for (let round = 0; round < ROUNDS; round++) {
  for (const kind of round % 2 === 0 ? (["gate", "bare"] as const) : (["bare", "gate"] as const)) {
    const away = Math.abs((robot.arm().positions[0] ?? 0) - (here[0] ?? 0)) > 0.45;
    const path = pathTo(away ? here : there);
    await gate.refresh();
    const speed = fittingSpeed(path);
    const trajectory = timed(path, speed);
    duration_s = trajectory.duration_s;
    samples = trajectory.points.length;
    const start = performance.now();
    if (kind === "gate") {
      const target = model.forward(path.at(-1) ?? []);
      const motion = {
        path,
        target,
        speed: { joint: speed },
        mayTouch: [],
        timeoutS: null,
        signal: standing,
      };
      await gate.moveArm(motion);
    } else await actuators.sendTrajectory(trajectory).end;
    cost[kind].push(wire.sentMs - start);
    await robot.advance(0.5);
  }
  const path = pathTo(there);
  const speed = fittingSpeed(path);
  const start = performance.now();
  gate.refusal(path, []);
  const checked = performance.now();
  timed(path, speed);
  parts.checks.push(checked - start);
  parts.timing.push(performance.now() - checked);
}
await robot.close();
wire.close();
await simulator.close();

const [gateMs, bareMs] = [median(cost.gate), median(cost.bare)];
report(
  "until the goal is on the wire, through the gate against unchecked",
  gateMs / bareMs,
  "none set",
  `${samples} trajectory points; medians ${gateMs.toFixed(1)} and ${bareMs.toFixed(1)} ms here, of it checks ${median(parts.checks).toFixed(1)} and timing ${median(parts.timing).toFixed(1)} ms`,
);
report(
  "what the gate adds, against the duration of the motion itself",
  (gateMs - bareMs) / (duration_s * 1000),
  "0.05 or less",
  `motion of ${duration_s.toFixed(2)} s`,
);
