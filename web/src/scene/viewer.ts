import { Box3, type Object3D, type PerspectiveCamera, Raycaster, Scene, Vector2, Vector3 } from "three";
import type { URDFRobot } from "urdf-loader";
import type { Detection, RobotFrame, Vec3 } from "../../../bridge/protocol/index.ts";
import { darkScheme } from "../frame/color-scheme.ts";
import { Drawing } from "./drawing.ts";
import { GhostPathLines } from "./ghost-path.ts";
import { Ghosts } from "./ghosts.ts";
import { JointMotion } from "./joint-motion.ts";
import { LabelCanvas } from "./label-canvas.ts";
import type { GhostJoints, LayerHit, SceneLayer, SceneView } from "./layer.ts";
import { Layers } from "./layers.ts";
import { type BridgeFetch, MeshSource } from "./mesh-source.ts";
import { type MovedObject, ObjectGhosts } from "./object-ghosts.ts";
import { SceneObjects } from "./objects.ts";
import { darkPalette, lightPalette, type ScenePalette } from "./palette.ts";
import { RobotModel } from "./robot-model.ts";
import { addStandIns } from "./stand-ins.ts";
import { Surroundings } from "./surroundings.ts";
import { buildRobot, readUrdf } from "./urdf.ts";
import { type Eye, type Side, Viewpoint } from "./viewpoint.ts";

/** What home shows around a robot that drives and the things about it, metres. */
const ROOM_MARGIN = 0.6;

export interface Hover extends Omit<LayerHit, "distance"> {
  /** In the canvas, CSS pixels. */
  readonly x: number;
  readonly y: number;
}

