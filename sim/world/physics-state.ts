import type { MjData, MjModel, Mujoco } from "./mujoco.ts";

/** What of MuJoCo decides how the world goes on, and what its sensors say until it does. */
export interface PhysicsState {
  /** MuJoCo's mjSTATE_INTEGRATION. */
  readonly integration: Float64Array;
  /** Which parts sleep; MuJoCo leaves it out of its own state, and wakes all of them when it takes one. */
  readonly sleep: readonly number[];
  /** Bounds of the motors' forces, which goals of the gripper change; newtons or newton metres. */
  readonly forceRange: readonly number[];
  /** Sensor readings and motor forces of the last step. */
  readonly readings: readonly number[];
}

const sleepArrays = [
  "tree_asleep",
  "tree_awake",
  "body_awake",
  "body_awake_ind",
  "parent_awake_ind",
  "dof_awake_ind",
] as const;
const sleepCounts = ["ntree_awake", "nbody_awake", "nparent_awake", "nv_awake"] as const;
const readingArrays = ["sensordata", "actuator_force"] as const;

type Numbers = Float64Array | Int32Array;
type Arrays = (typeof sleepArrays)[number] | (typeof readingArrays)[number];

const view = (data: MjData, name: Arrays): Numbers => data[name] as Numbers;
const lengthOf = (data: MjData, names: readonly Arrays[]): number =>
  names.reduce((sum, name) => sum + view(data, name).length, 0);
const signature = (mujoco: Mujoco): number => mujoco.mjtState.mjSTATE_INTEGRATION.value;

/** Why a state that came from outside is none of this model; null when it is one. MuJoCo itself checks nothing. */
export const physicsStateRefusal = (
  mujoco: Mujoco,
  model: MjModel,
  data: MjData,
  state: PhysicsState,
): string | null => {
  const sizes = {
    integration: mujoco.mj_stateSize(model, signature(mujoco)),
    sleep: lengthOf(data, sleepArrays) + sleepCounts.length,
    forceRange: (model.actuator_forcerange as Float64Array).length,
    readings: lengthOf(data, readingArrays),
  };
  for (const [part, size] of Object.entries(sizes) as [keyof typeof sizes, number][]) {
    if (state[part].length !== size)
      return `its ${part} has ${state[part].length} numbers, this scene has ${size}`;
    if (!state[part].every(Number.isFinite)) return `its ${part} has numbers that are not finite`;
  }
  return isSleep(data, state.sleep) ? null : "its sleep is not one that this scene can have";
};

/** Everything an index in range, and what sleeps linked in rings: MuJoCo follows both without looking. */
const isSleep = (data: MjData, sleep: readonly number[]): boolean => {
  if (!sleep.every(Number.isInteger)) return false;
  const parts = new Map<Arrays, readonly number[]>();
  let from = 0;
  for (const name of sleepArrays) {
    const { length } = view(data, name);
    parts.set(name, sleep.slice(from, from + length));
    from += length;
  }
  const within = (name: Arrays, least: number, most: number): boolean =>
    (parts.get(name) ?? []).every((value) => value >= least && value <= most);
  const trees = parts.get("tree_asleep") ?? [];
  const asleep = trees.flatMap((next, tree) => (next >= 0 ? [tree] : []));
  const nexts = asleep.map((tree) => trees[tree] ?? -1).toSorted((a, b) => a - b);
  const most = {
    trees: trees.length,
    bodies: view(data, "body_awake").length,
    dofs: view(data, "dof_awake_ind").length,
  };
  const limits = [most.trees, most.bodies, view(data, "parent_awake_ind").length, most.dofs];
  return (
    within("tree_asleep", -1000, most.trees - 1) &&
    nexts.every((next, index) => next === asleep[index]) &&
    within("tree_awake", 0, 1) &&
    within("body_awake", -1, 1) &&
    within("body_awake_ind", 0, most.bodies - 1) &&
    within("parent_awake_ind", 0, most.bodies - 1) &&
    within("dof_awake_ind", 0, most.dofs - 1) &&
    sleep.slice(from).every((count, index) => count >= 0 && count <= (limits[index] ?? 0))
  );
};

export const readPhysicsState = (mujoco: Mujoco, model: MjModel, data: MjData): PhysicsState => {
  const buffer = new mujoco.DoubleBuffer(mujoco.mj_stateSize(model, signature(mujoco)));
  mujoco.mj_getState(model, data, buffer, signature(mujoco));
  const integration = Float64Array.from(buffer.GetView() as Float64Array);
  buffer.delete();
  return {
    integration,
    sleep: [
      ...sleepArrays.flatMap((name) => Array.from(view(data, name))),
      ...sleepCounts.map((name) => data[name]),
    ],
    forceRange: Array.from(model.actuator_forcerange as Float64Array),
    readings: readingArrays.flatMap((name) => Array.from(view(data, name))),
  };
};

/** Puts back what was read from the same model: from here the world goes on bit by bit as it did from there. */
export const writePhysicsState = (
  mujoco: Mujoco,
  model: MjModel,
  data: MjData,
  state: PhysicsState,
): void => {
  const integration = Array.from(state.integration);
  mujoco.mj_resetData(model, data);
  (model.actuator_forcerange as Float64Array).set(state.forceRange);
  mujoco.mj_setState(model, data, integration, signature(mujoco));
  // What sleeps is never computed again: its poses must be there first. Computing them changes the solver's start.
  mujoco.mj_forward(model, data);
  mujoco.mj_setState(model, data, integration, signature(mujoco));
  fill(data, sleepArrays, state.sleep);
  for (const [index, name] of sleepCounts.entries())
    data[name] = state.sleep[state.sleep.length - sleepCounts.length + index] ?? 0;
  fill(data, readingArrays, state.readings);
};

const fill = (data: MjData, names: readonly Arrays[], values: readonly number[]): void => {
  let from = 0;
  for (const name of names) {
    const array = view(data, name);
    array.set(values.slice(from, from + array.length));
    from += array.length;
  }
};
