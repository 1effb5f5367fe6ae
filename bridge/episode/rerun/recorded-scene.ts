import { z } from "zod";
import { Detection, sensorTopics } from "../../protocol/index.ts";
import type { Robot } from "../../robot/robot.ts";
import type { Episode } from "../reader.ts";
import { compareValues, type Difference, type Tolerances } from "./compare-values.ts";

/** Where everything is: objects by name, joints by name (radians; metres where they slide). */
export interface Whereabouts {
  /** Null where nothing detects objects. */
  readonly objects: readonly Detection[] | null;
  readonly joints: Readonly<Record<string, number>>;
}

const SceneMessage = z.object({ json: z.string() });
const JointMessage = z.object({
  name: z.array(z.string()),
  position: z.unknown().transform((value) => Array.from(value as ArrayLike<number>)),
});

/** Where everything was at the start and at the end of a recording. */
export const recordedWhereabouts = async (
  episode: Episode,
): Promise<{ readonly first: Whereabouts; readonly last: Whereabouts }> => {
  const { scene, joint_states } = sensorTopics;
  const first: { objects: Detection[] | null; joints: Record<string, number> } = {
    objects: null,
    joints: {},
  };
  const last: typeof first = { objects: null, joints: {} };
  for await (const { topic, message } of episode.messages([scene, joint_states])) {
    if (topic === scene) {
      const objects = z.array(Detection).parse(JSON.parse(SceneMessage.parse(message).json));
      first.objects ??= objects;
      last.objects = objects;
    } else {
      const { name, position } = JointMessage.parse(message);
      const joints = Object.fromEntries(name.map((joint, index) => [joint, position[index] ?? 0]));
      if (Object.keys(first.joints).length === 0) first.joints = joints;
      last.joints = joints;
    }
  }
  return { first, last };
};

/** Where everything is now. */
export const whereaboutsNow = async (robot: Robot): Promise<Whereabouts> => {
  const objects = robot.profile.detections ? await robot.detections(2) : null;
  const { name, position } = robot.lastJointState()?.message ?? { name: [], position: [] };
  return { objects, joints: Object.fromEntries(name.map((joint, index) => [joint, position[index] ?? 0])) };
};

/** Where objects and joints are not where they were recorded. */
export const compareWhereabouts = (
  recorded: Whereabouts,
  now: Whereabouts,
  tolerances: Tolerances,
): Difference[] => [
  ...compareObjects(recorded.objects ?? now.objects ?? [], now.objects ?? [], tolerances),
  ...Object.entries(recorded.joints).flatMap(([joint, position]) =>
    compareValues(joint, [position], [now.joints[joint] ?? Number.NaN], tolerances, "positions"),
  ),
];

const compareObjects = (
  recorded: readonly Detection[],
  now: readonly Detection[],
  tolerances: Tolerances,
): Difference[] => {
  const names = [...new Set([...recorded, ...now].map(({ name }) => name))];
  return names.flatMap((name): Difference[] => {
    const [was, is] = [recorded, now].map((list) => list.find((one) => one.name === name)?.pose);
    if (!was || !is)
      return [{ what: name, recorded: was ? "there" : "not there", now: is ? "there" : "not there", by: "" }];
    return compareValues(name, was, is, tolerances);
  });
};
