import { z } from "zod";
import type { Vec3 } from "../../../bridge/protocol/index.ts";
import { poseMessage, stampOf, xyz } from "../../sensors/messages.ts";
import type { RosNode } from "../ros-node.ts";
import { isFree } from "../scenes/scene.ts";
import type { Simulation } from "../simulation.ts";
import { HeaderRequest, PoseRequest, readPose, TwistRequest } from "./poses.ts";
import { failed, ok, type Result, ResultCode, readRequest } from "./results.ts";

const Filters = z.object({
  filters: z
    .object({
      filter: z.string().default(""),
      categories: z.array(z.unknown()).default([]),
      tags: z.object({ tags: z.array(z.string()).default([]) }).prefault({}),
    })
    .prefault({}),
});
const EntityRequest = z.object({ entity: z.string().default("") });
const StateRequest = EntityRequest.extend({
  state: z.object({ header: HeaderRequest, pose: PoseRequest.optional(), twist: TwistRequest.optional() }),
  set_pose: z.boolean().default(false),
  set_twist: z.boolean().default(false),
  set_acceleration: z.boolean().default(false),
});

export const entityNames = (simulation: Simulation): string[] =>
  simulation.world.scene.objects.map(({ model }) => model.name);

/** The answer to a name that no entity has. */
export const unknownEntity = (simulation: Simulation, entity: string): Result | null => {
  const names = entityNames(simulation);
  if (names.includes(entity)) return null;
  return failed(ResultCode.NOT_FOUND, `there is no entity "${entity}"; entities: ${names.join(", ")}`);
};

const getEntities = (simulation: Simulation, request: unknown): object => {
  const { value, refusal } = readRequest(Filters, request);
  if (!value) return { result: refusal, entities: [] };
  const { filter, categories, tags } = value.filters;
  if (categories.length > 0 || tags.tags.length > 0) {
    const text = "entities here have no categories or tags; leave those filters empty and filter by name";
    return { result: failed(ResultCode.FEATURE_UNSUPPORTED, text), entities: [] };
  }
  try {
    const pattern = new RegExp(filter);
    return { result: ok, entities: entityNames(simulation).filter((name) => pattern.test(name)) };
  } catch {
    const text = `filter "${filter}" is not a regular expression`;
    return { result: failed(ResultCode.OPERATION_FAILED, text), entities: [] };
  }
};

const zero: Vec3 = [0, 0, 0];
const emptyState = (simulation: Simulation): object => ({
  header: { stamp: stampOf(simulation.world.timeNs), frame_id: simulation.world.scene.frame },
  pose: poseMessage({ position: zero, orientation: [0, 0, 0, 1] }),
  twist: { linear: xyz(zero), angular: xyz(zero) },
  acceleration: { linear: xyz(zero), angular: xyz(zero) },
});

const getEntityState = (simulation: Simulation, request: unknown): object => {
  const { value, refusal } = readRequest(EntityRequest, request);
  const problem = refusal ?? unknownEntity(simulation, value.entity);
  if (!value || problem) return { result: problem, state: emptyState(simulation) };
  const { linear, angular } = simulation.world.twist(value.entity);
  const state = {
    ...emptyState(simulation),
    pose: poseMessage(simulation.world.pose(value.entity)),
    twist: { linear: xyz(linear), angular: xyz(angular) },
  };
  return { result: ok, state };
};

const setEntityState = (simulation: Simulation, request: unknown): object => {
  const { value, refusal } = readRequest(StateRequest, request);
  const problem = refusal ?? unknownEntity(simulation, value.entity);
  if (!value || problem) return { result: problem };
  const { entity, state, set_pose, set_twist, set_acceleration } = value;
  if (set_acceleration) {
    const text = "accelerations follow from forces and cannot be set; set pose and twist";
    return { result: failed(ResultCode.FEATURE_UNSUPPORTED, text) };
  }
  const placed = simulation.world.scene.objects.find(({ model }) => model.name === entity);
  if (placed && !isFree(placed))
    return {
      result: failed(
        ResultCode.FEATURE_UNSUPPORTED,
        `"${entity}" is mounted and cannot be put anywhere else`,
      ),
    };
  // Clients of older versions of the interface send no flags: they mean the whole state.
  const all = !set_pose && !set_twist;
  if (state.pose && (set_pose || all)) {
    const { transform, problem: why } = readPose(
      state.pose,
      state.header.frame_id,
      simulation.world.scene.frame,
    );
    if (!transform) return { result: failed(101, why) };
    simulation.world.setPose(entity, transform);
  }
  if (state.twist && (set_twist || all)) {
    const { linear, angular } = state.twist;
    simulation.world.setTwist(entity, {
      linear: [linear.x, linear.y, linear.z],
      angular: [angular.x, angular.y, angular.z],
    });
  }
  simulation.publishAll();
  return { result: ok };
};

/** /get_entities, /get_entity_state and /set_entity_state of simulation_interfaces. */
export const serveEntities = (node: RosNode, simulation: Simulation): void => {
  const serve = (
    name: string,
    type: string,
    handler: (simulation: Simulation, request: unknown) => object,
  ): void => node.serve(name, `simulation_interfaces/srv/${type}`, (request) => handler(simulation, request));
  serve("/get_entities", "GetEntities", getEntities);
  serve("/get_entity_state", "GetEntityState", getEntityState);
  serve("/set_entity_state", "SetEntityState", setEntityState);
};
