import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from "@codemirror/view";
import { type Place, selectedCode } from "../code/selected-code.ts";
import { type Assist, closesOnEscape, pythonAssist } from "./python-assist.ts";
import { pythonColors } from "./python-colors.ts";
import { TipLayer } from "./tip-layer.ts";

export interface PythonEditorOptions {
  /** A shadow root: style sheets in there are allowed by the page's Content-Security-Policy. */
  readonly root: ShadowRoot;
  readonly text: string;
  /** What it is, for screen readers. */
  readonly label: string;
  readonly onRun: () => void;
  readonly onChange: (text: string) => void;
  /** The program before (-1) or after (1) the shown one; null where there is none. */
  readonly onRecall?: (direction: -1 | 1, text: string) => string | null;
  /** Runs a piece of the program: what is selected, else the line of the cursor. */
  readonly onRunPiece?: (code: string) => void;
  /** Without it the editor completes nothing. */
  readonly assist?: Assist;
}

export interface PythonEditor {
  text(): string;
  setText(text: string): void;
  /** Puts text at the cursor, in place of what is selected; whole lines get a line of their own. */
  insert(text: string): void;
  focus(): void;
  destroy(): void;
}

/** A Python editor; its colours are the page's, by custom properties. */
export const createPythonEditor = ({
  root,
  text,
  label,
  onRun,
  onChange,
  onRecall,
  onRunPiece,
  assist,
}: PythonEditorOptions): PythonEditor => {
  const tips = assist && new TipLayer();
  const recall =
    (direction: -1 | 1) =>
    (view: EditorView): boolean => {
      const program = onRecall?.(direction, view.state.doc.toString()) ?? null;
      if (program === null) return false;
      replaceAll(view, program);
      return true;
    };
  const run = (): boolean => {
    onRun();
    return true;
  };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      // Whoever goes on writing does so at the end.
      selection: { anchor: text.length },
      extensions: [
        Prec.highest(
          keymap.of([
            { key: "Mod-Enter", run },
            {
              key: "Mod-Shift-Enter",
              run: (target) => {
                const piece = pieceOf(target);
                if (!onRunPiece || piece === null) return false;
                onRunPiece(piece);
                return true;
              },
            },
            { key: "Alt-ArrowUp", run: recall(-1) },
            { key: "Alt-ArrowDown", run: recall(1) },
            // Tab leaves the editor unless a line is being indented: the keyboard must find its way out.
            {
              key: "Tab",
              run: (target) =>
                target.state.selection.main.empty && atLineStart(target)
                  ? false
                  : (indentWithTab.run?.(target) ?? false),
            },
          ]),
        ),
        lineNumbers(),
        // Marks that hide or turn around what follows are shown.
        highlightSpecialChars(),
        history(),
        drawSelection(),
        indentOnInput(),
        indentUnit.of("    "),
        bracketMatching(),
        highlightActiveLine(),
        python(),
        pythonColors,
        assist && tips ? pythonAssist(assist, tips.box) : [],
        placeholder("arm.move_to([0.4, 0.1, 0.3])"),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({ "aria-label": label }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
        theme,
      ],
    }),
  });
  tips?.dressAs(root);
  const undoEscape = assist && closesOnEscape(view);
  return {
    text: () => view.state.doc.toString(),
    setText: (next) => replaceAll(view, next),
    focus: () => view.focus(),
    insert: (piece) => insert(view, piece),
    destroy: () => {
      undoEscape?.();
      view.destroy();
      tips?.remove();
    },
  };
};

const replaceAll = (view: EditorView, text: string): void =>
  view.dispatch({
    changes: { from: 0, to: view.state.doc.length, insert: text },
    selection: { anchor: text.length },
  });

const insert = (view: EditorView, piece: string): void => {
  const { from, to } = view.state.selection.main;
  const line = view.state.doc.lineAt(from);
  const blank = line.text.trim() === "" && from === to;
  // An example is whole lines: within a line they would break it.
  const at = blank
    ? { from: line.from, to: line.to }
    : from === to
      ? { from: line.to, to: line.to }
      : { from, to };
  const text = blank || from !== to ? piece : `\n${piece}`;
  view.dispatch({
    changes: { ...at, insert: text },
    selection: { anchor: at.from + text.length },
    scrollIntoView: true,
  });
  view.focus();
};

/** What is selected, ready to run on its own; without a selection, the line of the cursor; null for nothing. */
const pieceOf = (view: EditorView): string | null => {
  const { doc, selection } = view.state;
  const { from, to, empty } = selection.main;
  const place = (at: number): Place => {
    const line = doc.lineAt(at);
    return { line: line.number, column: at - line.from };
  };
  if (!empty) return selectedCode(doc.toString(), place(from), place(to));
  return selectedCode(doc.toString(), place(doc.lineAt(from).from), place(doc.lineAt(from).to));
};

/** Whether the cursor is on an empty program, where indenting means nothing. */
const atLineStart = (view: EditorView): boolean => view.state.doc.length === 0;

const theme = EditorView.theme({
  "&": { height: "100%", fontSize: "var(--code-size)", color: "var(--ink)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-content": { padding: "10px 0", caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--faint)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 10px 0 14px", minWidth: "20px" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--code-line)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--selection)" },
  ".cm-placeholder": { color: "var(--muted)" },
  "& .cm-tooltip, &.cm-tooltip": {
    border: "1px solid var(--strong-line)",
    borderRadius: "8px",
    backgroundColor: "var(--raised)",
    color: "var(--ink)",
    boxShadow: "var(--shadow)",
    fontSize: "13px",
    overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--mono)",
    fontSize: "12.5px",
    maxHeight: "16em",
    minWidth: "220px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 10px", lineHeight: "1.45" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--accent-soft)",
    color: "var(--accent-soft-ink)",
  },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionDetail": { color: "var(--muted)", fontStyle: "normal", marginLeft: "1.2em" },
  ".cm-tooltip.cm-completionInfo": { padding: "0", maxWidth: "460px" },
  ".doc-box": { maxWidth: "460px", maxHeight: "300px", overflow: "auto", padding: "10px 12px" },
  ".doc-box code": { fontFamily: "var(--mono)", fontSize: "12.5px", color: "var(--code-function)" },
  ".doc-box p": { margin: "6px 0 0", fontFamily: "var(--sans)", whiteSpace: "pre-wrap", lineHeight: "1.45" },
  ".tok-keyword": { color: "var(--code-keyword)" },
  ".tok-string": { color: "var(--code-string)" },
  ".tok-number": { color: "var(--code-number)" },
  ".tok-comment": { color: "var(--code-comment)", fontStyle: "italic" },
  ".tok-robot": { color: "var(--code-robot)", fontWeight: "600" },
  ".tok-function": { color: "var(--code-function)" },
  ".tok-builtin": { color: "var(--code-function)" },
  ".tok-operator": { color: "var(--code-operator)" },
});
