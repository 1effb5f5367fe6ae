import { z } from "zod";
import type { RosNode } from "../ros-node.ts";
import { TIMESTEP_S } from "../scenes/scene-mjcf.ts";
import type { Simulation } from "../simulation.ts";
import { failed, ok, ResultCode, readRequest } from "./results.ts";

/** simulation_interfaces/msg/SimulationState */
const State = { STOPPED: 0, PLAYING: 1, PAUSED: 2, QUITTING: 3 } as const;
const ALREADY_IN_TARGET_STATE = 101;
/** simulation_interfaces/srv/ResetSimulation scopes, to be or-ed. */
const Scope = { DEFAULT: 0, TIME: 1, STATE: 2, SPAWNED: 4, ALL: 255 } as const;

/** An hour at a time. */
const MAX_STEPS = Math.round(3600 / TIMESTEP_S);

const StepRequest = z.object({ steps: z.coerce.number().int().min(0).max(MAX_STEPS).default(1) });
const ResetRequest = z.object({ scope: z.int().min(0).max(255).default(0) });
const StateRequest = z.object({ state: z.object({ state: z.int() }) });

const stepSimulation = async (simulation: Simulation, request: unknown): Promise<object> => {
  const { value, refusal } = readRequest(StepRequest, request);
  if (!value) return { result: refusal };
  if (simulation.clock === "realtime" && !simulation.paused) {
    const text =
      "the clock is realtime and runs by itself; pause first with /set_simulation_state (state 2), or start with --clock fast";
    return { result: failed(ResultCode.OPERATION_FAILED, text) };
  }
  const undisturbed = await simulation.stepBy(value.steps);
  return {
    result: undisturbed
      ? ok
      : failed(ResultCode.OPERATION_FAILED, "the simulation was reset while it stepped"),
  };
};

const resetSimulation = (simulation: Simulation, request: unknown): object => {
  const { value, refusal } = readRequest(ResetRequest, request);
  if (!value) return { result: refusal };
  const scope = value.scope === Scope.DEFAULT ? Scope.ALL : value.scope;
  const everything = scope === Scope.ALL;
  const { world, startScene } = simulation;
  if (!everything && (scope & Scope.STATE) !== 0 && world.scene !== startScene) {
    const text =
      "entities were spawned or deleted since the start; reset with scope 255 to bring everything back";
    return { result: failed(ResultCode.OPERATION_FAILED, text) };
  }
  if ((scope & Scope.SPAWNED) !== 0 && !everything) {
    const atStart = new Set(startScene.objects.map(({ model }) => model));
    const left = world.scene.objects.filter(({ model }) => atStart.has(model));
    // Nothing deleted meanwhile: then it is the scene of the start again, and its state can be restored.
    const scene = left.length === startScene.objects.length ? startScene : { ...world.scene, objects: left };
    simulation.replaceScene(scene);
  }
  simulation.reset({
    time: (scope & Scope.TIME) !== 0,
    state: (scope & Scope.STATE) !== 0,
    reason: "the simulation was reset",
  });
  return { result: ok };
};

const stateOf = (simulation: Simulation): number => (simulation.paused ? State.PAUSED : State.PLAYING);

const setSimulationState = (simulation: Simulation, request: unknown): object => {
  const { value, refusal } = readRequest(StateRequest, request);
  if (!value) return { result: refusal };
  const wanted = value.state.state;
  if (wanted === State.QUITTING) {
    return {
      result: failed(
        ResultCode.FEATURE_UNSUPPORTED,
        "the simulator is ended by its own process, not by a service",
      ),
    };
  }
  if (wanted !== State.STOPPED && wanted !== State.PLAYING && wanted !== State.PAUSED) {
    const text = `state ${wanted} is not 0 (stopped), 1 (playing) or 2 (paused)`;
    return { result: failed(ResultCode.OPERATION_FAILED, text) };
  }
  if (wanted === stateOf(simulation)) {
    return {
      result: failed(
        ALREADY_IN_TARGET_STATE,
        `the simulation is ${wanted === State.PAUSED ? "paused" : "playing"} already`,
      ),
    };
  }
  if (wanted === State.STOPPED) {
    simulation.reset({ time: true, state: true, reason: "the simulation was stopped" });
  }
  simulation.setPaused(wanted !== State.PLAYING);
  return { result: ok };
};

/** /step_simulation, /reset_simulation, /set_simulation_state and /get_simulation_state of simulation_interfaces. */
export const serveSimulationControl = (node: RosNode, simulation: Simulation): void => {
  node.serve("/step_simulation", "simulation_interfaces/srv/StepSimulation", (request) =>
    stepSimulation(simulation, request),
  );
  node.serve("/reset_simulation", "simulation_interfaces/srv/ResetSimulation", (request) =>
    resetSimulation(simulation, request),
  );
  node.serve("/set_simulation_state", "simulation_interfaces/srv/SetSimulationState", (request) =>
    setSimulationState(simulation, request),
  );
  node.serve("/get_simulation_state", "simulation_interfaces/srv/GetSimulationState", () => ({
    state: { state: stateOf(simulation) },
    result: ok,
  }));
};
