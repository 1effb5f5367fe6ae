import {
  Box3,
  NeutralToneMapping,
  PCFShadowMap,
  Raycaster,
  Scene,
  Vector2,
  Vector3,
  WebGLRenderer,
} from "three";
import type { Detection, RobotFrame, Vec3 } from "../../../bridge/protocol/index.ts";
import { GhostPathLines } from "./ghost-path.ts";
import { JointMotion } from "./joint-motion.ts";
import { SceneObjects } from "./objects.ts";
import { darkPalette, lightPalette, type ScenePalette } from "./palette.ts";
import { RobotModel } from "./robot-model.ts";
import { Surroundings } from "./surroundings.ts";
import { Viewpoint } from "./viewpoint.ts";

/** A frame that takes longer than this, many times in a row, makes the picture simpler; milliseconds. */
const SLOW_FRAME_MS = 45;
const SLOW_FRAMES = 12;
/** What home shows around a robot that drives and the things about it, metres. */
const ROOM_MARGIN = 0.6;

export interface Hover {
  readonly name: string;
  /** In the canvas, CSS pixels. */
  readonly x: number;
  readonly y: number;
}

/** Draws robot and objects as measured, only when something changed. */
export class Viewer {
  readonly #canvas: HTMLCanvasElement;
  readonly #renderer: WebGLRenderer;
  readonly #scene = new Scene();
  readonly #viewpoint: Viewpoint;
  readonly #scheme = matchMedia("(prefers-color-scheme: dark)");
  readonly #surroundings: Surroundings;
  readonly #objects: SceneObjects;
  readonly #motion = new JointMotion();
  readonly #path = new GhostPathLines();
  readonly #resize: ResizeObserver;
  #robot: RobotModel | null = null;
  #baseFrame = "base_link";
  #stale = false;
  #scheduled = false;
  #lastMs = 0;
  #slow = 0;
  #simplified = 0;
  #frames = 0;
  /** How many things home was made to show, where the robot drives among them. */
  #roomOf = -1;

