/** An object as the look printed it; metres in base_link. */
export interface SeenObject {
  readonly name: string;
  readonly color: string;
  readonly shape: string;
  readonly position: readonly [number, number, number];
  readonly orientation: readonly [number, number, number, number];
  /** Along the object's own axes. */
  readonly size_m: readonly [number, number, number];
}

/** All that one look printed. */
export interface Scene {
  readonly objects: readonly SeenObject[];
  readonly gripper: { readonly width_m: number; readonly holding: boolean };
  readonly tool: readonly [number, number, number];
  /** Tool position at the end of the last go-home motion, null when there was none. */
  readonly home: readonly [number, number, number] | null;
  /** Where the last motion by a distance was to end, null when there was none. */
  readonly moved: readonly [number, number, number] | null;
}

/** Widest gap of common two-finger hands less the room that a grasp needs, metres. */
const WIDEST_GRASP_M = 0.074;

/** Height and horizontal sides, whichever of its axes is up. */
const extents = (object: SeenObject): { height: number; sides: [number, number]; yaw: number } => {
  const [x, y, z, w] = object.orientation;
  const axes = [
    [1 - 2 * (y * y + z * z), 2 * (x * y + z * w), 2 * (x * z - y * w)],
    [2 * (x * y - z * w), 1 - 2 * (x * x + z * z), 2 * (y * z + x * w)],
    [2 * (x * z + y * w), 2 * (y * z - x * w), 1 - 2 * (x * x + y * y)],
  ] as const;
  let up = 2;
  for (const axis of [0, 1])
    if (Math.abs(axes[axis]?.[2] ?? 0) > Math.abs(axes[up]?.[2] ?? 0) + 0.01) up = axis;
  const flat = [0, 1, 2].filter((axis) => axis !== up);
  const first = axes[flat[0] ?? 0] ?? axes[0];
  return {
    height: object.size_m[up] ?? 0,
    sides: [object.size_m[flat[0] ?? 0] ?? 0, object.size_m[flat[1] ?? 1] ?? 0],
    yaw: Math.atan2(first[1], first[0]),
  };
};

export const topOf = (object: SeenObject): number => object.position[2] + extents(object).height / 2;
export const bottomOf = (object: SeenObject): number => object.position[2] - extents(object).height / 2;
export const heightOf = (object: SeenObject): number => extents(object).height;
/** Half of the longer horizontal side. */
export const radiusOf = (object: SeenObject): number => Math.max(...extents(object).sides) / 2;
/** Half of the shorter horizontal side. */
export const halfWidthOf = (object: SeenObject): number => Math.min(...extents(object).sides) / 2;
export const yawOf = (object: SeenObject): number => extents(object).yaw;
export const sidesOf = (object: SeenObject): [number, number] => extents(object).sides;

/** From the centre to the edge of the footprint along base_link's x and y. */
export const reachOf = (object: SeenObject): { x: number; y: number } => {
  const { sides, yaw } = extents(object);
  const round = ["ball", "cylinder", "plate", "bowl"].includes(object.shape);
  if (round) return { x: sides[0] / 2, y: sides[1] / 2 };
  const [c, s] = [Math.abs(Math.cos(yaw)), Math.abs(Math.sin(yaw))];
  return { x: (sides[0] * c + sides[1] * s) / 2, y: (sides[0] * s + sides[1] * c) / 2 };
};

export const graspable = (object: SeenObject): boolean => halfWidthOf(object) * 2 <= WIDEST_GRASP_M;
export const isContainer = (object: SeenObject): boolean =>
  ["bowl", "box", "bin", "basket", "cup", "tray"].includes(object.shape);

export const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot((a[0] ?? 0) - (b[0] ?? 0), (a[1] ?? 0) - (b[1] ?? 0));

export const find = (scene: Scene, name: string): SeenObject | undefined =>
  scene.objects.find((object) => object.name === name);

/** What the fingers hold: the object around the tool point, undefined when they hold nothing or it is not seen. */
export const heldIn = (scene: Scene): SeenObject | undefined => {
  if (!scene.gripper.holding) return undefined;
  const near = scene.objects.filter(
    (object) =>
      graspable(object) &&
      distance(object.position, scene.tool) < 0.04 &&
      Math.abs(object.position[2] - scene.tool[2]) <= heightOf(object) / 2 + 0.03,
  );
  return near.toSorted((a, b) => distance(a.position, scene.tool) - distance(b.position, scene.tool))[0];
};

/** Whether it rests on the target: its middle over it, its bottom at the target's top within a centimetre. */
export const restsOn = (object: SeenObject, target: SeenObject): boolean =>
  distance(object.position, target.position) <= radiusOf(target) &&
  Math.abs(bottomOf(object) - topOf(target)) <= 0.01;

/** Whether its middle is within the container's walls and its bottom below the rim. */
export const liesIn = (object: SeenObject, container: SeenObject): boolean => {
  const reach = reachOf(container);
  return (
    Math.abs(object.position[0] - container.position[0]) < reach.x &&
    Math.abs(object.position[1] - container.position[1]) < reach.y &&
    bottomOf(object) < topOf(container) + 0.005 &&
    object.position[2] > bottomOf(container)
  );
};

/** Height of the table: what stands lowest stands on it. */
export const tableHeight = (scene: Scene): number => Math.min(...scene.objects.map(bottomOf));

/** Whether it stands on the table or on something, or lies in a container, and is not caught between others. */
export const isAtRest = (object: SeenObject, scene: Scene): boolean =>
  bottomOf(object) - tableHeight(scene) <= 0.012 ||
  scene.objects.some(
    (other) =>
      other.name !== object.name && (restsOn(object, other) || (isContainer(other) && liesIn(object, other))),
  );

/** Whether something that is held is clear of the table. */
export const isLifted = (object: SeenObject, scene: Scene): boolean =>
  scene.objects.length === 1 || bottomOf(object) - tableHeight(scene) > 0.03;

/** What stands on, or lies in, an object. */
export const contentsOf = (scene: Scene, target: SeenObject): SeenObject[] => {
  const held = heldIn(scene);
  return scene.objects.filter(
    (object) =>
      object.name !== target.name &&
      object.name !== held?.name &&
      (restsOn(object, target) || (isContainer(target) && heldInside(object, target))),
  );
};

const heldInside = (object: SeenObject, container: SeenObject): boolean =>
  radiusOf(object) < radiusOf(container) && liesIn(object, container);
