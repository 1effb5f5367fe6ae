import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { EmergencyStop, ESTOP_TOPIC, ESTOP_TYPE } from "../controllers/emergency-stop.ts";
import { cameraFrames } from "../sensors/camera/cameras.ts";
import type { ToCameras, ToPhysics } from "../sensors/camera/snapshots.ts";
import { loadMujoco } from "./mujoco.ts";
import { type ActionServer, RosNode } from "./ros-node.ts";
import type { Scene } from "./scenes/scene.ts";
import { writeSceneMjcf } from "./scenes/scene-mjcf.ts";
import { makeScene } from "./scenes/scenes.ts";
import { serveEntities } from "./services/entities.ts";
import { serveSimulationControl } from "./services/simulation-control.ts";
import { serveSpawning } from "./services/spawning.ts";
import { type Clock, Simulation } from "./simulation.ts";

/** What the simulator hands to this thread. */
export interface PhysicsWorkerData {
  readonly scene: string;
  readonly seed: number;
  readonly clock: Clock;
  readonly nodePort: MessagePort;
  readonly cameraPort: MessagePort;
}

const { scene, seed, clock, nodePort, cameraPort } = workerData as PhysicsWorkerData;
const tellCameras = (message: ToCameras): void => cameraPort.postMessage(message);
const showScene = (shown: Scene): void => tellCameras({ t: "model", mjcf: writeSceneMjcf(shown, "visual") });

const mujoco = await loadMujoco();
const node = new RosNode(nodePort);
const simulation = new Simulation({
  mujoco,
  scene: makeScene(scene, seed),
  clock,
  node,
  cameras: cameraFrames,
  onScene: showScene,
});
const { world, arm, gripper, publisher } = simulation;
const estop = new EmergencyStop([arm, gripper], publisher);

/** A goal lets the clock run. */
const waking = (server: ActionServer): ActionServer => ({
  onGoal: (goal, handle) => {
    server.onGoal(goal, handle);
    simulation.wake();
  },
  onCancel: (id) => server.onCancel(id),
});

showScene(world.scene);
cameraPort.on("message", (message: ToPhysics) => {
  if (message.t !== "look") return;
  tellCameras({ t: "snapshot", positions: world.snapshot(), timeNs: world.timeNs, revision: world.revision });
});
node.serveAction(
  "/joint_trajectory_controller/follow_joint_trajectory",
  "control_msgs/action/FollowJointTrajectory",
  waking(estop.guarded(arm)),
);
node.serveAction(
  "/gripper_controller/gripper_cmd",
  "control_msgs/action/GripperCommand",
  waking(estop.guarded(gripper)),
);
node.subscribe(
  "/joint_trajectory_controller/joint_trajectory",
  "trajectory_msgs/msg/JointTrajectory",
  (message) => {
    if (estop.engaged) publisher.log("warn", `trajectory on the topic refused: ${estop.refusal()}`);
    else arm.onTrajectory(message);
    simulation.wake();
  },
);
node.subscribe(ESTOP_TOPIC, ESTOP_TYPE, (message) => {
  estop.onMessage(message);
  simulation.wake();
});
serveEntities(node, simulation);
serveSpawning(node, simulation);
serveSimulationControl(node, simulation);
simulation.run();
parentPort?.postMessage("ready");
