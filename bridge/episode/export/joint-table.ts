import { sensorTopics } from "../../protocol/index.ts";
import { parseUrdf } from "../../robot/kinematics/urdf.ts";
import type { Episode } from "../reader.ts";
import { csvLine } from "./csv.ts";

/** A row a joint and reading; of the units, those that fit the joint are filled in. */
export const jointHeader = csvLine([
  "episode",
  "stamp_s",
  "joint",
  "position_rad",
  "velocity_rad_s",
  "effort_nm",
  "position_m",
  "velocity_m_s",
  "effort_n",
]);

interface JointStateMessage {
  readonly header: { readonly stamp: { readonly sec: number; readonly nanosec: number } };
  readonly name: readonly string[];
  readonly position: ArrayLike<number>;
  readonly velocity: ArrayLike<number>;
  readonly effort: ArrayLike<number>;
}

/** The joints that slide, by the robot's own description; none where there is no readable one. */
const sliding = async (episode: Episode): Promise<ReadonlySet<string>> => {
  for await (const { message } of episode.messages([sensorTopics.robot_description]))
    try {
      const { joints } = parseUrdf((message as { data: string }).data);
      return new Set([...joints.values()].filter(({ type }) => type === "prismatic").map(({ name }) => name));
    } catch {
      break;
    }
  return new Set();
};

/** The joint states of an episode as lines of CSV, in the order of time. */
export async function* jointLines(id: string, episode: Episode): AsyncGenerator<string> {
  const slides = await sliding(episode);
  const empty = [undefined, undefined, undefined];
  for await (const { message } of episode.messages([sensorTopics.joint_states])) {
    const { header, name, position, velocity, effort } = message as JointStateMessage;
    const stamp = header.stamp.sec + header.stamp.nanosec / 1e9;
    for (const [i, joint] of name.entries()) {
      const values = [position[i], velocity[i], effort[i]];
      const cells = slides.has(joint) ? [...empty, ...values] : [...values, ...empty];
      yield csvLine([id, stamp, joint, ...cells]);
    }
  }
}
