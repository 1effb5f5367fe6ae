import type { Rehearsal, Vec3 } from "../../../bridge/protocol/index.ts";
import { count, fixed, spoken } from "../frame/format.ts";
import { Icon } from "../frame/icons.tsx";

type Call = Rehearsal["calls"][number];

/** A list of calls longer than this is folded. */
const SHORT_LIST = 6;

/** What code would do, in plain words: what is wrong first. */
export const RehearsalResult = ({ rehearsal }: { rehearsal: Rehearsal }) => {
  const { calls, objects, output } = rehearsal;
  const violations = calls.filter(({ violation }) => violation);
  const others = calls.filter(({ violation, ok, text }) => !violation && (!ok || text !== ""));
  const looks = calls.length - violations.length - others.length;
  return (
    <div class="rehearsal-result">
      {violations.length > 0 && (
        <ul class="rehearsal-violations" aria-label="What would be refused or go wrong">
          {violations.map((call, i) => (
            <CallLine key={i} call={call} />
          ))}
        </ul>
      )}
      {objects.length > 0 && (
        <ul class="rehearsal-objects" aria-label="What would be moved">
          {objects.map(({ name, from, to }) => (
            <li key={name}>
              <Icon name="objects" />
              <span>
                <strong>{spoken(name)}</strong> would be moved {lengthWords(from, to)}, to {place(to)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <details class="rehearsal-calls" open={others.length <= SHORT_LIST}>
          <summary>
            {count(others.length, "call")}
            {looks > 0 && `, and ${looks} that only look`}
          </summary>
          <ul tabIndex={0} aria-label="Calls">
            {others.map((call, i) => (
              <CallLine key={i} call={call} />
            ))}
          </ul>
        </details>
      )}
      {output.trim() !== "" && (
        <details class="rehearsal-output" open={output.split("\n").length <= SHORT_LIST}>
          <summary>it would print</summary>
          <pre tabIndex={0}>{output}</pre>
        </details>
      )}
    </div>
  );
};

const CallLine = ({ call: { name, line, ok, text, violation } }: { call: Call }) => (
  <li class={violation ? "is-violation" : ok ? "" : "is-failed"}>
    <span class="rehearsal-line">{line === null ? "" : `line ${line}`}</span>
    <span>
      {(violation || !ok) && <Icon name={violation ? "warn" : "cross"} />}
      <code>{name}</code> {text}
    </span>
  </li>
);

const lengthWords = (from: Vec3, to: Vec3): string => {
  const metres = Math.hypot(...to.map((value, axis) => value - (from[axis] ?? 0)));
  return metres < 0.01 ? `${fixed(metres * 1000, 0)} mm` : `${fixed(metres * 100, metres < 0.1 ? 1 : 0)} cm`;
};

const place = (position: Vec3): string => `(${position.map((value) => fixed(value, 2)).join(", ")}) m`;
