import type { Transform } from "../../world/math.ts";
import type { Origin, Shape } from "../../world/robots/description.ts";
import type { Scene } from "../../world/scenes/scene.ts";
import type { World } from "../../world/world.ts";

/** What a thing covers of the floor: metres and radians, in the map. */
export interface Footprint {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
  /** Half the edges of a rectangle, or null for a circle. */
  readonly half: readonly [number, number] | null;
  /** Of the circle around it all. */
  readonly radius: number;
}

export const yawOf = ({ orientation: [x, y, z, w] }: Pick<Transform, "orientation">): number =>
  Math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z));

/** Things lower than this a base drives over, and under things that hang higher than this, metres. */
const LOW = 0.01;
const HIGH = 0.4;

/** Distance from a point of the floor to a thing, 0 inside. */
export const distanceTo = ({ x, y, yaw, half, radius }: Footprint, px: number, py: number): number => {
  const [dx, dy] = [px - x, py - y];
  if (!half) return Math.max(0, Math.hypot(dx, dy) - radius);
  const [c, s] = [Math.cos(yaw), Math.sin(yaw)];
  const outX = Math.max(0, Math.abs(c * dx + s * dy) - half[0]);
  const outY = Math.max(0, Math.abs(-s * dx + c * dy) - half[1]);
  return Math.hypot(outX, outY);
};

/** How far a thing reaches from its middle along x and y of the map. */
export const extent = ({ yaw, half, radius }: Footprint): readonly [number, number] => {
  if (!half) return [radius, radius];
  const [c, s] = [Math.abs(Math.cos(yaw)), Math.abs(Math.sin(yaw))];
  return [c * half[0] + s * half[1], s * half[0] + c * half[1]];
};

const heightOf = (shape: Shape): number => {
  switch (shape.type) {
    case "box":
      return shape.size[2];
    case "sphere":
      return 2 * shape.radius;
    case "cylinder":
      return shape.length;
    case "capsule":
      return shape.length + 2 * shape.radius;
  }
};

const ofShape = (shape: Shape, { xyz: [x, y], rpy }: Origin): Footprint => {
  const place = { name: "a wall or pillar", x, y, yaw: rpy[2] };
  if (shape.type !== "box") return { ...place, half: null, radius: shape.radius };
  const half = [shape.size[0] / 2, shape.size[1] / 2] as const;
  return { ...place, half, radius: Math.hypot(...half) };
};

/** What stands fixed on the floor of a scene; pieces of it stand upright. */
export const fixedFootprints = (scene: Scene): Footprint[] =>
  scene.furniture
    .filter(({ role, shape, origin }) => {
      const half = heightOf(shape) / 2;
      return role === "solid" && origin.xyz[2] + half > LOW && origin.xyz[2] - half < HIGH;
    })
    .map(({ shape, origin }) => ofShape(shape, origin));

/** What lies about, where it is now. */
export const objectFootprints = (world: World): Footprint[] =>
  world.scene.objects.flatMap(({ model: { name, shape, size } }) => {
    const pose = world.pose(name);
    const [x, y, z] = pose.position;
    if (z - size[2] / 2 > HIGH || z + size[2] / 2 < LOW) return [];
    const square = shape === "box" || shape === "cube";
    const half = [size[0] / 2, size[1] / 2] as const;
    const radius = square ? Math.hypot(...half) : Math.max(size[0], size[1]) / 2;
    return [{ name, x, y, yaw: yawOf(pose), half: square ? half : null, radius }];
  });
