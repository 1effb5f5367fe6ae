import { z } from "zod";
import { ODOM } from "../../sensors/readings.ts";
import type { RosNode } from "../ros-node.ts";
import { colorWords, makeObject, type ObjectModel, shapeWords } from "../scenes/object-model.ts";
import { isFree } from "../scenes/scene.ts";
import type { Simulation } from "../simulation.ts";
import { entityNames, unknownEntity } from "./entities.ts";
import { HeaderRequest, PoseRequest, readPose } from "./poses.ts";
import { failed, ok, type Result, ResultCode, readRequest } from "./results.ts";

/** simulation_interfaces/srv/SpawnEntity result codes. */
const SpawnError = {
  NAME_NOT_UNIQUE: 101,
  NAME_INVALID: 102,
  UNSUPPORTED_FORMAT: 103,
  NO_RESOURCE: 104,
  INVALID_POSE: 109,
} as const;
const MAX_ENTITIES = 40;

const Resource = z.object({ uri: z.string().default(""), resource_string: z.string().default("") });
const SpawnRequest = Resource.extend({
  name: z.string().default(""),
  allow_renaming: z.boolean().default(false),
  // The resource was two plain fields before version 2 of the interface; both are read.
  entity_resource: Resource.prefault({}),
  initial_pose: z.object({ header: HeaderRequest, pose: PoseRequest.prefault({}) }).prefault({}),
});
const DeleteRequest = z.object({ entity: z.string().default("") });

/** Thrown inside this file only, to leave with an answer. */
class Refused extends Error {
  readonly result: Result;
  constructor(code: number, message: string) {
    super(message);
    this.result = failed(code, message);
  }
}

const help = `Pass a uri such as "red_cube": one of ${colorWords.join(", ")}, "_", and one of ${shapeWords.join(", ")}.`;

/** The model that a uri such as `green_ball` names. */
const modelOf = (uri: string, name: string): ObjectModel => {
  const [colorWord = "", shapeWord = ""] = uri.split("_");
  const color = colorWords.find((word) => word === colorWord);
  const shape = shapeWords.find((word) => word === shapeWord);
  if (!color || !shape || uri !== `${color}_${shape}`)
    throw new Refused(SpawnError.UNSUPPORTED_FORMAT, `uri "${uri}" names nothing known. ${help}`);
  return makeObject(color, shape, name || uri);
};

const freeName = (simulation: Simulation, wanted: string, mayRename: boolean): string => {
  if (!/^[A-Za-z][A-Za-z0-9_]{0,60}$/.test(wanted)) {
    throw new Refused(
      SpawnError.NAME_INVALID,
      `name "${wanted}" is invalid. Use letters, digits and underscores, a letter first.`,
    );
  }
  const taken = new Set([
    ...entityNames(simulation),
    ...simulation.world.scene.robot.links.map(({ name }) => name),
    "world",
    simulation.world.scene.frame,
    ODOM,
  ]);
  if (!taken.has(wanted)) return wanted;
  if (!mayRename)
    throw new Refused(
      SpawnError.NAME_NOT_UNIQUE,
      `the name "${wanted}" is taken. Choose another, or set allow_renaming.`,
    );
  let number = 2;
  while (taken.has(`${wanted}_${number}`)) number += 1;
  return `${wanted}_${number}`;
};

const spawn = (simulation: Simulation, request: z.infer<typeof SpawnRequest>): string => {
  const { scene } = simulation.world;
  const uri = request.entity_resource.uri || request.uri;
  if (!uri) {
    const text = request.entity_resource.resource_string || request.resource_string;
    if (text) throw new Refused(SpawnError.UNSUPPORTED_FORMAT, `resource strings are not supported. ${help}`);
    throw new Refused(SpawnError.NO_RESOURCE, `no resource was named. ${help}`);
  }
  if (scene.objects.length >= MAX_ENTITIES) {
    throw new Refused(
      ResultCode.OPERATION_FAILED,
      `there are ${MAX_ENTITIES} entities already. Delete some first.`,
    );
  }
  const model = modelOf(uri, freeName(simulation, request.name || uri, request.allow_renaming));
  const { pose, header } = request.initial_pose;
  const { transform, problem } = readPose(pose, header.frame_id, scene.frame);
  if (!transform) throw new Refused(SpawnError.INVALID_POSE, problem);
  simulation.replaceScene({ ...scene, objects: [...scene.objects, { model, start: transform }] });
  return model.name;
};

const spawnEntity = (simulation: Simulation, request: unknown): object => {
  const { value, refusal } = readRequest(SpawnRequest, request);
  if (!value) return { result: refusal, entity_name: "" };
  try {
    return { result: ok, entity_name: spawn(simulation, value) };
  } catch (error) {
    if (error instanceof Refused) return { result: error.result, entity_name: "" };
    throw error;
  }
};

const deleteEntity = (simulation: Simulation, request: unknown): object => {
  const { value, refusal } = readRequest(DeleteRequest, request);
  const problem = refusal ?? unknownEntity(simulation, value.entity);
  if (!value || problem) return { result: problem };
  const { scene } = simulation.world;
  const placed = scene.objects.find(({ model }) => model.name === value.entity);
  if (placed && !isFree(placed)) {
    const text = `"${value.entity}" is mounted and cannot be taken away`;
    return { result: failed(ResultCode.FEATURE_UNSUPPORTED, text) };
  }
  simulation.replaceScene({
    ...scene,
    objects: scene.objects.filter(({ model }) => model.name !== value.entity),
  });
  return { result: ok };
};

/** /spawn_entity and /delete_entity of simulation_interfaces. */
export const serveSpawning = (node: RosNode, simulation: Simulation): void => {
  node.serve("/spawn_entity", "simulation_interfaces/srv/SpawnEntity", (request) =>
    spawnEntity(simulation, request),
  );
  node.serve("/delete_entity", "simulation_interfaces/srv/DeleteEntity", (request) =>
    deleteEntity(simulation, request),
  );
};
