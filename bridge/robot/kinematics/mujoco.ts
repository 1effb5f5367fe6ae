import loadMujoco, { type MainModule } from "@mujoco/mujoco";
import { UserError } from "../../protocol/index.ts";

export type Mujoco = MainModule;

let loading: Promise<Mujoco> | null = null;

/** The one MuJoCo (WebAssembly) of this thread. */
export function mujoco(): Promise<Mujoco> {
  loading ??= loadMujoco();
  return loading;
}

/** Compiles MJCF; throws UserError with MuJoCo's own words. The caller deletes the model. */
export function compile(mj: Mujoco, mjcf: string, what: string) {
  try {
    return mj.MjModel.from_xml_string(mjcf);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new UserError(`MuJoCo cannot build ${what}: ${words.replaceAll(/\s+/g, " ").trim()}`);
  }
}
