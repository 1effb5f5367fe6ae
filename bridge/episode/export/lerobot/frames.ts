import { sensorTopics } from "../../../protocol/index.ts";
import type { Episode } from "../../reader.ts";

/** Joint positions at a constant rate; row `i` was measured `i / fps` seconds after `startNs`, or last before that. */
export interface SampledJoints {
  readonly joints: readonly string[];
  readonly startNs: bigint;
  readonly rows: readonly (readonly number[])[];
}

interface JointStateMessage {
  readonly name: readonly string[];
  readonly position: ArrayLike<number>;
}

/** Joint positions (rad, metres where they slide) of an episode, `fps` times a second of the robot's clock. */
export const sampleJoints = async (episode: Episode, fps: number): Promise<SampledJoints> => {
  const names: string[] = [];
  for await (const { message } of episode.messages([sensorTopics.joint_states])) {
    const { name } = message as JointStateMessage;
    if (name.every((joint) => names.includes(joint)) && names.length > 0) break;
    names.push(...name.filter((joint) => !names.includes(joint)));
  }
  const now: (number | undefined)[] = names.map(() => undefined);
  const rows: number[][] = [];
  let startNs: bigint | null = null;
  const timeOf = (row: number): bigint => (startNs ?? 0n) + BigInt(Math.round((row * 1e9) / fps));
  for await (const { logTime, message } of episode.messages([sensorTopics.joint_states])) {
    // What was known until now is the reading of every row before this message.
    if (startNs !== null) while (timeOf(rows.length) < logTime) rows.push([...(now as number[])]);
    const { name, position } = message as JointStateMessage;
    name.forEach((joint, i) => {
      const at = names.indexOf(joint);
      if (at >= 0) now[at] = position[i];
    });
    if (startNs === null && now.every((value) => value !== undefined)) startNs = logTime;
  }
  if (startNs !== null) rows.push([...(now as number[])]);
  return { joints: names, startNs: startNs ?? 0n, rows };
};
