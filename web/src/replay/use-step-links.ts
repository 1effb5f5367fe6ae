import { useMemo } from "preact/hooks";
import type { CodeLinks } from "../code/code-links.ts";
import { useApp } from "../frame/context.ts";
import type { Step } from "../state/conversation.ts";
import { Store, useStore } from "../state/store.ts";
import type { Call } from "./outline.ts";

const noCalls: readonly Call[] = [];
const nothing = new Store(noCalls);

/** What a program's lines and receipts lead to in a replay; null on the live page. */
export const useStepLinks = (
  step: Step,
): {
  lines: CodeLinks;
  onReceipt: (call: number | null) => void;
  toReceipt: (call: number) => void;
} | null => {
  const replay = useApp().replay?.replay ?? null;
  const { action } = step;
  const focus = useStore(replay?.focus ?? nothing, (calls) =>
    // The same when nothing of this program is pointed at, so that it is not drawn anew.
    calls.some((call) => call.action === action) ? calls : noCalls,
  );
  return useMemo(() => {
    if (!replay || action === null) return null;
    const calls = replay.outline.calls.filter((call) => call.action === action);
    const of = (call: number): readonly Call[] => calls.filter((one) => one.call === call);
    const numbers = (some: readonly Call[]): ReadonlySet<number> =>
      new Set(some.flatMap(({ line }) => line ?? []));
    return {
      lines: {
        linked: numbers(calls),
        pointed: numbers(focus),
        onPoint: (line) => replay.focus.set(line === null ? noCalls : replay.callsOfLine(action, line)),
        onOpen: (line) => replay.toLine(action, line),
      },
      onReceipt: (call) => replay.focus.set(call === null ? noCalls : of(call)),
      toReceipt: (call) => {
        const [found] = of(call);
        if (!found) return;
        replay.player.pause();
        replay.player.toEvent(found.from);
      },
    };
  }, [replay, action, focus]);
};
