import {
  type BufferGeometry,
  CylinderGeometry,
  Float32BufferAttribute,
  Group,
  InstancedMesh,
  Matrix4,
  MeshBasicMaterial,
  type Object3D,
  Quaternion,
  Vector3,
} from "three";
import { mergeGeometries } from "three/addons/utils/BufferGeometryUtils.js";
import type { SceneLabel, SceneLayer } from "./layer.ts";

/** Of each axis, metres. */
const LENGTH = 0.09;
const THICKNESS = 0.0028;
const MOST = 64;
/** x red, y green, z blue, as everywhere in robotics; linear colours. */
const colors = [
  [0.78, 0.06, 0.06],
  [0.05, 0.42, 0.07],
  [0.04, 0.16, 0.85],
] as const;

export interface NamedFrame {
  readonly name: string;
  readonly node: Object3D;
}

/** The coordinate frames of the robot, with their names; in the frame of the scene. */
export class FrameAxes implements SceneLayer {
  readonly name = "frames";
  readonly group = new Group();
  readonly #mesh: InstancedMesh;
  readonly #find: () => readonly NamedFrame[];
  #frames: readonly NamedFrame[] = [];

  /** @param find the frames to show; asked again when the robot is another one */
  constructor(find: () => readonly NamedFrame[]) {
    this.#find = find;
    const material = new MeshBasicMaterial({
      vertexColors: true,
      toneMapped: false,
      depthTest: false,
      transparent: true,
    });
    this.#mesh = new InstancedMesh(threeAxes(), material, MOST);
    this.#mesh.frustumCulled = false;
    this.#mesh.renderOrder = 20;
    this.#mesh.raycast = () => {};
    this.group.add(this.#mesh);
    this.group.visible = false;
  }

  /** How many are drawn. */
  get count(): number {
    return this.group.visible ? this.#frames.length : 0;
  }

  setOn(on: boolean): void {
    this.group.visible = on;
    if (on) this.robotChanged();
  }

  robotChanged(): void {
    this.#frames = this.#find().slice(0, MOST);
  }

  advance(): boolean {
    if (!this.group.visible) return false;
    this.#frames.forEach(({ node }, i) => {
      node.updateWorldMatrix(true, false);
      this.#mesh.setMatrixAt(
        i,
        new Matrix4()
          .makeRotationFromQuaternion(node.getWorldQuaternion(new Quaternion()))
          .setPosition(node.getWorldPosition(new Vector3())),
      );
    });
    this.#mesh.count = this.#frames.length;
    this.#mesh.instanceMatrix.needsUpdate = true;
    return false;
  }

  labels(): SceneLabel[] {
    return this.#frames.map(({ name, node }) => ({
      text: name,
      at: node.getWorldPosition(new Vector3()),
      kind: "frame",
    }));
  }

  dispose(): void {
    this.#mesh.geometry.dispose();
    (this.#mesh.material as MeshBasicMaterial).dispose();
    this.#mesh.dispose();
  }
}

const threeAxes = (): BufferGeometry => {
  const rod = (): BufferGeometry =>
    new CylinderGeometry(THICKNESS / 2, THICKNESS / 2, LENGTH, 8).translate(0, LENGTH / 2, 0);
  const axes = [rod().rotateZ(-Math.PI / 2), rod(), rod().rotateX(Math.PI / 2)];
  axes.forEach((axis, i) => {
    const { count } = axis.getAttribute("position");
    const painted = Array.from({ length: count }, () => colors[i] ?? colors[0]).flat();
    axis.setAttribute("color", new Float32BufferAttribute(painted, 3));
  });
  return mergeGeometries(axes);
};