  /** @throws Error when the browser has no WebGL */
  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#renderer = new WebGLRenderer({
      canvas,
      antialias: true,
      alpha: true,
      powerPreference: "high-performance",
    });
    this.#renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    this.#renderer.toneMapping = NeutralToneMapping;
    this.#renderer.shadowMap.enabled = true;
    this.#renderer.shadowMap.type = PCFShadowMap;
    this.#surroundings = new Surroundings(this.#palette);
    this.#objects = new SceneObjects(this.#palette);
    this.#scene.add(this.#surroundings.group, this.#objects.group, this.#path.group);
    this.#path.setColor(this.#palette.path);
    this.#viewpoint = new Viewpoint(canvas, () => this.invalidate());
    this.#scheme.addEventListener("change", this.#recolor);
    this.#resize = new ResizeObserver(() => this.#fit());
    this.#resize.observe(canvas.parentElement ?? canvas);
  }

  /** Pictures drawn since the start. */
  get frames(): number {
    return this.#frames;
  }

  /** Points of the path that is shown. */
  get pathPoints(): number {
    return this.#path.points;
  }

  /** @throws Error when the text is no URDF */
  setDescription(urdf: string): void {
    const robot = RobotModel.parse(urdf, () => {
      this.#robot?.dress();
      this.invalidate();
    });
    if (this.#robot) {
      this.#scene.remove(this.#robot.root);
      this.#robot.dispose();
    }
    this.#robot = robot;
    this.#scene.add(robot.root);
    this.#paintStale();
    this.#attachObjects();
  }

  setObjects(detections: readonly Detection[]): void {
    this.#baseFrame = detections[0]?.pose.frame_id ?? this.#baseFrame;
    this.#objects.show(detections);
    this.#paintStale();
    this.#attachObjects();
    const surface = this.#objects.surfaceZ;
    if (surface !== null) this.#surroundings.setSurface(surface);
  }

  setScene(scene: string | null): void {
    this.#surroundings.setScene(scene);
    this.invalidate();
  }

  /** Shows where the tool went, in a frame of the robot, metres; null shows nothing. */
  setPath(path: { readonly base: string; readonly lines: readonly (readonly Vec3[])[] } | null): void {
    (this.#robot?.frame(path?.base ?? this.#baseFrame) ?? this.#scene).add(this.#path.group);
    this.#path.show(path?.lines ?? []);
    this.invalidate();
  }

  accept(frame: RobotFrame): void {
    this.#motion.accept(frame.joint_names, frame.positions);
    if (frame.base && this.#robot?.stand(frame.base)) this.invalidate();
    if (frame.base && frame.objects.length !== this.#roomOf) this.#showRoom(frame.base, frame.objects);
    this.#objects.place(frame.objects);
    if (this.#motion.pending || this.#objects.pending) this.invalidate();
  }

  #showRoom(base: NonNullable<RobotFrame["base"]>, objects: RobotFrame["objects"]): void {
    this.#roomOf = objects.length;
    const points = [base.position, ...objects.map(({ position }) => position)];
    const box = new Box3().setFromPoints(points.map(([x, y, z]) => new Vector3(x, y, z)));
    const size = box.getSize(new Vector3());
    const center = box.getCenter(new Vector3()).setZ(0);
    this.#viewpoint.setHome(center, Math.max(size.x, size.y) / 2 + ROOM_MARGIN);
  }

  /** Greys what was measured too long ago to be believed. */
  setStale(stale: boolean): void {
    if (stale === this.#stale) return;
    this.#stale = stale;
    this.#paintStale();
    this.invalidate();
  }

  homeView(): void {
    this.#viewpoint.home();
    this.invalidate();
  }

  /** Turns or zooms for a key; false when the key means nothing here. */
  key(key: string): boolean {
    return this.#viewpoint.key(key);
  }

  /** The object under a point of the canvas, CSS pixels. */
  pick(x: number, y: number): Hover | null {
    const { clientWidth, clientHeight } = this.#canvas;
    const ray = new Raycaster();
    ray.setFromCamera(
      new Vector2((x / clientWidth) * 2 - 1, 1 - (y / clientHeight) * 2),
      this.#viewpoint.camera,
    );
    const [hit] = ray.intersectObjects([...this.#objects.meshes], false);
    return hit ? { name: hit.object.name, x, y } : null;
  }

  /** Draws at the next display frame. */
  invalidate(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame((nowMs) => this.#draw(nowMs));
  }

  dispose(): void {
    this.#resize.disconnect();
    this.#scheme.removeEventListener("change", this.#recolor);
    this.#path.dispose();
    this.#renderer.dispose();
    this.#scheduled = true;
  }

  get #palette(): ScenePalette {
    return this.#scheme.matches ? darkPalette : lightPalette;
  }

  readonly #recolor = (): void => {
    this.#surroundings.setPalette(this.#palette);
    this.#objects.setPalette(this.#palette);
    this.#path.setColor(this.#palette.path);
    this.#paintStale();
    this.invalidate();
  };

  #paintStale(): void {
    this.#robot?.setStale(this.#stale ? this.#palette.stale : null);
    this.#objects.setStale(this.#stale);
    this.invalidate();
  }

  #attachObjects(): void {
    (this.#robot?.frame(this.#baseFrame) ?? this.#scene).add(this.#objects.group);
    this.invalidate();
  }

  #fit(): void {
    const { clientWidth, clientHeight } = this.#canvas.parentElement ?? this.#canvas;
    if (clientWidth === 0 || clientHeight === 0) return;
    this.#renderer.setSize(clientWidth, clientHeight, false);
    this.#viewpoint.resize(clientWidth, clientHeight);
    this.invalidate();
  }

  #draw(nowMs: number): void {
    this.#scheduled = false;
    const elapsedMs = Math.min(100, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
    this.#robot?.pose(this.#motion.advance(elapsedMs));
    const objectsMove = this.#objects.advance(elapsedMs);
    const cameraMoves = this.#viewpoint.update();
    this.#renderer.render(this.#scene, this.#viewpoint.camera);
    this.#frames += 1;
    const goesOn = objectsMove || cameraMoves || this.#motion.pending;
    if (goesOn) this.#watchSpeed(elapsedMs);
    if (goesOn) this.invalidate();
  }

  /** Gives up sharpness, then shadows, where the machine cannot keep up. */
  #watchSpeed(elapsedMs: number): void {
    this.#slow = elapsedMs > SLOW_FRAME_MS && elapsedMs < 100 ? this.#slow + 1 : 0;
    if (this.#slow < SLOW_FRAMES || this.#simplified === 2) return;
    this.#slow = 0;
    this.#simplified += 1;
    if (this.#simplified === 1) this.#renderer.setPixelRatio(1);
    else this.#surroundings.setShadows(false);
    this.#fit();
  }
}
