import type { z } from "zod";
import type { CallHandler } from "../executor/types.ts";
import { Memory } from "../memory/memory.ts";
import {
  armOf,
  isPrimitiveName,
  PrimitiveError,
  type PrimitiveName,
  primitiveNames,
  primitives,
} from "../protocol/index.ts";
import { armHandlers } from "./arm.ts";
import { baseHandlers } from "./base.ts";
import { cameraHandlers } from "./camera.ts";
import { controlHandlers } from "./control.ts";
import { gripperHandlers } from "./gripper.ts";
import type { Handler, Handlers, PrimitiveDeps } from "./handler.ts";
import { memoryHandlers } from "./memory.ts";
import { rosHandlers } from "./ros.ts";
import { sceneHandlers } from "./scene.ts";
import { userHandlers } from "./user.ts";

/** A value as an error message shows it. */
const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
};

const valueAt = (params: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], params);

const parse = (name: PrimitiveName, params: unknown): unknown => {
  const parsed = (primitives[name].params as z.ZodType).safeParse(params);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join(".") ?? "";
  const received =
    issue?.code === "unrecognized_keys" ? "" : ` got ${shown(valueAt(params, issue?.path ?? []))}.`;
  // What was received is told by its value, not by its type.
  const problem = (issue?.message ?? "wrong parameters").replace(/, received \w+$/, "");
  const accepts =
    Object.keys((primitives[name].params as unknown as z.ZodObject).shape).join(", ") || "no parameters";
  throw new PrimitiveError(
    "InvalidArgument",
    `${name}${field ? `: ${field}` : ""}: ${problem};${received} It takes ${accepts}.`,
  );
};

/** Handlers of a group that the robot has nothing for: each throws why. */
const lacking = <P extends string>(group: P, refuse: () => unknown): Handlers<`${P}${string}`> => {
  const names = primitiveNames.filter((name) => name.startsWith(group));
  return Object.fromEntries(names.map((name) => [name, refuse])) as never;
};

/**
 * The handler of every primitive: validates the parameters, then lets the group's handler do it.
 *
 * @param given without a memory, nothing outlives this handler
 */
export const createCallHandler = (
  given: Omit<PrimitiveDeps, "memory"> & { readonly memory?: Memory },
): CallHandler => {
  const deps: PrimitiveDeps = { ...given, memory: given.memory ?? new Memory(null) };
  const handlers: Handlers<PrimitiveName> = {
    ...(deps.robot.profile.arm ? armHandlers(deps) : lacking("arm.", () => armOf(deps.robot.profile))),
    ...gripperHandlers(deps),
    ...baseHandlers(deps),
    ...cameraHandlers(deps),
    ...sceneHandlers(deps),
    ...rosHandlers(deps),
    ...userHandlers(deps),
    ...memoryHandlers(deps),
    ...controlHandlers(deps),
  };
  return async (call, context) => {
    const { name } = call;
    if (!isPrimitiveName(name))
      throw new PrimitiveError(
        "NotSupported",
        `There is no primitive ${name}. There are ${primitiveNames.join(", ")}.`,
      );
    const params = parse(name, call.params);
    if (context.signal.aborted)
      throw new PrimitiveError("Stopped", "The action was interrupted before this call began.");
    return (handlers[name] as Handler<PrimitiveName>)(params as never, context, call);
  };
};
