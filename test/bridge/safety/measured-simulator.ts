import { once } from "node:events";
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import type { Vec3 } from "../../../bridge/protocol/index.ts";
import { RosbridgeServer } from "../../../sim/rosbridge/server.ts";
import type { Simulator } from "../../../sim/simulator.ts";

const ARM = [
  "shoulder_pan_joint",
  "shoulder_lift_joint",
  "elbow_joint",
  "wrist_1_joint",
  "wrist_2_joint",
  "wrist_3_joint",
] as const;
const FINGERS = ["left_finger_joint", "right_finger_joint"] as const;
/** Links whose frames lie inside their own bodies; the tool first. */
const POINTS = ["tcp", "wrist_1_link", "wrist_2_link", "wrist_3_link", "gripper_base"] as const;
const ROW = 2 + 2 * ARM.length + 3 * POINTS.length;

/** What the simulated world was after one of its steps; metres, radians, seconds, in base_link. */
export interface Step {
  readonly time_s: number;
  readonly positions: readonly number[];
  readonly velocities: readonly number[];
  readonly tool: Vec3;
  /** Points inside the wrist and the hand, the tool first. */
  readonly points: readonly Vec3[];
  readonly gap_m: number;
}

export interface SeenObject {
  readonly name: string;
  readonly position: Vec3;
  readonly speed_m_s: number;
}

type FromTap = { rows: Float64Array } | { flushed: number; objects: SeenObject[] };

/** A simulator with a look at its world that does not pass any ROS interface. */
export interface MeasuredSimulator extends Omit<Simulator, "verdict"> {
  /** Every step since the last call, and where the objects are now. */
  steps(): Promise<{ steps: Step[]; objects: SeenObject[] }>;
}

const stepOf = (row: Float64Array): Step => {
  const n = ARM.length;
  const point = (index: number): Vec3 => {
    const at = 1 + 2 * n + 3 * index;
    return [row[at] ?? Number.NaN, row[at + 1] ?? Number.NaN, row[at + 2] ?? Number.NaN];
  };
  return {
    time_s: row[0] ?? Number.NaN,
    positions: [...row.subarray(1, 1 + n)],
    velocities: [...row.subarray(1 + n, 1 + 2 * n)],
    tool: point(0),
    points: POINTS.map((_, index) => point(index)),
    gap_m: row[ROW - 1] ?? Number.NaN,
  };
};

/** The parts of sim/simulator.ts, cameras left out, with the physics thread that writes down its steps. */
export const startMeasuredSimulator = async (
  seed: number,
  clock: "fast" | "realtime" = "fast",
): Promise<MeasuredSimulator> => {
  const scene = "table";
  const parameters = new Map<string, unknown>([
    ["/codeact_sim:clock", clock],
    ["/codeact_sim:scene", scene],
    ["/codeact_sim:seed", seed],
  ]);
  const server = await RosbridgeServer.listen({ host: "127.0.0.1", port: 0, parameters });
  const [node, cameras, tap] = [new MessageChannel(), new MessageChannel(), new MessageChannel()];
  server.attachNode("/codeact_sim", node.port1);
  const names = { joints: [...ARM], fingers: [...FINGERS], points: [...POINTS] };
  const ports = { nodePort: node.port2, cameraPort: cameras.port2, tap: tap.port2 };
  const physics = new Worker(new URL("./measured-physics.mjs", import.meta.url), {
    workerData: { scene, seed, clock, ...names, ...ports },
    transferList: Object.values(ports) as MessagePort[],
  });
  const failed = new Promise<never>((_, reject) => {
    physics.once("error", reject);
  });
  failed.catch(() => {});
  await Promise.race([once(physics, "message"), failed]);

  const steps: Step[] = [];
  let asked = 0;
  const answers = new Map<number, (objects: SeenObject[]) => void>();
  tap.port1.on("message", (message: FromTap) => {
    if ("flushed" in message) answers.get(message.flushed)?.(message.objects);
    else
      for (let at = 0; at < message.rows.length; at += ROW)
        steps.push(stepOf(message.rows.subarray(at, at + ROW)));
  });
  return {
    url: server.url,
    port: server.port,
    scene,
    seed,
    clock,
    failed,
    steps: async () => {
      const id = ++asked;
      const answer = new Promise<SeenObject[]>((resolve) => answers.set(id, resolve));
      tap.port1.postMessage(id);
      const objects = await Promise.race([answer, failed]);
      return { steps: steps.splice(0), objects };
    },
    close: async () => {
      await physics.terminate();
      for (const channel of [node, cameras, tap]) channel.port1.close();
      await server.close();
    },
  };
};
