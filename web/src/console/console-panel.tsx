import { useEffect, useRef, useState } from "preact/hooks";
import { useRunProgram } from "../conversation/use-run-program.ts";
import { Icon } from "../frame/icons.tsx";
import { RehearseButton } from "../rehearsal/rehearse-button.tsx";
import { DocsList, type DocsRequest } from "./docs-list.tsx";
import { useLateFocus } from "./late-focus.ts";
import { ProgramHistory } from "./program-history.ts";
import type { PythonEditor } from "./python-editor.ts";
import { useKnownNames } from "./use-known-names.ts";

/** Kept while the panel is closed. */
let unfinished = "";
let docsOpen = false;
/** The editor that is open now, if one is. */
let shownEditor: PythonEditor | null = null;
/** Puts a program into the console after what stands there unfinished; it is there when the console opens, too. */
export const offerProgram = (code: string): void => {
  unfinished = unfinished.trim() === "" ? code : `${unfinished.trimEnd()}\n${code}`;
  shownEditor?.setText(unfinished);
};
const programs = new ProgramHistory(localStorage);
const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Python by hand: a person is the agent, on the same interpreter and through the same safety gate. */
export const ConsolePanel = () => {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<PythonEditor | null>(null);
  const [state, setState] = useState<"loading" | "ready" | "failed">("loading");
  const [empty, setEmpty] = useState(unfinished.trim() === "");
  const program = useRunProgram();
  const mayFocus = useLateFocus();
  const { docs, known } = useKnownNames();
  const [request, setRequest] = useState<DocsRequest | null>(docsOpen ? { name: "", count: 0 } : null);
  const newest = useRef({ program, known });
  newest.current = { program, known };

  const showDocs = (name: string): void => {
    docsOpen = true;
    setRequest((before) => ({ name, count: (before?.count ?? 0) + 1 }));
  };
  const closeDocs = (): void => {
    docsOpen = false;
    setRequest(null);
    editor.current?.focus();
  };
  const run = (): void => {
    const code = editor.current?.text() ?? "";
    if (!newest.current.program.run(code)) return;
    programs.add(code);
    editor.current?.setText("");
  };
  const runPiece = (code: string): void => {
    if (newest.current.program.run(code)) programs.add(code);
  };

  useEffect(() => {
    let gone = false;
    const load = async (): Promise<void> => {
      // The editor is heavy and not everyone writes Python here: it comes when the panel opens.
      const { createPythonEditor } = await import("./python-editor.ts");
      if (gone || !host.current) return;
      editor.current = createPythonEditor({
        root: host.current.shadowRoot ?? host.current.attachShadow({ mode: "open" }),
        text: unfinished,
        label: "Python console",
        onRun: run,
        onRunPiece: runPiece,
        onChange: (text) => {
          unfinished = text;
          setEmpty(text.trim() === "");
        },
        onRecall: (direction, text) => programs.step(direction, text),
        assist: { known: () => newest.current.known(), onHelp: showDocs },
      });
      shownEditor = editor.current;
      setState("ready");
      if (mayFocus()) editor.current.focus();
    };
    load().catch(() => setState("failed"));
    return () => {
      gone = true;
      editor.current?.destroy();
      editor.current = null;
      shownEditor = null;
    };
  }, []);

  return (
    <div class={`console${request ? " has-docs" : ""}`}>
      <div class="console-editor" ref={host} />
      {state !== "ready" && (
        <p class="silent console-note">
          {state === "loading" ? "loading the editor…" : "The editor could not be loaded. Reload the page."}
        </p>
      )}
      {request && (
        <DocsList
          docs={docs ?? []}
          request={request}
          onInsert={(code) => editor.current?.insert(code)}
          onClose={closeDocs}
        />
      )}
      <div class="console-bar">
        <span class="hint">
          You are the agent: same Python, same safety gate. <kbd>Ctrl</kbd>+<kbd>Space</kbd> completes,{" "}
          <kbd>F1</kbd> explains, <kbd>Alt</kbd>+<kbd>↑</kbd> brings earlier programs back, <kbd>Ctrl</kbd>+
          <kbd>M</kbd> lets Tab leave the editor.
        </span>
        <button
          type="button"
          class="push docs-toggle"
          aria-expanded={request !== null}
          disabled={docs === null}
          title={docs === null ? "The bridge has not told the docs yet" : "What programs can call here"}
          onClick={() => (request ? closeDocs() : showDocs(""))}
        >
          Docs
        </button>
        <RehearseButton code={() => editor.current?.text() ?? ""} />
        <button
          type="button"
          class="run"
          disabled={program.why !== null || empty}
          title={program.why ?? "Runs the program; with Shift and Ctrl+Enter, the selection or the line"}
          onClick={run}
          aria-keyshortcuts="Control+Enter Meta+Enter"
        >
          <Icon name="play" /> Run <kbd>{isMac ? "⌘" : "Ctrl"} ↵</kbd>
        </button>
      </div>
    </div>
  );
};
