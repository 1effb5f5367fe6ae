import { useEffect, useRef, useState } from "preact/hooks";
import { useLateFocus } from "../console/late-focus.ts";
import type { PythonEditor } from "../console/python-editor.ts";

/** An editor for a piece of Python; it grows with it. Ctrl+Enter in it calls `onRun`. */
export const CodeEditor = ({
  code,
  label,
  onChange,
  onRun,
}: {
  code: string;
  label: string;
  onChange: (code: string) => void;
  onRun: () => void;
}) => {
  const host = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  const mayFocus = useLateFocus();
  const calls = useRef({ onChange, onRun });
  calls.current = { onChange, onRun };
  useEffect(() => {
    let editor: PythonEditor | null = null;
    let gone = false;
    const load = async (): Promise<void> => {
      // The editor is heavy, and most programs are approved as they are.
      const { createPythonEditor } = await import("../console/python-editor.ts");
      if (gone || !host.current) return;
      editor = createPythonEditor({
        root: host.current.shadowRoot ?? host.current.attachShadow({ mode: "open" }),
        text: code,
        label,
        onChange: (text) => calls.current.onChange(text),
        onRun: () => calls.current.onRun(),
      });
      if (mayFocus()) editor.focus();
    };
    load().catch(() => setFailed(true));
    return () => {
      gone = true;
      editor?.destroy();
    };
  }, []);
  return (
    <div class="code-editor" ref={host}>
      {failed && <p class="silent">The editor could not be loaded. Reload the page.</p>}
    </div>
  );
};
