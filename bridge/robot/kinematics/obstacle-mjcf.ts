import type { Vec3 } from "../../protocol/index.ts";
import { INERTIA, Layer, placement } from "./arm-mjcf.ts";
import type { Obstacle } from "./types.ts";

const WALL_M = 0.005;
const ROUND_SIDES = 16;

export const obstacleBody = (index: number): string => `obstacle:${index}`;
export const obstacleShape = (index: number, part: number): string => `obstacle:${index}:${part}`;

/** A primitive in the obstacle's frame; `size` as MuJoCo wants it, `yaw` about the obstacle's z axis. */
interface Part {
  type: "box" | "cylinder" | "sphere";
  size: number[];
  at: Vec3;
  yaw?: number;
}

/** Walls and bottom of an open-topped thing; a round one is a ring of boxes whose outsides touch the circle. */
function container({ size_m: [x, y, z], wall_m = WALL_M, round = false }: Obstacle): Part[] {
  const wall = Math.min(wall_m, x / 4, y / 4, z / 2);
  const bottom: Vec3 = [0, 0, (wall - z) / 2];
  if (!round) {
    const sides = [-1, 1].flatMap((side): Part[] => [
      { type: "box", size: [wall / 2, y / 2, z / 2], at: [(side * (x - wall)) / 2, 0, 0] },
      { type: "box", size: [x / 2, wall / 2, z / 2], at: [0, (side * (y - wall)) / 2, 0] },
    ]);
    return [{ type: "box", size: [x / 2, y / 2, wall / 2], at: bottom }, ...sides];
  }
  const radius = (x + y) / 4;
  const half = radius * Math.tan(Math.PI / ROUND_SIDES);
  const ring = Array.from({ length: ROUND_SIDES }, (_, side): Part => {
    const yaw = (2 * Math.PI * side) / ROUND_SIDES;
    const at: Vec3 = [(radius - wall / 2) * Math.cos(yaw), (radius - wall / 2) * Math.sin(yaw), 0];
    return { type: "box", size: [wall / 2, half, z / 2], at, yaw };
  });
  return [{ type: "cylinder", size: [radius, wall / 2], at: bottom }, ...ring];
}

/** The solid parts of an obstacle. */
export function obstacleParts(obstacle: Obstacle): Part[] {
  const [x, y, z] = obstacle.size_m;
  const half = [x / 2, y / 2, z / 2];
  switch (obstacle.shape) {
    case "box":
      return [{ type: "box", size: half, at: [0, 0, 0] }];
    case "cylinder":
      return [{ type: "cylinder", size: [Math.max(x, y) / 2, z / 2], at: [0, 0, 0] }];
    case "sphere":
      return [{ type: "sphere", size: [Math.max(x, y, z) / 2], at: [0, 0, 0] }];
    case "container":
      return container(obstacle);
  }
}

/** MJCF of an obstacle: a free body. (A mocap body would do, were contacts between two of them not left out.) */
export function obstacleMjcf(obstacle: Obstacle, index: number): string {
  const parts = obstacleParts(obstacle).map(({ type, size, at, yaw = 0 }, part) => {
    const turned = `quat="${Math.cos(yaw / 2)} 0 0 ${Math.sin(yaw / 2)}"`;
    return `<geom name="${obstacleShape(index, part)}" type="${type}" size="${size.join(" ")}" pos="${at.join(" ")}" ${turned} contype="${Layer.obstacle}" conaffinity="0"/>`;
  });
  return `<body name="${obstacleBody(index)}" ${placement(obstacle.pose)}><freejoint/>${INERTIA}${parts.join("")}</body>`;
}
