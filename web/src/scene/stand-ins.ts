import {
  CylinderGeometry,
  Mesh,
  MeshStandardMaterial,
  type Object3D,
  Quaternion,
  SphereGeometry,
  Vector3,
} from "three";
import type { URDFRobot } from "urdf-loader";

const RADIUS = 0.03;
const MARK = "standIn";
/** Nearer to each other than this, joints need no bone between them, metres. */
const APART_M = 0.015;

/**
 * Draws links whose mesh cannot be had as plain rods from their own joint to the next ones, so that the robot's pose can
 * still be seen.
 *
 * @param missing addresses of meshes that cannot be had, as the description spells them
 * @returns whether there was such a link
 */
export const addStandIns = (robot: URDFRobot, missing: ReadonlyMap<string, unknown>): boolean => {
  let added = false;
  for (const link of Object.values(robot.links)) {
    const bare = link.children.filter((child) => "isURDFVisual" in child && missing.has(meshOf(child)));
    if (bare.length === 0 || link.children.some((child) => child.userData[MARK] === true)) continue;
    const ends = link.children
      .filter((child) => "isURDFJoint" in child)
      .map(({ position }) => position.clone());
    for (const part of bones(ends)) {
      part.userData[MARK] = true;
      link.add(part);
    }
    added = true;
  }
  return added;
};

const meshOf = (visual: Object3D & { urdfNode?: Element | null }): string =>
  visual.urdfNode?.querySelector("geometry > mesh")?.getAttribute("filename") ?? "";

const bones = (ends: readonly Vector3[]): Mesh[] => {
  const material = new MeshStandardMaterial({ color: 0x9aa5ab });
  const knob = new Mesh(new SphereGeometry(RADIUS * 1.35, 24, 16), material);
  const rods = ends
    .filter((end) => end.length() > APART_M)
    .map((end) => {
      const rod = new Mesh(new CylinderGeometry(RADIUS, RADIUS, end.length(), 20), material);
      rod.position.copy(end).multiplyScalar(0.5);
      rod.quaternion.copy(new Quaternion().setFromUnitVectors(new Vector3(0, 1, 0), end.clone().normalize()));
      return rod;
    });
  return [knob, ...rods];
};
