import type { PerspectiveCamera } from "three";
import type { SceneLabel } from "./layer.ts";

/** No more than these are written; the nearest first. */
const MOST = 120;
const HEIGHT_PX = 18;

/** The words of a scene, on a flat canvas over it: cheaper than an element for each, and they never overlap. */
export class LabelCanvas {
  readonly canvas = document.createElement("canvas");
  readonly #context = this.canvas.getContext("2d");
  readonly #widths = new Map<string, number>();
  #empty = true;
  #font = "";
  #colors = { ink: "", muted: "", glass: "" };

  constructor() {
    this.canvas.className = "scene-labels";
    this.canvas.setAttribute("aria-hidden", "true");
  }

  /** Takes over the colours and the font of the page. */
  restyle(): void {
    const style = getComputedStyle(this.canvas);
    const color = (name: string): string => style.getPropertyValue(name).trim();
    this.#colors = { ink: color("--ink"), muted: color("--muted"), glass: color("--glass") };
    this.#font = style.fontFamily;
    this.#widths.clear();
  }

  /** CSS pixels. */
  resize(width: number, height: number, ratio: number): void {
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.#context?.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#empty = true;
  }

  /** Texts that were written. */
  draw(labels: readonly SceneLabel[], camera: PerspectiveCamera): readonly string[] {
    const context = this.#context;
    if (!context || (labels.length === 0 && this.#empty)) return [];
    if (!this.#font) this.restyle();
    const ratio = context.getTransform().a;
    const [width, height] = [this.canvas.width / ratio, this.canvas.height / ratio];
    context.clearRect(0, 0, width, height);
    this.#empty = true;
    const near = labels
      .map((label) => ({
        label,
        seen: label.at.clone().project(camera),
        far: label.at.distanceTo(camera.position),
      }))
      .filter(({ seen }) => seen.z > -1 && seen.z < 1 && Math.abs(seen.x) < 1.05 && Math.abs(seen.y) < 1.05)
      .toSorted((a, b) => rank(a.label) - rank(b.label) || a.far - b.far)
      .slice(0, MOST);
    const taken: { x: number; y: number; half: number }[] = [];
    const written: string[] = [];
    for (const { label, seen } of near) {
      const wide = this.#width(context, label);
      const x = ((seen.x + 1) / 2) * width;
      const y = ((1 - seen.y) / 2) * height - (label.kind === "measure" ? 0 : 14);
      const half = wide / 2;
      if (taken.some((box) => Math.abs(box.y - y) < HEIGHT_PX && Math.abs(box.x - x) < box.half + half + 3))
        continue;
      taken.push({ x, y, half });
      written.push(label.text);
      this.#write(context, label, x, y, half);
    }
    this.#empty = written.length === 0;
    return written;
  }

  #width(context: CanvasRenderingContext2D, { text, kind }: SceneLabel): number {
    const key = `${kind} ${text}`;
    const known = this.#widths.get(key);
    if (known !== undefined) return known;
    // Names may come and go without end.
    if (this.#widths.size > 2_000) this.#widths.clear();
    context.font = this.#fontOf(kind);
    const wide = context.measureText(text).width + (kind === "measure" ? 4 : 14);
    this.#widths.set(key, wide);
    return wide;
  }

  #fontOf(kind: SceneLabel["kind"]): string {
    return kind === "object" ? `600 12px ${this.#font}` : `500 11px ${this.#font}`;
  }

  #write(
    context: CanvasRenderingContext2D,
    { text, kind }: SceneLabel,
    x: number,
    y: number,
    half: number,
  ): void {
    context.font = this.#fontOf(kind);
    context.textAlign = "center";
    context.textBaseline = "middle";
    if (kind !== "measure") {
      context.fillStyle = this.#colors.glass;
      context.beginPath();
      context.roundRect(x - half, y - HEIGHT_PX / 2, half * 2, HEIGHT_PX, 6);
      context.fill();
    }
    context.fillStyle = kind === "object" ? this.#colors.ink : this.#colors.muted;
    context.fillText(text, x, y + 0.5);
  }
}

/** Names of things before those of frames, those before measures of the grid. */
const rank = ({ kind }: SceneLabel): number => (kind === "object" ? 0 : kind === "frame" ? 1 : 2);
