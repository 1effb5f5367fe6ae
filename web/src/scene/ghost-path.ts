import {
  CatmullRomCurve3,
  Group,
  Mesh,
  MeshBasicMaterial,
  type Object3D,
  SphereGeometry,
  TubeGeometry,
  Vector3,
} from "three";
import type { Vec3 } from "../../../bridge/protocol/index.ts";

const RADIUS_M = 0.0035;
const END_RADIUS_M = 0.009;
/** Points nearer to each other than this make a tube of one bend, metres. */
const APART_M = 0.002;
const SIDES = 10;

/** Where the tool went, as tubes: solid where they are in sight, faint where something is before them. */
export class GhostPathLines {
  readonly group = new Group();
  readonly #solid = new MeshBasicMaterial({ toneMapped: false });
  readonly #faint = new MeshBasicMaterial({
    toneMapped: false,
    transparent: true,
    opacity: 0.28,
    depthTest: false,
    depthWrite: false,
  });

  /** Points that were given, of all paths. */
  points = 0;

  setColor(color: number): void {
    this.#solid.color.set(color);
    this.#faint.color.set(color);
  }

  /** Paths in the frame of the group's parent, metres. */
  show(lines: readonly (readonly Vec3[])[]): void {
    this.clear();
    this.points = lines.reduce((sum, { length }) => sum + length, 0);
    for (const line of lines) this.#add(line);
  }

  clear(): void {
    for (const child of this.group.children) if (child instanceof Mesh) child.geometry.dispose();
    this.group.clear();
  }

  dispose(): void {
    this.clear();
    this.#solid.dispose();
    this.#faint.dispose();
  }

  #add(line: readonly Vec3[]): void {
    const points = apart(line);
    const [start, end] = [points[0], points.at(-1)];
    if (!start || !end) return;
    if (points.length > 1) {
      const curve = new CatmullRomCurve3(points, false, "centripetal");
      this.#twice(new TubeGeometry(curve, points.length * 3, RADIUS_M, SIDES));
    }
    // A small ball where it began, a larger one where it ended: one sees which way it went.
    this.#twice(new SphereGeometry(END_RADIUS_M * 0.6, 20, 14), start);
    this.#twice(new SphereGeometry(END_RADIUS_M, 20, 14), end);
  }

  #twice(geometry: TubeGeometry | SphereGeometry, at = new Vector3()): void {
    for (const material of [this.#faint, this.#solid]) {
      const mesh: Object3D = new Mesh(geometry, material);
      mesh.position.copy(at);
      mesh.renderOrder = material === this.#faint ? 2 : 0;
      this.group.add(mesh);
    }
  }
}

const apart = (line: readonly Vec3[]): Vector3[] => {
  const points: Vector3[] = [];
  for (const position of line) {
    const point = new Vector3(...position);
    const last = points.at(-1);
    if (!last || last.distanceTo(point) >= APART_M) points.push(point);
  }
  const end = line.at(-1);
  if (end && points.length > 1) points[points.length - 1] = new Vector3(...end);
  return points;
};
