import { z } from "zod";
import { Quat, Vec3 } from "../../bridge/protocol/index.ts";
import { ODOM } from "../sensors/readings.ts";
import {
  type ColorWord,
  colorWords,
  type DetectedShape,
  detectedShapes,
  makeObject,
  type ObjectModel,
  shapeWords,
} from "./scenes/object-model.ts";
import type { PlacedObject, Scene } from "./scenes/scene.ts";
import type { Simulation } from "./simulation.ts";
import type { WorldState } from "./world-state.ts";

/** Changes when a state of before can no longer be gone on from bit by bit. */
export const STATE_VERSION = 1;
/** Longest state that is read, characters. */
const MAX_CHARACTERS = 1_000_000;
const MAX_OBJECTS = 100;

const numbers = z.array(z.number()).max(20_000);
/** Float64, little endian, in base64. */
const Doubles = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);
const SavedObject = z.strictObject({
  name: z.string().max(100),
  color: z.enum(colorWords as [ColorWord, ...ColorWord[]]),
  shape: z.enum(detectedShapes as [DetectedShape, ...DetectedShape[]]),
  position: Vec3,
  orientation: Quat,
});
const SavedState = z.strictObject({
  version: z.literal(STATE_VERSION),
  scene: z.string(),
  robot: z.string(),
  steps: z.int().min(0),
  paused: z.boolean(),
  objects: z.array(SavedObject).max(MAX_OBJECTS),
  physics: z.strictObject({ integration: Doubles, sleep: numbers, forceRange: numbers, readings: numbers }),
  /** By the controller's name, whatever it goes on from. */
  controllers: z.record(z.string(), z.unknown()),
  estop: z.boolean(),
});

/** A part of the simulator that keeps something beside the physics. */
export interface Kept {
  save(): unknown;
  /** Takes what save gave. @returns why not, null when it did */
  check(saved: unknown): string | null;
  restore(saved: unknown): void;
}

/** What is saved and restored together. */
export interface StateParts {
  readonly simulation: Simulation;
  readonly estop: { readonly engaged: boolean; restore(engaged: boolean): void };
  readonly controllers: Readonly<Record<string, Kept>>;
}

/** A state that cannot be given or taken, in words. */
export class StateRefused extends Error {
  override readonly name = "StateRefused";
}

/**
 * Everything that is needed to go on from here exactly as the simulator would itself, as one line of text.
 *
 * @throws StateRefused while something moves by a goal
 */
export const saveState = ({ simulation, estop, controllers }: StateParts): string => {
  refuseWhileBusy(simulation, "saved");
  const { world, paused } = simulation;
  const { integration, steps, ...physics } = world.save();
  const state: z.infer<typeof SavedState> = {
    version: STATE_VERSION,
    scene: world.scene.name,
    robot: world.scene.robot.name,
    steps,
    paused,
    objects: world.scene.objects.map(({ model: { name, color, shape }, start }) => ({
      name,
      color,
      shape,
      position: [...start.position],
      orientation: [...start.orientation],
    })),
    physics: {
      integration: Buffer.from(integration.buffer).toString("base64"),
      sleep: [...physics.sleep],
      forceRange: [...physics.forceRange],
      readings: [...physics.readings],
    },
    controllers: Object.fromEntries(Object.entries(controllers).map(([name, part]) => [name, part.save()])),
    estop: estop.engaged,
  };
  return JSON.stringify(state);
};

/**
 * Goes on from a saved state of the same scene and robot; the objects of the state are there then, no others.
 *
 * @throws StateRefused while something moves by a goal, and for a text that is no state of this simulator's; nothing
 *   has changed then
 */
