import {
  AmbientLight,
  BoxGeometry,
  DirectionalLight,
  Group,
  HemisphereLight,
  Mesh,
  MeshStandardMaterial,
  PlaneGeometry,
  ShadowMaterial,
} from "three";
import { RoundedBoxGeometry } from "three/addons/geometries/RoundedBoxGeometry.js";
import { Grid } from "./grid.ts";
import { type GridArea, gridLabels } from "./grid-labels.ts";
import type { SceneLabel } from "./layer.ts";
import type { ScenePalette } from "./palette.ts";

/** Tables of scenes that the page knows, in the base frame, metres; z = 0 is the top. */
const tables: Readonly<
  Record<string, { minX: number; maxX: number; minY: number; maxY: number; floorZ: number }>
> = {
  table: { minX: -0.25, maxX: 0.95, minY: -0.6, maxY: 0.6, floorZ: -0.75 },
  table_seven: { minX: -0.25, maxX: 0.95, minY: -0.6, maxY: 0.6, floorZ: -0.75 },
};
/** A walled room about the origin of the map; metres, inside measures. */
interface Room {
  readonly length: number;
  readonly width: number;
  readonly wall: number;
  readonly height: number;
}
const rooms: Readonly<Record<string, Room>> = {
  room: { length: 6, width: 5, wall: 0.1, height: 0.5 },
};
const TOP_THICKNESS = 0.04;

/** What the fine grid, and the floor's, are labelled along; metres. */
const nearArea: GridArea = { minX: -0.24, maxX: 0.94, minY: -0.59, maxY: 0.59 };
const farArea: GridArea = { minX: -3, maxX: 3, minY: -2.5, maxY: 2.5 };
/** From farther than this the floor is labelled, and from nearer than that every decimetre; metres. */
const FAR_M = 4;
const NEAR_M = 1.2;

