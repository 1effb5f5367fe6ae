import type { Profile, Vec3 } from "../protocol/index.ts";
import type { Obstacle } from "../robot/kinematics/types.ts";

type Box = Profile["keep_out"][number];

/** Beginning of the names that keep-out boxes have among the obstacles; no motion may be allowed to touch them. */
const PREFIX = "keep-out zone ";
const LEAST_M = 0.001;

const corner = (point: Vec3): string => `(${point.map((value) => value.toFixed(3)).join(", ")})`;

/** Whether an obstacle's name is a keep-out box's. */
export const isKeepOut = (name: string): boolean => name.startsWith(PREFIX);

/** The keep-out boxes of a profile as solid obstacles: neither a link nor what the hand holds may enter them. */
export const keepOutObstacles = ({ keep_out }: Profile): Obstacle[] =>
  keep_out.map(({ min, max }, index) => {
    const along = (axis: 0 | 1 | 2): [number, number] => [
      (min[axis] + max[axis]) / 2,
      Math.max(LEAST_M, max[axis] - min[axis]),
    ];
    const [x, y, z] = [along(0), along(1), along(2)];
    return {
      name: `${PREFIX}${index + 1}`,
      shape: "box",
      size_m: [x[1], y[1], z[1]],
      pose: { position: [x[0], y[0], z[0]], orientation: [0, 0, 0, 1] },
    };
  });

/** A keep-out box by its obstacle's name, in words with its corners, metres. */
export const keepOutWords = ({ keep_out }: Profile, name: string): string => {
  const box = keep_out[Number(name.slice(PREFIX.length)) - 1];
  return box ? `${name}, ${boxWords(box)}` : name;
};

/** The corners of a box, metres. */
export const boxWords = ({ min, max }: Box): string => `${corner(min)} to ${corner(max)} m`;

/** Whether the straight way between two points meets a box (the slab method: Kay and Kajiya, 1986). */
export const crossesBox = (from: Vec3, to: Vec3, { min, max }: Box): boolean => {
  let [enter, leave] = [0, 1];
  for (const axis of [0, 1, 2] as const) {
    const way = to[axis] - from[axis];
    if (Math.abs(way) < 1e-12) {
      if (from[axis] < min[axis] || from[axis] > max[axis]) return false;
      continue;
    }
    const [one, other] = [(min[axis] - from[axis]) / way, (max[axis] - from[axis]) / way];
    enter = Math.max(enter, Math.min(one, other));
    leave = Math.min(leave, Math.max(one, other));
  }
  return enter <= leave;
};