export const restoreState = ({ simulation, estop, controllers }: StateParts, text: string): void => {
  refuseWhileBusy(simulation, "restored");
  const state = read(text);
  const { world } = simulation;
  if (state.scene !== world.scene.name || state.robot !== world.scene.robot.name)
    throw new StateRefused(
      `the state is of scene "${state.scene}" with robot "${state.robot}", and this is "${world.scene.name}" with "${world.scene.robot.name}". Start the simulator with --scene ${state.scene}.`,
    );
  for (const [name, part] of Object.entries(controllers)) {
    const why = part.check(state.controllers[name]);
    if (why !== null) throw new StateRefused(`the state of the ${name} controller is none: ${why}.`);
  }
  const before = { scene: world.scene, state: world.save() };
  const scene = sceneOf(simulation, state.objects);
  const saved: WorldState = {
    integration: doubles(state.physics.integration),
    sleep: state.physics.sleep,
    forceRange: state.physics.forceRange,
    readings: state.physics.readings,
    steps: state.steps,
  };
  if (scene !== before.scene) simulation.replaceScene(scene);
  const why = world.stateRefusal(saved);
  if (why !== null) {
    if (scene !== before.scene) simulation.replaceScene(before.scene);
    world.restore(before.state);
    throw new StateRefused(`the state does not fit: ${why}.`);
  }
  simulation.restore(saved, state.paused, () => {
    for (const [name, part] of Object.entries(controllers)) part.restore(state.controllers[name]);
    estop.restore(state.estop);
  });
};

const refuseWhileBusy = (simulation: Simulation, what: string): void => {
  if (simulation.busy)
    throw new StateRefused(
      `a goal is under way or the simulation is being stepped; a state can be ${what} only between motions. Wait for its end, or cancel it.`,
    );
};

const read = (text: string): z.infer<typeof SavedState> => {
  if (text.length > MAX_CHARACTERS)
    throw new StateRefused(
      `the state has ${text.length} characters, more than ${MAX_CHARACTERS}. Pass what /codeact_sim/save_state gave.`,
    );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new StateRefused("the state is no JSON. Pass what /codeact_sim/save_state gave.");
  }
  const version = (json as { version?: unknown } | null)?.version;
  if (version !== STATE_VERSION)
    throw new StateRefused(
      `the state has version ${JSON.stringify(version) ?? "none"}, and this simulator reads version ${STATE_VERSION}. Save it again with this version.`,
    );
  const parsed = SavedState.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new StateRefused(
    `the state is damaged at ${issue?.path.join(".") || "its start"}: ${issue?.message}. Pass what /codeact_sim/save_state gave.`,
  );
};

const doubles = (base64: string): Float64Array => {
  const bytes = Buffer.from(base64, "base64");
  const whole = new Uint8Array(bytes.length - (bytes.length % 8));
  whole.set(bytes.subarray(0, whole.length));
  return new Float64Array(whole.buffer);
};

/** The scene with these objects; the very one that is there, or was at the start, when they are its. */
const sceneOf = ({ world, startScene }: Simulation, objects: z.infer<typeof SavedObject>[]): Scene => {
  const same = (scene: Scene): boolean =>
    scene.objects.length === objects.length &&
    scene.objects.every((placed, index) => isObject(placed, objects[index]));
  const known = [world.scene, startScene].find(same);
  if (known) return known;
  checkNames(world.scene, objects);
  return {
    ...world.scene,
    objects: objects.map((saved) => {
      const known = startScene.objects.find(({ model }) => isModel(model, saved));
      const start = { position: saved.position, orientation: saved.orientation };
      return known ? { ...known, start } : { model: spawned(saved), start };
    }),
  };
};

/** An object that was not there at the start. */
const spawned = ({ name, color, shape }: SavedObject): ObjectModel => {
  const known = shapeWords.find((word) => word === shape);
  if (!known)
    throw new StateRefused(
      `an object of the state, "${name}", is a ${shape}, which this scene does not have.`,
    );
  return makeObject(color, known, name);
};

const isModel = (
  model: PlacedObject["model"],
  saved: Pick<SavedObject, "name" | "color" | "shape">,
): boolean => model.name === saved.name && model.color === saved.color && model.shape === saved.shape;
type SavedObject = z.infer<typeof SavedObject>;

const isObject = ({ model, start }: PlacedObject, saved: SavedObject | undefined): boolean =>
  saved !== undefined &&
  isModel(model, saved) &&
  start.position.every((value, axis) => Object.is(value, saved.position[axis])) &&
  start.orientation.every((value, axis) => Object.is(value, saved.orientation[axis]));

const checkNames = (scene: Scene, objects: readonly SavedObject[]): void => {
  const taken = new Set([...scene.robot.links.map(({ name }) => name), "world", scene.frame, ODOM]);
  for (const { name } of objects) {
    if (!/^[A-Za-z][A-Za-z0-9_]{0,60}$/.test(name) || taken.has(name))
      throw new StateRefused(`an object of the state has the name "${name}", which is taken or none.`);
    taken.add(name);
  }
};
