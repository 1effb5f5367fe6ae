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
import { pythonColors } from "./python-colors.ts";

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
}

export interface PythonEditor {
  text(): string;
  setText(text: string): void;
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
}: PythonEditorOptions): PythonEditor => {
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
      extensions: [
        Prec.highest(
          keymap.of([
            { key: "Mod-Enter", run },
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
  return {
    text: () => view.state.doc.toString(),
    setText: (next) => replaceAll(view, next),
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
};

const replaceAll = (view: EditorView, text: string): void =>
  view.dispatch({
    changes: { from: 0, to: view.state.doc.length, insert: text },
    selection: { anchor: text.length },
  });

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
  ".cm-placeholder": { color: "var(--faint)" },
  ".tok-keyword": { color: "var(--code-keyword)" },
  ".tok-string": { color: "var(--code-string)" },
  ".tok-number": { color: "var(--code-number)" },
  ".tok-comment": { color: "var(--code-comment)", fontStyle: "italic" },
  ".tok-robot": { color: "var(--code-robot)", fontWeight: "600" },
  ".tok-function": { color: "var(--code-function)" },
  ".tok-builtin": { color: "var(--code-function)" },
  ".tok-operator": { color: "var(--code-operator)" },
});
