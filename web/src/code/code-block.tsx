import { useMemo } from "preact/hooks";
import { pythonLines } from "./python-tokens.ts";

/** Python to read, with line numbers; `line` (from 1) is the one that runs. */
export const CodeBlock = ({ code, line, label }: { code: string; line: number | null; label: string }) => {
  const lines = useMemo(() => pythonLines(code), [code]);
  return (
    // Long lines scroll, and the keyboard must be able to do that.
    <pre class="code" tabIndex={0} role="group" aria-label={label}>
      <code>
        {lines.map((tokens, i) => (
          <span
            key={i}
            class={i + 1 === line ? "code-line is-running" : "code-line"}
            aria-current={i + 1 === line ? "step" : undefined}
          >
            {tokens.map(({ kind, text }, at) =>
              kind === "plain" ? (
                text
              ) : (
                <span key={at} class={`tok-${kind}`}>
                  {text}
                </span>
              ),
            )}
            {"\n"}
          </span>
        ))}
      </code>
    </pre>
  );
};
