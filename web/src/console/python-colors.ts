import { RangeSetBuilder } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import { pythonTokens, type TokenKind } from "../code/python-tokens.ts";

const marks = new Map<TokenKind, Decoration>();
const markOf = (kind: TokenKind): Decoration => {
  const mark = marks.get(kind) ?? Decoration.mark({ class: `tok-${kind}` });
  marks.set(kind, mark);
  return mark;
};

/** The colours of the conversation's code in the editor too, in the lines that are seen. */
const colorsOf = (view: EditorView): DecorationSet => {
  const builder = new RangeSetBuilder<Decoration>();
  const from = view.visibleRanges[0]?.from ?? 0;
  const to = view.visibleRanges.at(-1)?.to ?? 0;
  let at = 0;
  for (const { kind, text } of pythonTokens(view.state.doc.sliceString(0, to))) {
    const end = at + text.length;
    if (kind !== "plain" && end > from) builder.add(at, end, markOf(kind));
    at = end;
  }
  return builder.finish();
};

export const pythonColors = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = colorsOf(view);
    }
    update(update: ViewUpdate): void {
      if (update.docChanged || update.viewportChanged) this.decorations = colorsOf(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);
