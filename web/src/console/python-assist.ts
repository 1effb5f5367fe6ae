import {
  autocompletion,
  type Completion,
  type CompletionSource,
  closeCompletion,
} from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { EditorView, hoverTooltip, keymap, tooltips } from "@codemirror/view";
import type { ManualEntry } from "../../../bridge/protocol/index.ts";
import { type CompletionOption, completionsAt, docAt, type KnownNames } from "./completions.ts";
import { proseOf } from "./primitive-docs.ts";

/** What the editor knows of the names of programs, and where one reads more of them. */
export interface Assist {
  /** Asked anew each time: objects come and go. */
  readonly known: () => KnownNames;
  readonly onHelp: (name: string) => void;
}

const TYPES: Readonly<Record<CompletionOption["kind"], string>> = {
  function: "function",
  namespace: "namespace",
  class: "class",
  keyword: "keyword",
  variable: "variable",
  property: "property",
  parameter: "property",
  name: "text",
};

/**
 * Completion and docs of the robot's names. What pops up lies in `layer`, a box of its own over the page: the panels
 * would cut it off.
 */
export const pythonAssist = ({ known, onHelp }: Assist, layer: HTMLElement): Extension => [
  tooltips({ parent: layer, position: "fixed" }),
  autocompletion({ override: [source(known)], icons: false, maxRenderedOptions: 60 }),
  hoverTooltip((view, at) => {
    const entry = docAt(view.state.doc.toString(), at, known().docs);
    return entry && { pos: at, above: true, create: () => ({ dom: docBox(entry) }) };
  }),
  keymap.of([
    {
      key: "F1",
      run: (view) => {
        const entry = docAt(view.state.doc.toString(), view.state.selection.main.head, known().docs);
        onHelp(entry?.name ?? "");
        return true;
      },
    },
  ]),
  EditorView.domEventHandlers({
    mousedown: (event, view) => {
      if (!event.ctrlKey && !event.metaKey) return false;
      const at = view.posAtCoords({ x: event.clientX, y: event.clientY });
      const entry = at === null ? null : docAt(view.state.doc.toString(), at, known().docs);
      if (!entry) return false;
      event.preventDefault();
      onHelp(entry.name);
      return true;
    },
  }),
];

/** Closes what has popped up: Esc itself belongs to the stop, which takes it first. */
export const closesOnEscape = (view: EditorView): (() => void) => {
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape") closeCompletion(view);
  };
  addEventListener("keydown", onKey, { capture: true });
  return () => removeEventListener("keydown", onKey, { capture: true });
};

const source =
  (known: () => KnownNames): CompletionSource =>
  ({ state, pos, explicit }) => {
    const found = completionsAt(state.doc.toString(), pos, explicit, known());
    if (!found || found.options.length === 0) return null;
    return { from: found.from, options: found.options.map(shown), validFor: /^[\p{L}\p{N}_ -]*$/u };
  };

const shown = ({ label, apply, kind, detail, doc, boost }: CompletionOption): Completion => ({
  label,
  type: TYPES[kind],
  ...(apply === undefined ? {} : { apply }),
  ...(detail === undefined || detail === "" ? {} : { detail: short(detail) }),
  ...(boost === undefined ? {} : { boost }),
  ...(doc ? { info: () => docBox(doc) } : {}),
});

const short = (text: string): string => (text.length <= 44 ? text : `${text.slice(0, 43)}…`);

/** Signature and docs; set as text, so that nothing of it is markup. */
const docBox = (entry: ManualEntry): HTMLElement => {
  const box = document.createElement("div");
  box.className = "doc-box";
  const signature = document.createElement("code");
  signature.textContent = entry.signature;
  const prose = document.createElement("p");
  prose.textContent = proseOf(entry);
  box.append(signature, prose);
  return box;
};
