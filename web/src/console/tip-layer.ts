/** A box over the page with the style sheets of an editor's shadow root, for what pops up of that editor. */
export class TipLayer {
  readonly box: HTMLElement = document.createElement("div");
  readonly #host: HTMLElement = document.createElement("div");
  readonly #root: ShadowRoot;

  constructor() {
    this.#host.className = "tip-layer";
    this.#root = this.#host.attachShadow({ mode: "open" });
    this.#root.append(this.box);
    document.body.append(this.#host);
  }

  /** Call when the editor is there: it brings its sheets only then. */
  dressAs(root: ShadowRoot): void {
    this.#root.adoptedStyleSheets = [...root.adoptedStyleSheets];
  }

  remove(): void {
    this.#host.remove();
  }
}
