import type { Bridge } from "../connection/bridge.ts";
import type { ManualHold } from "../connection/manual-hold.ts";
import { Store } from "../state/store.ts";
import { type JogSettings, jogKey } from "./jog-keys.ts";

/** Where letters are text, and not movements. */
const TYPING =
  "input:not([type=range]):not([type=radio]), textarea, select, [contenteditable], .console-editor, .code-editor";

/** The keyboard as a teach pendant: while this is on, a key that is held down moves the robot. */
export class KeyboardJog {
  /** What moves now, in words; empty while nothing does. */
  readonly moving = new Store("");
  readonly #bridge: Bridge;
  readonly #settings: () => JogSettings;
  readonly #choose: (joint: number) => void;
  readonly #onOff: () => void;
  #hold: ManualHold | null = null;
  /** Which key holds, by its place on the keyboard: its letter changes with Shift. */
  #code = "";

  /** @param onOff told when something other than its owner turned it off */
  constructor(parts: {
    readonly bridge: Bridge;
    readonly settings: () => JogSettings;
    readonly choose: (joint: number) => void;
    readonly onOff: () => void;
  }) {
    this.#bridge = parts.bridge;
    this.#settings = parts.settings;
    this.#choose = parts.choose;
    this.#onOff = parts.onOff;
    addEventListener("keydown", this.#down, { capture: true });
    addEventListener("keyup", this.#up, { capture: true });
    addEventListener("blur", this.#off);
    addEventListener("pagehide", this.#off);
    addEventListener("focusin", this.#focused);
    document.addEventListener("visibilitychange", this.#off);
  }

  close(): void {
    removeEventListener("keydown", this.#down, { capture: true });
    removeEventListener("keyup", this.#up, { capture: true });
    removeEventListener("blur", this.#off);
    removeEventListener("pagehide", this.#off);
    removeEventListener("focusin", this.#focused);
    document.removeEventListener("visibilitychange", this.#off);
    this.#hold?.release();
  }

  readonly #off = (): void => this.#onOff();

  readonly #focused = ({ target }: FocusEvent): void => {
    if ((target as HTMLElement | null)?.closest?.(TYPING)) this.#onOff();
  };

  readonly #down = (event: KeyboardEvent): void => {
    // Esc goes on to whoever stops the robot by it.
    if (event.key === "Escape") return this.#onOff();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const meant = jogKey(event, this.#settings());
    if (!meant) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.repeat) return;
    if (meant.kind === "choose") return this.#choose(meant.joint);
    this.#hold?.release();
    if (meant.kind === "gripper") return this.#bridge.moveGripper(meant.width_m);
    this.#code = event.code;
    const hold = this.#bridge.holdMove(meant.move, () => {
      if (this.#hold !== hold) return;
      this.#hold = null;
      this.moving.set("");
    });
    this.#hold = hold;
    this.moving.set(meant.words);
  };

  readonly #up = (event: KeyboardEvent): void => {
    if (event.code !== this.#code) return;
    this.#code = "";
    this.#hold?.release();
  };
}
