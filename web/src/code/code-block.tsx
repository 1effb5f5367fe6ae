import { useEffect, useMemo, useRef } from "preact/hooks";
import { useRunProgram } from "../conversation/use-run-program.ts";
import { Icon } from "../frame/icons.tsx";
import { type CodeLinks, useLineEvents } from "./code-links.ts";
import { pythonLines } from "./python-tokens.ts";
import { extendSelection, useSelectedCode } from "./use-selected-code.ts";

/**
 * Python to read, with line numbers; `line` (from 1) is the one that runs, `links` are those that lead somewhere,
 * `marked` those that differ from what it is compared with. Where `runnable`, a selection of it can be run.
 */
export const CodeBlock = ({
  code,
  line,
  label,
  links = null,
  marked = null,
  runnable = false,
  growing = false,
}: {
  code: string;
  line: number | null;
  label: string;
  links?: CodeLinks | null;
  marked?: ReadonlySet<number> | null;
  runnable?: boolean;
  /** It is being written: its end is kept in view. */
  growing?: boolean;
}) => {
  const block = useRef<HTMLPreElement>(null);
  const program = useRunProgram();
  const mayRun = runnable && program.here;
  const selected = useSelectedCode(block, code, mayRun);
  const lines = useMemo(() => pythonLines(code), [code]);
  const events = useLineEvents(links);
  useEffect(() => {
    const box = block.current;
    if (!box) return;
    if (growing) box.scrollTop = box.scrollHeight;
    const run = line === null ? null : box.querySelector<HTMLElement>(`[data-line="${line}"]`);
    if (!run) return;
    const [seen, at] = [box.getBoundingClientRect(), run.getBoundingClientRect()];
    if (at.top < seen.top || at.bottom > seen.bottom) box.scrollTop += at.top - seen.top - seen.height / 3;
  }, [line, growing && code]);
  const classOf = (number: number): string => {
    const linked = links?.linked.has(number) ? " is-linked" : "";
    const pointed = links?.pointed.has(number) ? " is-pointed" : "";
    const other = marked?.has(number) ? " is-other" : "";
    return `code-line${number === line ? " is-running" : ""}${linked}${pointed}${other}`;
  };
  const onKey = (event: KeyboardEvent): void => {
    if (!event.shiftKey || event.altKey || !block.current) return;
    const ctrl = event.ctrlKey || event.metaKey;
    if (!ctrl && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      extendSelection(block.current, event.key === "ArrowDown" ? 1 : -1);
    } else if (ctrl && event.key === "Enter" && selected !== null) {
      event.preventDefault();
      runSelected(selected);
    }
  };
  const runSelected = (piece: string): void => {
    if (program.run(piece)) getSelection()?.removeAllRanges();
  };
  return (
    <div class="code-block">
      {/* Long lines scroll, and the keyboard must be able to do that. */}
      <pre
        class="code"
        tabIndex={0}
        role="group"
        aria-label={label}
        ref={block}
        {...(mayRun && { onKeyDown: onKey, "aria-keyshortcuts": "Shift+ArrowDown Control+Shift+Enter" })}
      >
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
      {selected !== null && (
        <button
          type="button"
          class="run-selection"
          disabled={program.why !== null}
          title={program.why ?? "Runs what is selected as your own program, in the robot's present state"}
          // The selection stays while it is pressed.
          onPointerDown={(event) => event.preventDefault()}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => runSelected(selected)}
        >
          <Icon name="play" /> Run selection <kbd>Ctrl Shift ↵</kbd>
        </button>
      )}
    </div>
  );
};

const linkedLine = {
  role: "button",
  tabIndex: 0,
  title: "Its motion is shown in the scene; a click goes to its moment",
} as const;
