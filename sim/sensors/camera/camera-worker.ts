import { type MessagePort, workerData } from "node:worker_threads";
import { RosNode } from "../../world/ros-node.ts";
import { CameraNode, type Sights } from "./camera-node.ts";

/** What the simulator hands to this thread. */
export interface CameraWorkerData {
  readonly sights: Sights;
  readonly nodePort: MessagePort;
  readonly physicsPort: MessagePort;
}

const { nodePort, physicsPort, sights } = workerData as CameraWorkerData;
CameraNode.run(new RosNode(nodePort), physicsPort, sights);
