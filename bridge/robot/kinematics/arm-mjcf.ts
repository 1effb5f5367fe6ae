import type { ArmTree } from "./arm-tree.ts";
import type { Placement } from "./types.ts";
import type { UrdfOrigin, UrdfShape } from "./urdf.ts";
import { attribute } from "./xml.ts";

/** Bits of contype and conaffinity: two shapes meet where the one's type is in the other's affinity. */
export const Layer = { arm: 1, hand: 2, obstacle: 4, held: 8, table: 16 } as const;
/** What a held object runs into; the arm's own links meet it by their affinity, the hand does not. */
export const HELD_MEETS = Layer.obstacle | Layer.table;

/** What is compiled of an arm; the bodies are named after their links, the joints after their joints. */
export interface ArmScene {
  /** Where the URDF's root stands in the base frame. */
  root: Placement;
  /** Without shapes, for kinematics alone. */
  shapes: boolean;
  tableZ: number | null;
  /** Pairs of links whose contact means nothing. */
  excluded: readonly (readonly [string, string])[];
  /** Links that may touch the table. */
  tableExcluded: ReadonlySet<string>;
  /** MJCF of further bodies. */
  obstacles: string;
}

export const linkBody = (link: string): string => `link:${link}`;
export const linkShape = (link: string, index: number): string => `link:${link}:${index}`;
/** Nothing is simulated here, so any inertia serves; MuJoCo wants some on whatever moves. */
export const INERTIA = `<inertial pos="0 0 0" mass="1" diaginertia="1 1 1"/>`;
export const TABLE_SHAPE = "table";

const vector = (values: readonly number[]): string => values.join(" ");
const placed = ({ xyz, rpy }: UrdfOrigin): string => `pos="${vector(xyz)}" euler="${vector(rpy)}"`;

/** pos and quat attributes of a placement. */
export const placement = ({ position, orientation: [x, y, z, w] }: Placement): string =>
  `pos="${vector(position)}" quat="${vector([w, x, y, z])}"`;

function mjcfSize({ type, size }: UrdfShape): string {
  const [first = 0, second = 0] = size;
  if (type === "box") return vector(size.map((extent) => extent / 2));
  return type === "sphere" ? `${first}` : `${first} ${second / 2}`;
}

function linkShapes(tree: ArmTree, link: string, scene: ArmScene): string {
  const isStill = tree.still.has(link);
  const type = tree.hand.has(link) ? Layer.hand : Layer.arm;
  let meets: number = tree.hand.has(link) ? Layer.obstacle : Layer.arm | Layer.hand | Layer.held;
  if (!isStill) meets |= Layer.obstacle;
  if (!isStill && !scene.tableExcluded.has(link)) meets |= Layer.table;
  const shapes = tree.links.get(link)?.shapes ?? [];
  return shapes
    .map(
      (shape, index) =>
        `<geom name=${attribute(linkShape(link, index))} type="${shape.type}" size="${mjcfSize(shape)}" ${placed(shape.origin)} contype="${type}" conaffinity="${meets}"/>`,
    )
    .join("");
}

function linkTree(tree: ArmTree, link: string, where: string, joint: string, scene: ArmScene): string {
  const children = (tree.jointsBelow.get(link) ?? []).map((below) => {
    const slide = below.type === "prismatic" ? "slide" : "hinge";
    const moving = tree.drives.has(below.name)
      ? `<joint name=${attribute(below.name)} type="${slide}" axis="${vector(below.axis)}"/>`
      : "";
    return linkTree(tree, below.child, placed(below.origin), moving, scene);
  });
  const shapes = scene.shapes ? linkShapes(tree, link, scene) : "";
  return `<body name=${attribute(linkBody(link))} ${where}>${INERTIA}${joint}${shapes}${children.join("")}</body>`;
}

/**
 * MJCF of an arm, its table and obstacles. URDF's roll-pitch-yaw turn about fixed axes: MuJoCo's eulerseq "XYZ".
 * Contacts between parent and child are switched by name (`excluded`), since MuJoCo's own filter spares the base.
 */
export function armMjcf(tree: ArmTree, scene: ArmScene): string {
  const table =
    scene.shapes && scene.tableZ !== null
      ? `<geom name="${TABLE_SHAPE}" type="plane" size="0 0 1" pos="0 0 ${scene.tableZ}" contype="${Layer.table}" conaffinity="0"/>`
      : "";
  const excluded = scene.shapes
    ? scene.excluded.map(
        ([a, b]) => `<exclude body1=${attribute(linkBody(a))} body2=${attribute(linkBody(b))}/>`,
      )
    : [];
  return `<mujoco model="arm">
<compiler angle="radian" eulerseq="XYZ" autolimits="false"/>
<option><flag filterparent="disable"/></option>
<size memory="8M"/>
<worldbody>${table}${linkTree(tree, tree.root, placement(scene.root), "", scene)}${scene.obstacles}</worldbody>
<contact>${excluded.join("")}</contact>
</mujoco>`;
}
