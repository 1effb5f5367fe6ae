import { useEffect, useMemo, useState } from "preact/hooks";
import type { LogLevel } from "../../../bridge/protocol/index.ts";
import { useFollowEnd } from "../conversation/follow-end.ts";
import { count } from "../frame/format.ts";
import { Icon } from "../frame/icons.tsx";
import { memo } from "../state/memo.ts";
import { copyText } from "./copy-text.ts";
import { clockText, filtered, type LogRow, logRows, logText } from "./log-rows.ts";
import { useSlowly } from "./use-slowly.ts";

/** More often, nobody could read it. */
const PERIOD_MS = 200;
/** Lines that are drawn at first; a browser that draws all of them has no time for the robot. */
const DRAWN = 250;

/** Kept while the panel is closed. */
let chosenLevel: LogLevel = "info";

const choices: readonly { readonly level: LogLevel; readonly text: string }[] = [
  { level: "debug", text: "all" },
  { level: "info", text: "info and worse" },
  { level: "warn", text: "warnings and worse" },
  { level: "error", text: "errors" },
];

/** The robot's log, with what the session itself has to say. */
export const LogPanel = () => {
  const { log, remarks } = useSlowly(PERIOD_MS);
  const [least, setLeast] = useState(chosenLevel);
  const [words, setWords] = useState("");
  const [drawn, setDrawn] = useState(DRAWN);
  const { box, content, behind, toEnd } = useFollowEnd(false);
  const rows = useMemo(() => logRows(log, remarks), [log, remarks]);
  const shown = useMemo(() => filtered(rows, least, words), [rows, least, words]);
  useEffect(() => {
    setDrawn(DRAWN);
    toEnd();
  }, [least, words]);
  const newest = shown.slice(-drawn);
  const older = shown.length - newest.length;
  return (
    <div class="log">
      <div class="log-bar">
        <select
          aria-label="Level"
          value={least}
          onChange={(event) => {
            chosenLevel = event.currentTarget.value as LogLevel;
            setLeast(chosenLevel);
          }}
        >
          {choices.map(({ level, text }) => (
            <option key={level} value={level}>
              {text}
            </option>
          ))}
        </select>
        <input
          type="search"
          aria-label="Words that a line must have"
          placeholder="filter"
          value={words}
          autoComplete="off"
          spellcheck={false}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        <span class="log-count">
          {shown.length === rows.length
            ? count(rows.length, "line")
            : `${shown.length} of ${count(rows.length, "line")}`}
        </span>
        <CopyButton rows={shown} />
      </div>
      <div class="log-box" ref={box} tabIndex={0} role="region" aria-label="Lines of the log">
        <div ref={content}>
          {older > 0 && (
            <button type="button" class="log-older" onClick={() => setDrawn((before) => before + DRAWN)}>
              Show {Math.min(older, DRAWN)} older lines of {older}
            </button>
          )}
          {shown.length === 0 && (
            <p class="silent">{rows.length === 0 ? "Nothing was logged yet." : "No line is like that."}</p>
          )}
          <ol class="log-rows">
            {newest.map(({ key, ...row }) => (
              <Line key={key} {...row} />
            ))}
          </ol>
        </div>
      </div>
      {behind && (
        <button type="button" class="log-newer" onClick={toEnd}>
          <Icon name="down" /> Newer lines
        </button>
      )}
    </div>
  );
};

const Line = memo(({ timeS, level, name, text }: Omit<LogRow, "key">) => (
  <li class={`log-row is-${level}`}>
    <time>{clockText(timeS)}</time>
    <span class="log-level">{level}</span>
    <span class="log-name">{name}</span>
    <span class="log-text">{text}</span>
  </li>
));

/** How long it says that it was copied, milliseconds. */
const TOLD_MS = 2_000;

const CopyButton = ({ rows }: { rows: readonly LogRow[] }) => {
  const [told, setTold] = useState<"" | "copied" | "failed">("");
  useEffect(() => {
    if (told === "") return undefined;
    const timer = setTimeout(() => setTold(""), TOLD_MS);
    return () => clearTimeout(timer);
  }, [told]);
  const copy = async (): Promise<void> => setTold((await copyText(logText(rows))) ? "copied" : "failed");
  return (
    <>
      <button type="button" class="log-copy" disabled={rows.length === 0} onClick={() => void copy()}>
        Copy
      </button>
      <span class="log-told" role="status">
        {told === "copied" ? "copied" : told === "failed" ? "the browser refused" : ""}
      </span>
    </>
  );
};
