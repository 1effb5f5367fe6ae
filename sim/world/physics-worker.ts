import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import type { Verdict } from "../../bridge/protocol/index.ts";
import { EmergencyStop, ESTOP_TOPIC, ESTOP_TYPE } from "../controllers/emergency-stop.ts";
import { HEARTBEAT_TOPIC, HEARTBEAT_TYPE, HeartbeatWatchdog } from "../controllers/heartbeat-watchdog.ts";
import { listed, together } from "../controllers/robot-controllers.ts";
import { serveControllers } from "../controllers/serve.ts";
import { cameraFrame } from "../sensors/camera/cameras.ts";
import type { ToCameras, ToPhysics } from "../sensors/camera/snapshots.ts";
import { Judge } from "../tasks/judging/judge.ts";
import { isTaskScene, placedTask } from "../tasks/tasks.ts";
import { loadMujoco } from "./mujoco.ts";
import { isOpen } from "./openings.ts";
import { RosNode } from "./ros-node.ts";
import type { Scene } from "./scenes/scene.ts";
import { writeSceneMjcf } from "./scenes/scene-mjcf.ts";
import { makeScene } from "./scenes/scenes.ts";
import { serveAppliances } from "./services/appliances.ts";
import { serveEntities } from "./services/entities.ts";
import { serveSavedState } from "./services/saved-state.ts";
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
  /** Whether the perturbations of a scene that is a task come. */
  readonly perturbed: boolean;
}

/** Asks the judge of a scene that is a task; programs have no way to this. */
export interface VerdictRequest {
  readonly t: "verdict";
  readonly id: number;
}
export type VerdictReply =
  | { readonly t: "verdict"; readonly id: number; readonly verdict: Verdict }
  | { readonly t: "verdict"; readonly id: number; readonly error: string };

const { seed, clock, nodePort, cameraPort, perturbed, ...named } = workerData as PhysicsWorkerData;
const tellCameras = (message: ToCameras): void => cameraPort.postMessage(message);
const showScene = (shown: Scene): void => tellCameras({ t: "model", mjcf: writeSceneMjcf(shown, "visual") });

const mujoco = await loadMujoco();
const node = new RosNode(nodePort);
const scene = makeScene(named.scene, seed);
const cameras = scene.cameras.map(cameraFrame);
const simulation = new Simulation({ mujoco, scene, clock, node, cameras, onScene: showScene });
const { world, controllers } = simulation;
const estop = new EmergencyStop(listed(controllers), simulation);

showScene(world.scene);
cameraPort.on("message", (message: ToPhysics) => {
  if (message.t !== "look") return;
  tellCameras({ t: "snapshot", positions: world.snapshot(), timeNs: world.timeNs, revision: world.revision });
});
serveControllers(node, simulation, estop);
node.subscribe(ESTOP_TOPIC, ESTOP_TYPE, (message) => {
  estop.onMessage(message);
  simulation.wake();
});
const watchdog = new HeartbeatWatchdog(together(controllers), simulation);
node.subscribe(HEARTBEAT_TOPIC, HEARTBEAT_TYPE, () => watchdog.onMessage());
watchdog.start();
serveEntities(node, simulation);
serveSpawning(node, simulation);
serveSimulationControl(node, simulation);
serveAppliances(node, simulation);
const { appliances } = simulation;
serveSavedState(node, {
  simulation,
  estop,
  controllers: { ...controllers, ...(scene.appliances ? { appliances } : {}) },
});
if (isTaskScene(named.scene)) {
  const household = {
    states: (object: string) => appliances.states(object),
    isOpen: (furniture: string) => isOpen(world, furniture),
  };
  const judge = new Judge({ simulation, task: placedTask(named.scene, seed), perturbed, household });
  simulation.watch(judge);
  parentPort?.on("message", async ({ id }: VerdictRequest) => {
    const reply: VerdictReply = await judge.verdict().then(
      (verdict) => ({ t: "verdict", id, verdict }),
      (error: unknown) => ({ t: "verdict", id, error: String(error) }),
    );
    parentPort?.postMessage(reply);
  });
}
simulation.run();
parentPort?.postMessage("ready");
