import { useEffect, useRef, useState } from "preact/hooks";
import { useApp, useAppState } from "../frame/context.ts";
import { Icon } from "../frame/icons.tsx";
import { ProgramHistory } from "./program-history.ts";
import type { PythonEditor } from "./python-editor.ts";

/** Kept while the panel is closed. */
let unfinished = "";
/** Puts a program into the console that opens next, after what stands there unfinished. */
export const offerProgram = (code: string): void => {
  unfinished = unfinished.trim() === "" ? code : `${unfinished.trimEnd()}\n${code}`;
};
const programs = new ProgramHistory(localStorage);
const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Python by hand: a person is the agent, on the same interpreter and through the same safety gate. */
export const ConsolePanel = () => {
  const { bridge, store } = useApp();
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<PythonEditor | null>(null);
  const [state, setState] = useState<"loading" | "ready" | "failed">("loading");
  const [empty, setEmpty] = useState(unfinished.trim() === "");
  const open = useAppState(({ link }) => link.phase === "open");
  const busy = useAppState((app) => app.conversation.episodeRunning);

  const run = (): void => {
    const code = editor.current?.text() ?? "";
    if (!code.trim() || !bridge) return;
    bridge.exec(code);
    if (store.get().refusal) return;
    programs.add(code);
    editor.current?.setText("");
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
        onChange: (text) => {
          unfinished = text;
          setEmpty(text.trim() === "");
        },
        onRecall: (direction, text) => programs.step(direction, text),
      });
      setState("ready");
      editor.current.focus();
    };
    load().catch(() => setState("failed"));
    return () => {
      gone = true;
      editor.current?.destroy();
      editor.current = null;
    };
  }, []);

  return (
    <div class="console">
      <div class="console-editor" ref={host} />
      {state !== "ready" && (
        <p class="silent console-note">
          {state === "loading" ? "loading the editor…" : "The editor could not be loaded. Reload the page."}
        </p>
      )}
      <div class="console-bar">
        <span class="hint">
          You are the agent: same Python, same safety gate. <kbd>Alt</kbd>+<kbd>↑</kbd> brings earlier
          programs back, <kbd>Ctrl</kbd>+<kbd>M</kbd> lets Tab leave the editor.
        </span>
        <button
          type="button"
          class="run"
          disabled={!open || busy || empty}
          onClick={run}
          aria-keyshortcuts="Control+Enter Meta+Enter"
        >
          <Icon name="play" /> Run <kbd>{isMac ? "⌘" : "Ctrl"} ↵</kbd>
        </button>
      </div>
    </div>
  );
};
