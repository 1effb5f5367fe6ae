import {
  freeJoint,
  type GeomSet,
  partJoint,
  placeAttributes,
  poseAttributes,
  shapeAttributes,
  wristSensor,
  writeRobotBodies,
  writeRobotDrives,
} from "../robots/mjcf.ts";
import type { Furniture } from "./furniture.ts";
import type { ObjectGeom, ObjectModel } from "./object-model.ts";
import { articulationOf, isFree, type PlacedObject, type Scene } from "./scene.ts";

/*
 * Contact settings that hold a grasp for good: measured over 10 s of holding and 3 s of shaking with 0.05 to 3 kg,
 * slip 0.00 mm; without noslip iterations 0.3 to 2.6 mm, with MuJoCo's own 1.5 kg drops. Objects at rest sleep:
 * five to fifteen times the steps a second, same slip.
 */
export const TIMESTEP_S = 0.002;
export const TIMESTEP_NS = 2_000_000;
const SOLVER = 'solref="0.01 1" solimp="0.95 0.99 0.001"';

const volume = ({ shape }: ObjectGeom): number => {
  switch (shape.type) {
    case "box":
      return shape.size[0] * shape.size[1] * shape.size[2];
    case "sphere":
      return (4 / 3) * Math.PI * shape.radius ** 3;
    case "cylinder":
      return Math.PI * shape.radius ** 2 * shape.length;
    case "capsule":
      return Math.PI * shape.radius ** 2 * (shape.length + (4 / 3) * shape.radius);
  }
};

const objectGeomsXml = (model: ObjectModel, set: GeomSet): string => {
  const solids = model.geoms.filter((geom) => geom.role === "solid");
  const total = solids.reduce((sum, geom) => sum + volume(geom), 0);
  const shown = set === "visual" ? model.geoms : solids;
  return shown
    .map((geom) => {
      const mass = geom.role === "solid" ? (model.mass * volume(geom)) / total : 0;
      const rolling = model.rolling > 0 ? ` condim="6" friction="1 0.02 ${model.rolling}"` : "";
      const surface = set === "visual" ? 'class="visual"' : `class="object"${rolling}`;
      const place = `${shapeAttributes(geom.shape)} ${poseAttributes(geom.origin)}`;
      return `<geom ${surface} mass="${mass}" rgba="${geom.color.join(" ")} 1" ${place}/>`;
    })
    .join("");
};

/** A door stays where it was put, however it hangs. */
const objectJointXml = (placed: PlacedObject): string => {
  const { name } = placed.model;
  const part = articulationOf(placed);
  if (!part) return isFree(placed) ? `<freejoint name="${freeJoint(name)}"/>` : "";
  return (
    `<joint name="${partJoint(name)}" type="${part.kind}" axis="${part.axis.join(" ")}" pos="${part.anchor.join(" ")}" ` +
    `range="0 ${part.opens}" frictionloss="${part.friction}" damping="${part.friction}" armature="0.01"/>`
  );
};

const objectXml = (placed: PlacedObject, set: GeomSet): string => {
  const { model, start } = placed;
  const weightless = articulationOf(placed) ? ' gravcomp="1"' : "";
  return (
    `<body name="${model.name}" ${placeAttributes(start)}${weightless}>` +
    `${objectJointXml(placed)}${objectGeomsXml(model, set)}</body>\n`
  );
};

/** A drawer or a door does not collide with what it is a part of. */
const partsXml = ({ objects }: Scene): string => {
  const excludes = objects.flatMap((placed) => {
    const part = articulationOf(placed);
    return part ? [`<exclude body1="${placed.model.name}" body2="${part.of}"/>`] : [];
  });
  return excludes.length > 0 ? `<contact>${excludes.join("")}</contact>` : "";
};

const furnitureXml = (furniture: readonly Furniture[], set: GeomSet): string =>
  furniture
    .filter((piece) => set === "visual" || piece.role === "solid")
    .map((piece) => {
      const surface = set === "visual" ? "visual" : "object";
      return `<geom class="${surface}" ${shapeAttributes(piece.shape)} ${poseAttributes(piece.origin)} rgba="${piece.color.join(" ")} 1"/>\n`;
    })
    .join("");

/** The root link of a robot on wheels stands where the scene puts it at the start. */
const robotXml = ({ robot, start }: Scene, set: GeomSet): string => {
  const inLink = robot.wristLink ? { [robot.wristLink]: wristSensor.site } : {};
  return writeRobotBodies(robot, set, start, inLink);
};

/**
 * The whole world as MJCF.
 *
 * @param set `collision` for physics; `visual` for pictures: the same bodies and joints with the shapes that are seen
 */
export const writeSceneMjcf = (scene: Scene, set: GeomSet): string => `<mujoco model="${scene.name}">
<compiler angle="radian" autolimits="true"/>
<option timestep="${TIMESTEP_S}" integrator="implicitfast" solver="Newton" iterations="100" cone="elliptic" impratio="10" noslip_iterations="5"><flag sleep="enable"/></option>
<size memory="16M"/>
<default>
  <default class="arm"><geom contype="1" conaffinity="3" friction="0.6" group="1"/></default>
  <default class="pad"><geom contype="1" conaffinity="3" condim="4" friction="1.5 0.05 0.001" ${SOLVER} priority="1" group="1"/></default>
  <default class="wheel"><geom contype="1" conaffinity="2" condim="3" friction="1 0.005 0.0001" ${SOLVER} priority="1" group="1"/></default>
  <default class="caster"><geom contype="1" conaffinity="2" condim="1" ${SOLVER} priority="1" group="1"/></default>
  <default class="object"><geom contype="3" conaffinity="3" condim="4" friction="1 0.02 0.0005" ${SOLVER} group="1"/></default>
  <default class="visual"><geom contype="0" conaffinity="0" group="1"/></default>
</default>
<worldbody>
${furnitureXml(scene.furniture, set)}${robotXml(scene, set)}
${scene.objects.map((object) => objectXml(object, set)).join("")}</worldbody>
${partsXml(scene)}${writeRobotDrives(scene.robot)}
${scene.robot.wristLink ? wristSensor.sensors : ""}
</mujoco>
`;