/** Light, and what the robot stands on: a table where the scene is known to have one, else the floor. */
export class Surroundings {
  readonly group = new Group();
  readonly #sky = new HemisphereLight(0xffffff, 0xcccccc, 1);
  readonly #fill = new AmbientLight(0xffffff, 0.15);
  readonly #sun = new DirectionalLight(0xffffff, 1);
  readonly #floor = new Group();
  readonly #floorShadow = new ShadowMaterial({ opacity: 0.2 });
  readonly #floorGrid = new Grid({
    size: [14, 14],
    center: [0.3, 0],
    minor: 0.25,
    major: 1,
    fade: 4.5,
    strength: 0.55,
  });
  readonly #nearGrid = new Grid({
    size: [1.18, 1.18],
    center: [0.35, 0],
    minor: 0.1,
    major: 0.5,
    fade: 3,
    strength: 0.3,
  });
  readonly #top = new MeshStandardMaterial({ roughness: 0.85 });
  readonly #leg = new MeshStandardMaterial({ roughness: 0.5, metalness: 0.2 });
  readonly #wall = new MeshStandardMaterial({ roughness: 0.9, transparent: true, opacity: 0.38 });
  readonly #table = new Group();
  #scene: string | null = null;
  #grid = true;
  /** Whether the floor is what one works on. */
  #driving = false;

  constructor(palette: ScenePalette) {
    this.#sky.position.set(0, 0, 1);
    this.#lightFrom(-0.75, -1.05, 2);
    const shadow = new Mesh(new PlaneGeometry(8, 8), this.#floorShadow);
    shadow.receiveShadow = true;
    this.#floor.add(shadow, this.#floorGrid);
    this.#nearGrid.position.z = 0.0012;
    this.group.add(this.#sky, this.#fill, this.#sun, this.#sun.target, this.#floor, this.#table);
    this.setPalette(palette);
    this.setScene(null);
  }

  setPalette(palette: ScenePalette): void {
    this.#sky.color.set(palette.skyLight);
    this.#sky.groundColor.set(palette.groundLight);
    this.#sky.intensity = palette.ambient;
    this.#sun.intensity = palette.sun;
    this.#floorShadow.opacity = palette.shadow;
    this.#top.color.set(palette.table);
    this.#leg.color.set(palette.leg);
    this.#wall.color.set(palette.wall);
    this.#floorGrid.setColor(palette.floorGrid);
    this.#nearGrid.setColor(palette.grid);
  }

  /** Shows what is known of a simulator's scene; null for a robot in a place that nobody described. */
  setScene(scene: string | null): void {
    if (scene === this.#scene && this.#table.children.length > 0) return;
    this.#scene = scene;
    for (const child of this.#table.children)
      if (child instanceof Mesh && child !== this.#nearGrid) child.geometry.dispose();
    this.#table.clear();
    const room = scene !== null && Object.hasOwn(rooms, scene) ? rooms[scene] : undefined;
    if (room) this.#addWalls(room);
    const table = scene !== null && Object.hasOwn(tables, scene) ? tables[scene] : undefined;
    this.#floor.position.z = table?.floorZ ?? -0.001;
    this.#driving = room !== undefined;
    if (!table) return void (room || this.#table.add(this.#nearGrid));
    const { minX, maxX, minY, maxY, floorZ } = table;
    const [width, depth] = [maxX - minX, maxY - minY];
    const [x, y] = [(minX + maxX) / 2, (minY + maxY) / 2];
    const top = new Mesh(new RoundedBoxGeometry(width, depth, TOP_THICKNESS, 4, 0.012), this.#top);
    top.position.set(x, y, -TOP_THICKNESS / 2);
    top.receiveShadow = true;
    top.castShadow = true;
    this.#table.add(top, this.#nearGrid);
    const height = -floorZ - TOP_THICKNESS;
    for (const legX of [minX + 0.06, maxX - 0.06]) {
      for (const legY of [minY + 0.06, maxY - 0.06]) {
        const leg = new Mesh(new BoxGeometry(0.05, 0.05, height), this.#leg);
        leg.position.set(legX, legY, floorZ + height / 2);
        leg.castShadow = true;
        this.#table.add(leg);
      }
    }
  }

  #addWalls({ length, width, wall, height }: Room): void {
    for (const side of [1, -1]) {
      const ends = new Mesh(new BoxGeometry(wall, width, height), this.#wall);
      ends.position.set((side * (length + wall)) / 2, 0, height / 2);
      const sides = new Mesh(new BoxGeometry(length + 2 * wall, wall, height), this.#wall);
      sides.position.set(0, (side * (width + wall)) / 2, height / 2);
      this.#table.add(ends, sides);
    }
  }

  setGrid(on: boolean): void {
    this.#grid = on;
    this.#floorGrid.visible = on;
    this.#nearGrid.visible = on;
  }

  /** Measures along the grid that is in sight, in the frame of the scene; finer from nearby. */
  labels(distance: number): readonly SceneLabel[] {
    if (!this.#grid) return [];
    if (this.#driving || distance > FAR_M) return gridLabels(farArea, this.#floor.position.z, 1);
    return gridLabels(nearArea, this.#nearGrid.position.z, distance > NEAR_M ? 0.25 : 0.1);
  }

  /** Height of the floor under a robot without a known table: where the objects stand. */
  setSurface(z: number): void {
    if (this.#scene !== null) return;
    this.#floor.position.z = z - 0.001;
    this.#nearGrid.position.z = z + 0.0012;
  }

  setShadows(on: boolean): void {
    this.#sun.castShadow = on;
  }

  #lightFrom(x: number, y: number, z: number): void {
    this.#sun.position.set(0.35 + x, y, z);
    this.#sun.target.position.set(0.35, 0, 0);
    this.#sun.castShadow = true;
    this.#sun.shadow.mapSize.set(2048, 2048);
    this.#sun.shadow.radius = 3;
    this.#sun.shadow.bias = -0.0004;
    this.#sun.shadow.normalBias = 0.004;
    const { camera } = this.#sun.shadow;
    camera.left = -1.3;
    camera.right = 1.3;
    camera.top = 1.3;
    camera.bottom = -1.3;
    camera.near = 0.4;
    camera.far = 4.5;
  }
}
