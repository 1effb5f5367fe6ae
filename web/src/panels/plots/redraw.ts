/** Drawn this often at most; more, nobody can follow, and the robot's scene needs the time. */
const PERIOD_MS = 1000 / 15;

/** Draws something when it has changed and is in sight, and not more often than needed. */
export class Redraw {
  readonly #draw: () => void;
  readonly #seen: IntersectionObserver;
  #visible = false;
  #changed = true;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(element: Element, draw: () => void) {
    this.#draw = draw;
    this.#seen = new IntersectionObserver((entries) => {
      this.#visible = entries.at(-1)?.isIntersecting ?? false;
      if (this.#visible && this.#changed) this.#schedule();
    });
    this.#seen.observe(element);
  }

  /** Something is to be drawn anew. */
  readonly request = (): void => {
    this.#changed = true;
    if (this.#visible) this.#schedule();
  };

  dispose(): void {
    this.#seen.disconnect();
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    this.#visible = false;
  }

  #schedule(): void {
    if (this.#timer !== undefined) return;
    const waitMs = Math.max(0, this.#lastMs + PERIOD_MS - performance.now());
    this.#timer = setTimeout(() => {
      // A page that is hidden gets no frames; it draws when it is seen again.
      this.#frame = requestAnimationFrame(() => {
        this.#timer = undefined;
        this.#lastMs = performance.now();
        this.#changed = false;
        this.#draw();
      });
    }, waitMs);
  }
}
