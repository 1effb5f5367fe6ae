import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { WebSocket } from "ws";
import { RosbridgeServer } from "../../sim/rosbridge/server.ts";
import {
  FINGERS,
  HOME,
  JOINTS,
  type JointStateMessage,
  TRAJECTORY,
  type TrajectoryMessage,
} from "./arm-topics.ts";
import type { Graph } from "./graph.ts";

const PERIOD_MS = 20;

const seconds = ({ sec, nanosec }: { sec: number; nanosec: number }): number => sec + nanosec * 1e-9;

/** What arm.py does, behind our own rosbridge server: so the test itself is tested where ROS 2 cannot be had. */
export const startStandIn = async (urdfFile: string): Promise<Graph> => {
  const server = await RosbridgeServer.listen({ host: "127.0.0.1", port: 0, parameters: new Map() });
  const socket = new WebSocket(server.url);
  await once(socket, "open");
  const send = (operation: object): void => socket.send(JSON.stringify(operation));
  const data = await readFile(urdfFile, "utf8");
  send({ op: "advertise", topic: "/joint_states", type: "sensor_msgs/msg/JointState" });
  send({ op: "advertise", topic: "/robot_description", type: "std_msgs/msg/String", latch: true });
  send({ op: "publish", topic: "/robot_description", msg: { data } });
  send({ op: "subscribe", topic: TRAJECTORY, type: "trajectory_msgs/msg/JointTrajectory" });

  let positions = [...HOME];
  let path: { at_s: number; positions: number[] }[] = [];
  let started_ms = 0;
  socket.on("message", (bytes) => {
    const { topic, msg } = JSON.parse(String(bytes)) as { topic?: string; msg: TrajectoryMessage };
    if (topic !== TRAJECTORY) return;
    const order = JOINTS.map((joint) => msg.joint_names.indexOf(joint));
    const points = msg.points.map((point) => ({
      at_s: seconds(point.time_from_start),
      positions: order.map((from, joint) => point.positions[from] ?? positions[joint] ?? 0),
    }));
    path = points.length === 0 ? [] : [{ at_s: 0, positions }, ...points];
    started_ms = performance.now();
  });
  const tick = (): void => {
    const before = positions;
    positions = at(path, (performance.now() - started_ms) / 1000) ?? positions;
    const now_ms = Date.now();
    const stamp = { sec: Math.floor(now_ms / 1000), nanosec: (now_ms % 1000) * 1e6 };
    const velocity = positions.map((value, joint) => ((value - (before[joint] ?? value)) * 1000) / PERIOD_MS);
    const msg: JointStateMessage = {
      header: { stamp, frame_id: "" },
      name: [...JOINTS, ...FINGERS],
      position: [...positions, 0],
      velocity: [...velocity, 0],
    };
    send({ op: "publish", topic: "/joint_states", msg });
  };
  const timer = setInterval(tick, PERIOD_MS);
  return {
    url: server.url,
    close: async () => {
      clearInterval(timer);
      socket.close();
      await server.close();
    },
  };
};

/** Where a path is at a time: on the straight line between the points around it. */
const at = (path: readonly { at_s: number; positions: number[] }[], time_s: number): number[] | undefined => {
  const next = path.findIndex(({ at_s }) => at_s > time_s);
  const [from, to] = [path[next - 1], path[next]];
  if (!from || !to) return path.at(-1)?.positions;
  const share = (time_s - from.at_s) / (to.at_s - from.at_s);
  return to.positions.map((goal, joint) => {
    const start = from.positions[joint] ?? goal;
    return start + share * (goal - start);
  });
};
