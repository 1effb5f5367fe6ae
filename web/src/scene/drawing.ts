import { NeutralToneMapping, PCFShadowMap, type PerspectiveCamera, type Scene, WebGLRenderer } from "three";

/** A picture that takes longer than this, many times in a row, makes the next ones simpler; milliseconds. */
const SLOW_MS = 45;
const SLOW_PICTURES = 12;
/** A page that was hidden does not leap on, milliseconds. */
const LONGEST_STEP_MS = 100;

/** Draws a picture when one is asked for, at the display's rate at most, and none otherwise. */
export class Drawing {
  readonly renderer: WebGLRenderer;
  readonly #prepare: (elapsedMs: number) => boolean;
  readonly #drop: () => void;
  #request = 0;
  #lastMs = 0;
  #slow = 0;
  #simplified = 0;
  #ended = false;
  /** Pictures drawn since the start. */
  frames = 0;

  /**
   * @param draw draws after so many milliseconds; returns whether the next picture is needed as well
   * @param drop called once where the machine cannot keep up even with a coarser picture
   * @throws Error when the browser has no WebGL
   */
  constructor(canvas: HTMLCanvasElement, draw: (elapsedMs: number) => boolean, drop: () => void) {
    this.#prepare = draw;
    this.#drop = drop;
    this.renderer = new WebGLRenderer({
      canvas,
      antialias: true,
      alpha: true,
      powerPreference: "high-performance",
    });
    this.renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    this.renderer.toneMapping = NeutralToneMapping;
    this.renderer.shadowMap.enabled = true;
    this.renderer.shadowMap.type = PCFShadowMap;
    // A graphics card that was reset, or slept, has forgotten the picture.
    canvas.addEventListener("webglcontextrestored", this.invalidate);
  }

  /** Draws at the next display frame. */
  readonly invalidate = (): void => {
    if (this.#request !== 0 || this.#ended) return;
    this.#request = requestAnimationFrame(this.#draw);
  };

  render(scene: Scene, camera: PerspectiveCamera): void {
    this.renderer.render(scene, camera);
  }

  dispose(): void {
    this.#ended = true;
    cancelAnimationFrame(this.#request);
    this.renderer.domElement.removeEventListener("webglcontextrestored", this.invalidate);
    this.renderer.dispose();
  }

  readonly #draw = (nowMs: number): void => {
    this.#request = 0;
    const elapsedMs = Math.min(LONGEST_STEP_MS, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
    const goesOn = this.#prepare(elapsedMs);
    this.frames += 1;
    if (!goesOn) return;
    this.#watchSpeed(elapsedMs);
    this.invalidate();
  };

  /** Gives up sharpness, then what `drop` gives up. */
  #watchSpeed(elapsedMs: number): void {
    this.#slow = elapsedMs > SLOW_MS && elapsedMs < LONGEST_STEP_MS ? this.#slow + 1 : 0;
    if (this.#slow < SLOW_PICTURES || this.#simplified === 2) return;
    this.#slow = 0;
    this.#simplified += 1;
    if (this.#simplified === 1) this.renderer.setPixelRatio(1);
    else this.#drop();
  }
}
