import {
  compareTexts,
  compareValues,
  type Difference,
  shownValue,
  type Tolerances,
} from "./compare-values.ts";
import { type RecordedAction, type RecordedCall, stoppedAtCall } from "./recorded-actions.ts";

const words = (what: string, recorded: unknown, now: unknown): Difference[] =>
  recorded === now ? [] : [{ what, recorded: shownValue(recorded), now: shownValue(now), by: "" }];

/** Where two runs of an action differ: calls and what came of them, prints, value, error. */
export const compareActions = (
  recorded: RecordedAction,
  now: RecordedAction,
  tolerances: Tolerances,
): Difference[] => {
  const stopped = stoppedAtCall(recorded);
  const compared = recorded.calls.slice(0, stopped ?? undefined);
  const calls = compared.flatMap((call, index) =>
    compareCalls(index + 1, call, now.calls[index], tolerances),
  );
  if (stopped !== null) return calls; // what it would have said at its end is not known
  const more = now.calls.slice(compared.length).map(({ call }, index) => ({
    what: `call ${compared.length + index + 1}`,
    recorded: "none",
    now: call.name,
    by: "",
  }));
  return [
    ...calls,
    ...more,
    ...compareTexts("printed", recorded.output, now.output, tolerances),
    ...compareTexts("value", recorded.end?.value ?? "None", now.end?.value ?? "None", tolerances),
    ...words("error", recorded.end?.error?.type ?? "none", now.end?.error?.type ?? "none"),
    ...words("ended by", recorded.end?.ended_by, now.end?.ended_by),
  ];
};

const compareCalls = (
  number: number,
  recorded: RecordedCall,
  now: RecordedCall | undefined,
  tolerances: Tolerances,
): Difference[] => {
  const what = `call ${number} ${recorded.call.name}`;
  if (!now) return words(what, "called", "not called");
  if (now.call.name !== recorded.call.name) return words(`call ${number}`, recorded.call.name, now.call.name);
  const errors = words(
    `${what} error`,
    recorded.result?.error?.code ?? "none",
    now.result?.error?.code ?? "none",
  );
  return [
    ...compareValues(`${what} with`, recorded.call.params, now.call.params, tolerances),
    ...errors,
    ...(errors.length > 0
      ? []
      : compareValues(what, recorded.result?.result, now.result?.result, tolerances)),
    ...compareValues(
      `${what} receipt`,
      recorded.receipts.map(({ receipt }) => receipt),
      now.receipts.map(({ receipt }) => receipt),
      tolerances,
    ),
  ];
};
