import { Mesh, type Object3D } from "three";
import type { URDFLink, URDFRobot } from "urdf-loader";
import type { NamedFrame } from "./frame-axes.ts";

/**
 * The links whose frames a person looks for: the root, what a joint moves, and what has no shape of its own, which is
 * there for its frame alone, as those of tools and cameras are.
 */
export const framesToShow = (robot: URDFRobot): NamedFrame[] =>
  Object.entries(robot.links).flatMap(([name, node]) => {
    const joint = node.parent as (Object3D & { jointType?: string }) | null;
    const moves = joint?.jointType !== undefined && joint.jointType !== "fixed";
    return node === (robot as Object3D) || moves || !hasShape(node) ? [{ name, node }] : [];
  });

const hasShape = (link: URDFLink): boolean =>
  link.children.some(
    (child) => "isURDFVisual" in child && child.getObjectByProperty("isMesh", true) instanceof Mesh,
  );

/** A link that is a camera's optical frame, where the description has one; else null. */
export const opticalLink = (robot: URDFRobot): Object3D | null => {
  const names = Object.keys(robot.links).filter((name) => name.includes("optical"));
  const name = names.find((one) => /wrist|hand|tool|gripper/.test(one)) ?? names[0];
  return (name !== undefined && robot.links[name]) || null;
};