/** Draws robot and objects as measured, and what layers add to them; only when something changed. */
export class Viewer {
  /** What it draws on; also what orbits when it is dragged. */
  readonly canvas: HTMLCanvasElement;
  readonly objects = new SceneObjects();
  readonly ghosts = new Ghosts(() => this.#buildGhost());
  readonly surroundings: Surroundings;
  readonly #objectGhosts = new ObjectGhosts();
  readonly #drawing: Drawing;
  readonly #scene = new Scene();
  readonly #viewpoint: Viewpoint;
  readonly #motion = new JointMotion();
  readonly #path = new GhostPathLines();
  readonly #layers: Layers;
  readonly #labels = new LabelCanvas();
  readonly #meshes: MeshSource;
  readonly #resize: ResizeObserver;
  readonly #undoScheme: () => void;
  #robot: RobotModel | null = null;
  #document: Document | null = null;
  #baseFrame = "base_link";
  #stale = false;
  #written: readonly string[] = [];
  /** How many things home was made to show, where the robot drives among them. */
  #roomOf = -1;
  /** Told when a mesh of the robot cannot be had: why, by its address in the description. */
  onMissingMesh: ((missing: ReadonlyMap<string, string>) => void) | null = null;
  /** Told when the robot is another one. */
  onRobot: (() => void) | null = null;

  /**
   * @param fetch asks the bridge for the robot's meshes; null where there is none to ask
   * @throws Error when the browser has no WebGL
   */
  constructor(canvas: HTMLCanvasElement, fetch: BridgeFetch | null) {
    this.canvas = canvas;
    this.#drawing = new Drawing(
      canvas,
      (elapsedMs) => this.#draw(elapsedMs),
      () => this.surroundings.setShadows(false),
    );
    this.surroundings = new Surroundings(this.#palette);
    this.#viewpoint = new Viewpoint(canvas, this.invalidate);
    this.#meshes = new MeshSource(fetch, () => this.#meshMissing());
    this.#layers = new Layers(this.#palette, (frame) => this.frame(frame));
    this.#scene.add(this.surroundings.group, this.#path.group);
    this.addLayer(this.objects);
    this.addLayer(this.#objectGhosts);
    this.addLayer(this.ghosts, null);
    this.#path.setColor(this.#palette.path);
    this.#undoScheme = darkScheme.subscribe(() => this.#recolor());
    const box = canvas.parentElement ?? canvas;
    canvas.after(this.#labels.canvas);
    this.#resize = new ResizeObserver(() => this.#fit());
    this.#resize.observe(box);
  }

  /** Pictures drawn since the start. */
  get frames(): number {
    return this.#drawing.frames;
  }

  /** Points of the path that is shown. */
  get pathPoints(): number {
    return this.#path.points;
  }

  /** How many things the layers draw, by their names. */
  get counts(): Readonly<Record<string, number>> {
    return this.#layers.counts();
  }

  /** What the graphics card was told to draw for the newest picture: calls. */
  get drawCalls(): number {
    return this.#drawing.renderer.info.render.calls;
  }

  /** Words that the newest picture has in it. */
  get written(): readonly string[] {
    return this.#written;
  }

  get camera(): PerspectiveCamera {
    return this.#viewpoint.camera;
  }

  /** Where the camera stands and what it turns about. */
  get view(): SceneView {
    return this.#viewpoint.view;
  }

  set view(view: SceneView) {
    this.#viewpoint.view = view;
    this.invalidate();
  }

  /** Whether the person chose the view; else it is home, and may change with what there is to see. */
  get viewChosen(): boolean {
    return this.#viewpoint.chosen;
  }

  /** Told whenever `view` may have changed, up to 60 times a second. */
  onView(listener: () => void): () => void {
    return this.#viewpoint.onView(listener);
  }

  /** Whether dragging turns the view; off while something else is dragged. */
  setOrbiting(on: boolean): void {
    this.#viewpoint.setOrbiting(on);
  }

  /** Draws the layer in a frame of the robot: without one, in that of the objects; null: in that of the scene. */
  addLayer(layer: SceneLayer, frame?: string | null): void {
    this.#layers.add(layer, frame);
    this.invalidate();
  }

  /** The layer's own things are left to who made it: see `SceneLayer.dispose`. */
  removeLayer(layer: SceneLayer): void {
    this.#layers.remove(layer);
    this.invalidate();
  }

  /** The node of a frame of the robot, drawn where it was measured; the scene where the robot has none of that name. */
  frame(name: string | null | undefined): Object3D {
    return (name !== null && this.#robot?.frame(name ?? this.#baseFrame)) || this.#scene;
  }

  get robot(): RobotModel | null {
    return this.#robot;
  }

  /** Shows the whole robot at these joints as something one sees through; those not named are at zero. Null: nothing. */
  showGhostAt(joints: GhostJoints | null): void {
    this.ghosts.showPlanned(joints);
    this.invalidate();
  }

  /** Shows objects where they would end as something one sees through; none: nothing. */
  showObjectsAt(moved: readonly MovedObject[]): void {
    this.#objectGhosts.show(
      moved.flatMap((object) => {
        const seen = this.objects.detection(object.name);
        return seen ? [{ ...object, shape: seen.shape, size_m: seen.size_m }] : [];
      }),
    );
    this.invalidate();
  }

  /** @throws Error when the text is no URDF */
  setDescription(urdf: string): void {
    const document = readUrdf(urdf);
    const robot = new RobotModel(
      buildRobot(document, (url, material, done) =>
        this.#meshes.load(url, material, (mesh) => {
          done(mesh);
          robot.dress();
          this.#paintStale();
        }),
      ),
    );
    if (this.#robot) {
      this.#scene.remove(this.#robot.root);
      this.#robot.dispose();
    }
    this.#robot = robot;
    this.#document = document;
    if (addStandIns(robot.root, this.#meshes.missing)) robot.dress();
    this.#scene.add(robot.root);
    this.ghosts.robotChanged();
    this.#paintStale();
    this.#layers.attach();
    this.onRobot?.();
    this.invalidate();
  }

  setObjects(detections: readonly Detection[]): void {
    this.#baseFrame = detections[0]?.pose.frame_id ?? this.#baseFrame;
    this.objects.show(detections);
    this.#layers.attach();
    const surface = this.objects.surfaceZ;
    if (surface !== null) this.surroundings.setSurface(surface);
    this.invalidate();
  }

  setScene(scene: string | null): void {
    this.surroundings.setScene(scene);
    this.invalidate();
  }

  /** Shows where the tool went, in a frame of the robot, metres; null shows nothing. */
  setPath(path: { readonly base: string; readonly lines: readonly (readonly Vec3[])[] } | null): void {
    this.frame(path?.base).add(this.#path.group);
    this.#path.show(path?.lines ?? []);
    this.invalidate();
  }

  accept(frame: RobotFrame): void {
    this.#motion.accept(frame.joint_names, frame.positions);
    if (frame.base && this.#robot?.stand(frame.base)) this.invalidate();
    if (frame.base && frame.objects.length !== this.#roomOf) this.#showRoom(frame.base, frame.objects);
    if (this.#layers.accept(frame) || this.#motion.pending) this.invalidate();
  }

  /** Greys what was measured too long ago to be believed. */
  setStale(stale: boolean): void {
    if (stale === this.#stale) return;
    this.#stale = stale;
    this.#paintStale();
  }

  /** Shows all of the robot's surroundings. */
  homeView(): void {
    this.#viewpoint.flyHome();
    this.invalidate();
  }

  /** The same from one side: the robot's front is along +x, its left along +y. */
  look(side: Side): void {
    this.#viewpoint.look(side);
    this.invalidate();
  }

  /** Sees what a camera sees until the view is turned; false where `eye` knows of none. */
  ride(eye: () => Eye | null): boolean {
    this.invalidate();
    return this.#viewpoint.ride(eye);
  }

  /** The object that it came near to last. */
  focused: string | null = null;

  /** Comes near to an object; false for one that is not there. */
  focus(name: string): boolean {
    const place = this.objects.placeOf(name);
    this.focused = name;
    if (place) this.focusOn(place.center, place.radius);
    return place !== null;
  }

  /** Comes near to a point of the scene; the half extent of what is there in metres. */
  focusOn(center: Vector3, radius: number): void {
    this.#viewpoint.focus(center, radius);
    this.invalidate();
  }

  /** Turns or zooms for a key; false when the key means nothing here. */
  key(key: string): boolean {
    return this.#viewpoint.key(key);
  }

  /** What is under a point of the canvas, CSS pixels. */
  pick(x: number, y: number): Hover | null {
    const { clientWidth, clientHeight } = this.canvas;
    const ray = new Raycaster();
    ray.setFromCamera(new Vector2((x / clientWidth) * 2 - 1, 1 - (y / clientHeight) * 2), this.camera);
    const hit = this.#layers.hit(ray);
    return hit && { ...hit, x, y };
  }

  /** Draws at the next display frame. */
  readonly invalidate = (): void => this.#drawing.invalidate();

  dispose(): void {
    this.#resize.disconnect();
    this.#undoScheme();
    this.#viewpoint.dispose();
    this.#layers.dispose();
    this.#robot?.dispose();
    this.#meshes.dispose();
    this.#path.dispose();
    this.#labels.canvas.remove();
    this.#drawing.dispose();
  }

  get #palette(): ScenePalette {
    return darkScheme.get() ? darkPalette : lightPalette;
  }

  #recolor(): void {
    this.surroundings.setPalette(this.#palette);
    this.#path.setColor(this.#palette.path);
    this.#layers.setPalette(this.#palette);
    this.#labels.restyle();
    this.#paintStale();
  }

  #meshMissing(): void {
    this.onMissingMesh?.(this.#meshes.missing);
    if (!this.#robot || !addStandIns(this.#robot.root, this.#meshes.missing)) return;
    this.#robot.dress();
    this.ghosts.robotChanged();
    this.#paintStale();
  }

  #buildGhost(): URDFRobot | null {
    if (!this.#document) return null;
    const ghost = buildRobot(this.#document, (url, material, done) =>
      this.#meshes.load(url, material, (mesh) => {
        done(mesh);
        this.ghosts.dress();
        this.invalidate();
      }),
    );
    addStandIns(ghost, this.#meshes.missing);
    return ghost;
  }

  #paintStale(): void {
    this.#robot?.setStale(this.#stale ? this.#palette.stale : null);
    this.objects.setStale(this.#stale);
    this.invalidate();
  }

  #showRoom(base: NonNullable<RobotFrame["base"]>, objects: RobotFrame["objects"]): void {
    this.#roomOf = objects.length;
    const points = [base.position, ...objects.map(({ position }) => position)];
    const box = new Box3().setFromPoints(points.map(([x, y, z]) => new Vector3(x, y, z)));
    const size = box.getSize(new Vector3());
    const center = box.getCenter(new Vector3()).setZ(0);
    this.#viewpoint.setHome(center, Math.max(size.x, size.y) / 2 + ROOM_MARGIN);
  }

  #fit(): void {
    const { clientWidth, clientHeight } = this.canvas.parentElement ?? this.canvas;
    if (clientWidth === 0 || clientHeight === 0) return;
    this.#drawing.renderer.setSize(clientWidth, clientHeight, false);
    this.#labels.resize(clientWidth, clientHeight, Math.min(devicePixelRatio, 2));
    this.#viewpoint.resize(clientWidth, clientHeight);
    this.invalidate();
  }

  #draw(elapsedMs: number): boolean {
    this.#robot?.pose(this.#motion.advance(elapsedMs));
    const layersMove = this.#layers.advance(elapsedMs);
    const viewMoves = this.#viewpoint.update(elapsedMs);
    this.#drawing.render(this.#scene, this.camera);
    const distance = this.camera.position.distanceTo(new Vector3(...this.view.target));
    const measures = this.#viewpoint.riding ? [] : this.surroundings.labels(distance);
    const labels = [...this.#layers.labels(), ...measures];
    this.#written = this.#labels.draw(labels, this.camera);
    return layersMove || viewMoves || this.#motion.pending;
  }
}
