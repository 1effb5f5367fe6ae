import { Group, Mesh, type Object3D } from "three";
import type { URDFRobot } from "urdf-loader";
import type { RobotFrame } from "../../../bridge/protocol/index.ts";
import { GhostMaterials } from "./ghost-material.ts";
import type { GhostJoints } from "./layer.ts";

/**
 * The whole robot as something one can see through, at joints where it is not: where it was told to be, where it will
 * end, or what somebody thinks of.
 */
export class RobotGhost {
  readonly group = new Group();
  readonly #materials: GhostMaterials;
  #robot: URDFRobot | null = null;

  constructor(order: number) {
    this.#materials = new GhostMaterials(order);
    this.group.visible = false;
  }

  get shown(): boolean {
    return this.group.visible;
  }

  setColor(color: number): void {
    this.#materials.setColor(color);
  }

  /** Takes a robot of its own, which it dresses; call `dress` again when a mesh has arrived. */
  setRobot(robot: URDFRobot | null): void {
    this.group.clear();
    this.#robot = robot;
    if (robot) this.group.add(robot);
    this.dress();
  }

  dress(): void {
    const meshes: Mesh[] = [];
    this.#robot?.traverse((node: Object3D) => {
      if (node instanceof Mesh && !this.#materials.isOurs(node.material)) meshes.push(node);
    });
    for (const mesh of meshes) this.#materials.dress(mesh);
  }

  /** Shows the robot there, standing where the measured one stands; null hides it. */
  show(joints: GhostJoints | null, base?: RobotFrame["base"]): void {
    this.group.visible = joints !== null && this.#robot !== null;
    if (!joints) return;
    joints.joint_names.forEach((name, i) => {
      this.#robot?.joints[name]?.setJointValue(joints.positions[i] ?? 0);
    });
    if (!base) return;
    this.group.position.set(...base.position);
    this.group.quaternion.set(...base.orientation);
  }

  /** Its geometry is shared with the measured robot, and stays. */
  dispose(): void {
    this.group.clear();
    this.#materials.dispose();
  }
}
