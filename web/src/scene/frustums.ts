import {
  BufferGeometry,
  type Camera,
  Color,
  DoubleSide,
  Float32BufferAttribute,
  Group,
  LinearFilter,
  LineBasicMaterial,
  LineSegments,
  Mesh,
  MeshBasicMaterial,
  type Raycaster,
  SRGBColorSpace,
  Texture,
  Vector3,
} from "three";
import type { Picture } from "../../../bridge/protocol/index.ts";
import { spoken } from "../frame/format.ts";
import type { LayerHit, SceneLayer } from "./layer.ts";
import type { ScenePalette } from "./palette.ts";

/** How far before the camera its picture hangs, metres. */
const DEPTH_M = 0.22;

type View = NonNullable<Picture["view"]>;

/** What the cameras see, hung up before them; in the frame of the objects. */
export class Frustums implements SceneLayer {
  readonly name = "cameras";
  readonly group = new Group();
  readonly #line = new LineBasicMaterial();
  readonly #cameras = new Map<string, CameraShape>();
  readonly #onChange: () => void;
  readonly #eye: () => Camera;

  /**
   * @param onChange told when a picture that was given has been read
   * @param eye from where the scene is seen
   */
  constructor(onChange: () => void, eye: () => Camera) {
    this.#onChange = onChange;
    this.#eye = eye;
    this.group.visible = false;
  }

  /** The cameras that are drawn with their picture. */
  get count(): number {
    return this.group.visible ? [...this.#cameras.values()].filter(({ hung }) => hung).length : 0;
  }

  setOn(on: boolean): void {
    this.group.visible = on;
    if (!on) this.show({});
  }

  /** Shows these cameras and no others: those whose place is known. */
  show(pictures: Readonly<Record<string, Picture>>): void {
    const seen = Object.values(pictures).filter(({ view }) => view !== null);
    for (const [name, shape] of this.#cameras) {
      if (seen.some(({ camera }) => camera === name)) continue;
      shape.dispose();
      this.#cameras.delete(name);
    }
    if (!this.group.visible) return;
    for (const picture of seen) {
      let shape = this.#cameras.get(picture.camera);
      if (!shape) {
        shape = new CameraShape(this.#line);
        this.#cameras.set(picture.camera, shape);
        this.group.add(shape.group);
      }
      void shape.show(picture).then((changed) => changed && this.#onChange());
    }
  }

  /** Who looks through a camera does not look at its picture. */
  advance(): boolean {
    const { position } = this.#eye();
    for (const { group, placed } of this.#cameras.values())
      group.visible = placed && group.getWorldPosition(new Vector3()).distanceTo(position) > DEPTH_M / 2;
    return false;
  }

  setPalette({ camera }: ScenePalette): void {
    this.#line.color = new Color(camera);
  }

  hit(ray: Raycaster): LayerHit | null {
    for (const [name, { face }] of this.#cameras) {
      const [found] = ray.intersectObject(face, false);
      if (found)
        return { name: `${spoken(name)} camera`, measure: "its newest picture", distance: found.distance };
    }
    return null;
  }

  dispose(): void {
    for (const shape of this.#cameras.values()) shape.dispose();
    this.#cameras.clear();
    this.#line.dispose();
  }
}

/** A pyramid from the eye to the picture's corners, and the picture. */
class CameraShape {
  readonly group = new Group();
  readonly face: Mesh<BufferGeometry, MeshBasicMaterial>;
  readonly #edges: LineSegments<BufferGeometry, LineBasicMaterial>;
  #picture: Picture | null = null;
  #lens = "";
  #gone = false;
  /** Whether its place is known, and whether its picture hangs there. */
  placed = false;
  hung = false;

  constructor(line: LineBasicMaterial) {
    this.face = new Mesh(
      new BufferGeometry(),
      new MeshBasicMaterial({ side: DoubleSide, toneMapped: false }),
    );
    this.#edges = new LineSegments(new BufferGeometry(), line);
    this.group.add(this.face, this.#edges);
    this.group.visible = false;
  }

  /** Whether something is drawn otherwise than before. */
  async show(picture: Picture): Promise<boolean> {
    if (picture === this.#picture || !picture.view) return false;
    this.#picture = picture;
    const image = await decode(picture);
    // A newer one may have come while this one was read.
    if (this.#gone || this.#picture !== picture) {
      image?.close();
      return false;
    }
    this.#place(picture.view);
    if (image) this.#hang(image);
    return true;
  }

  dispose(): void {
    this.#gone = true;
    this.group.removeFromParent();
    this.#drop();
    this.face.geometry.dispose();
    this.face.material.dispose();
    this.#edges.geometry.dispose();
  }

  #place({ position, orientation, fov_y_rad, aspect }: View): void {
    this.placed = true;
    this.group.position.set(...position);
    this.group.quaternion.set(...orientation);
    const lens = `${fov_y_rad} ${aspect}`;
    if (lens === this.#lens) return;
    this.#lens = lens;
    // The optical frame has x to the right, y down and z ahead.
    const y = DEPTH_M * Math.tan(fov_y_rad / 2);
    const x = y * aspect;
    const z = DEPTH_M;
    const corners = [
      [-x, -y, z],
      [x, -y, z],
      [x, y, z],
      [-x, y, z],
    ];
    const lines = corners.flatMap((corner, i) => [
      0,
      0,
      0,
      ...corner,
      ...corner,
      ...(corners[(i + 1) % 4] ?? []),
    ]);
    this.#edges.geometry.setAttribute("position", new Float32BufferAttribute(lines, 3));
    this.#edges.geometry.computeBoundingSphere();
    this.face.geometry.setAttribute("position", new Float32BufferAttribute(corners.flat(), 3));
    this.face.geometry.setAttribute("uv", new Float32BufferAttribute([0, 0, 1, 0, 1, 1, 0, 1], 2));
    this.face.geometry.setIndex([0, 1, 2, 0, 2, 3]);
    this.face.geometry.computeBoundingSphere();
  }

  #hang(image: ImageBitmap): void {
    this.#drop();
    const texture = new Texture(image);
    texture.colorSpace = SRGBColorSpace;
    texture.flipY = false;
    texture.generateMipmaps = false;
    texture.minFilter = LinearFilter;
    texture.needsUpdate = true;
    this.face.material.map = texture;
    this.face.material.needsUpdate = !this.hung;
    this.hung = true;
  }

  #drop(): void {
    const { map } = this.face.material;
    (map?.image as ImageBitmap | undefined)?.close();
    map?.dispose();
    this.face.material.map = null;
  }
}

/** Null for bytes that are no picture. */
const decode = async ({ data_base64, mime }: Picture): Promise<ImageBitmap | null> => {
  try {
    const bytes = Uint8Array.from(atob(data_base64), (letter) => letter.charCodeAt(0));
    return await createImageBitmap(new Blob([bytes], { type: mime }));
  } catch {
    return null;
  }
};
