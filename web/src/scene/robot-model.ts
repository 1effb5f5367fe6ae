import { type Color, Mesh, MeshStandardMaterial, type Object3D, Quaternion, Vector3 } from "three";
import type { URDFRobot } from "urdf-loader";
import type { Quat, Vec3 } from "../../../bridge/protocol/index.ts";

/** The robot as measured, in the shape that its own URDF gives it. */
export class RobotModel {
  readonly root: URDFRobot;
  readonly #colors = new Map<MeshStandardMaterial, Color>();

  constructor(root: URDFRobot) {
    this.root = root;
    this.dress();
  }

  /** Gives every part the same kind of surface and shadow. Call again when a mesh has arrived. */
  dress(): void {
    const standard = new Map<unknown, MeshStandardMaterial>();
    const replace = (material: unknown): MeshStandardMaterial => {
      if (material instanceof MeshStandardMaterial && this.#colors.has(material)) return material;
      const known = standard.get(material);
      if (known) return known;
      const { color, opacity = 1, map = null } = material as MeshStandardMaterial;
      const made = new MeshStandardMaterial({
        color,
        opacity,
        map,
        transparent: opacity < 1,
        roughness: 0.48,
        metalness: 0.08,
      });
      this.#colors.set(made, color.clone());
      standard.set(material, made);
      return made;
    };
    this.root.traverse((node: Object3D) => {
      if (!(node instanceof Mesh)) return;
      node.castShadow = true;
      node.receiveShadow = true;
      node.material = Array.isArray(node.material) ? node.material.map(replace) : replace(node.material);
    });
  }

  /** Joint positions in radians or metres; names that this robot does not have are left out. */
  pose(positions: ReadonlyMap<string, number>): void {
    for (const [name, position] of positions) this.root.joints[name]?.setJointValue(position);
  }

  /** Positions of the joints as they are drawn, radians or metres. */
  get drawn(): Record<string, number> {
    const moving = Object.entries(this.root.joints).filter(([, { jointType }]) => jointType !== "fixed");
    return Object.fromEntries(moving.map(([name, joint]) => [name, Number(joint.jointValue[0] ?? 0)]));
  }

  /** Places a robot that drives; whether it stands elsewhere than before. */
  stand({ position, orientation }: { readonly position: Vec3; readonly orientation: Quat }): boolean {
    const to = new Vector3(...position);
    const turned = new Quaternion(...orientation);
    const moved = to.distanceTo(this.root.position) > 1e-5 || turned.angleTo(this.root.quaternion) > 1e-5;
    this.root.position.copy(to);
    this.root.quaternion.copy(turned);
    return moved;
  }

  /** A frame of the robot that objects are given in; null where it has none of that name: they stand beside it. */
  frame(name: string): Object3D | null {
    return this.root.frames[name] ?? null;
  }

  /** Draws all parts in one grey, as a measurement that is not of now; null brings the colours back. */
  setStale(gray: number | null): void {
    for (const [material, color] of this.#colors) {
      if (gray === null) material.color.copy(color);
      else material.color.set(gray);
    }
  }

  dispose(): void {
    this.root.traverse((node: Object3D) => {
      if (node instanceof Mesh) node.geometry.dispose();
    });
    for (const material of this.#colors.keys()) material.dispose();
  }
}
