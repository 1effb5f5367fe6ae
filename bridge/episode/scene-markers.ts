import type { Detection, Stamp } from "../protocol/index.ts";

type Rgba = readonly [r: number, g: number, b: number, a: number];

/** visualization_msgs/msg/Marker: CUBE, SPHERE, CYLINDER. */
const SHAPES: Readonly<Record<string, number>> = {
  ball: 2,
  sphere: 2,
  cylinder: 3,
  plate: 3,
  bowl: 3,
  can: 3,
};
const CUBE = 1;
const DELETE_ALL = 3;
const COLORS: Readonly<Record<string, Rgba>> = {
  red: [0.85, 0.2, 0.18, 1],
  green: [0.2, 0.65, 0.3, 1],
  blue: [0.16, 0.4, 0.85, 1],
  yellow: [0.95, 0.8, 0.2, 1],
  orange: [0.95, 0.55, 0.15, 1],
  purple: [0.55, 0.3, 0.7, 1],
  pink: [0.95, 0.55, 0.7, 1],
  brown: [0.5, 0.35, 0.2, 1],
  black: [0.1, 0.1, 0.1, 1],
  white: [0.95, 0.95, 0.95, 1],
  cyan: [0.2, 0.75, 0.85, 1],
  magenta: [0.85, 0.2, 0.75, 1],
};
const GREY: Rgba = [0.6, 0.6, 0.6, 1];

/** The known objects as visualization_msgs/msg/MarkerArray: it takes the place of what was shown before. */
export const sceneMarkers = (detections: readonly Detection[], stamp: Stamp): unknown => {
  const marker = {
    header: { stamp, frame_id: detections[0]?.pose.frame_id ?? "" },
    ns: "objects",
    id: 0,
    type: CUBE,
    action: DELETE_ALL,
    pose: { position: xyz([0, 0, 0]), orientation: { x: 0, y: 0, z: 0, w: 1 } },
    scale: xyz([1, 1, 1]),
    color: rgba(GREY),
  };
  const objects = detections.map(({ pose, size_m, color, shape, name }, i) => {
    const [x, y, z, w] = pose.orientation;
    return {
      ...marker,
      header: { stamp, frame_id: pose.frame_id },
      id: i + 1,
      type: SHAPES[shape] ?? CUBE,
      action: 0,
      pose: { position: xyz(pose.position), orientation: { x, y, z, w } },
      scale: xyz(size_m),
      color: rgba(COLORS[color] ?? GREY),
      text: name,
    };
  });
  return { markers: [marker, ...objects] };
};

const xyz = ([x, y, z]: readonly [number, number, number]): unknown => ({ x, y, z });
const rgba = ([r, g, b, a]: Rgba): unknown => ({ r, g, b, a });

/** What of a scene counts as a change: who is there, and where to half a millimetre and a hundredth in the quaternion. */
export const sceneKey = (detections: readonly Detection[]): string =>
  JSON.stringify(
    detections.map(({ name, pose, size_m }) => [
      name,
      pose.position.map((value) => Math.round(value * 2000)),
      pose.orientation.map((value) => Math.round(value * 100)),
      size_m,
    ]),
  );
