import { useMemo } from "preact/hooks";
import { type CodeLinks, useLineEvents } from "./code-links.ts";
import { pythonLines } from "./python-tokens.ts";

/** Python to read, with line numbers; `line` (from 1) is the one that runs, `links` are those that lead somewhere. */
export const CodeBlock = ({
  code,
  line,
  label,
  links = null,
}: {
  code: string;
  line: number | null;
  label: string;
  links?: CodeLinks | null;
}) => {
  const lines = useMemo(() => pythonLines(code), [code]);
  const events = useLineEvents(links);
  const classOf = (number: number): string => {
    const linked = links?.linked.has(number) ? " is-linked" : "";
    const pointed = links?.pointed.has(number) ? " is-pointed" : "";
    return `code-line${number === line ? " is-running" : ""}${linked}${pointed}`;
  };
  return (
    // Long lines scroll, and the keyboard must be able to do that.
    <pre class="code" tabIndex={0} role="group" aria-label={label}>
      <code {...events}>
        {lines.map((tokens, i) => (
          <span
            key={i}
            class={classOf(i + 1)}
            data-line={i + 1}
            {...(links?.linked.has(i + 1) && linkedLine)}
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

const linkedLine = {
  role: "button",
  tabIndex: 0,
  title: "Its motion is shown in the scene; a click goes to its moment",
} as const;
