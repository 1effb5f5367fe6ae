import load, { type MainModule, type MjData, type MjModel } from "@mujoco/mujoco";

export type { MainModule as Mujoco, MjData, MjModel } from "@mujoco/mujoco";

let loading: Promise<MainModule> | null = null;

/** MuJoCo's WASM module, one for each thread. */
export const loadMujoco = (): Promise<MainModule> => {
  loading ??= load();
  return loading;
};

/**
 * Compiles MJCF or URDF.
 *
 * @throws Error with MuJoCo's own message
 */
export const compileModel = (mujoco: MainModule, xml: string): { model: MjModel; data: MjData } => {
  const model = mujoco.MjModel.from_xml_string(xml);
  return { model, data: new mujoco.MjData(model) };
};

export type ObjectKind = "body" | "joint" | "actuator" | "sensor" | "site";

/** Index of a named thing in a model. */
export const idOf = (mujoco: MainModule, model: MjModel, kind: ObjectKind, name: string): number => {
  const { mjOBJ_BODY, mjOBJ_JOINT, mjOBJ_ACTUATOR, mjOBJ_SENSOR, mjOBJ_SITE } = mujoco.mjtObj;
  const types = {
    body: mjOBJ_BODY,
    joint: mjOBJ_JOINT,
    actuator: mjOBJ_ACTUATOR,
    sensor: mjOBJ_SENSOR,
    site: mjOBJ_SITE,
  };
  const id = mujoco.mj_name2id(model, types[kind].value, name);
  if (id < 0) throw new Error(`the model has no ${kind} "${name}"`);
  return id;
};
