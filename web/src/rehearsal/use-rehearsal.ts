import { useEffect, useRef, useState } from "preact/hooks";
import type { Rehearsal } from "../../../bridge/protocol/index.ts";
import { useApp, useAppState } from "../frame/context.ts";
import { codeHash, useCodeHash } from "./code-hash.ts";

/** Code under edit is rehearsed this long after the last key. */
const TYPING_MS = 1_000;

export interface RehearsalInUse {
  /** Whether the bridge can rehearse at all. */
  readonly can: boolean;
  /** What is known of the newest rehearsal; null before the first. */
  readonly rehearsal: Rehearsal | null;
  /** Whether it is of this very code, by its hash. */
  readonly current: boolean;
  /** Of the code as it is now; null until it is made. */
  readonly hash: string | null;
  /** Rehearses the code as it is now, from where the robot is now. */
  readonly start: () => void;
  readonly cancel: () => void;
}

/**
 * Rehearses code for a part of the page.
 *
 * @param owner whose rehearsal it is; two pages that show the same thing share what came of it
 * @param auto begins by itself, and again after every change
 */
export const useRehearsal = (owner: string, code: string, auto: boolean): RehearsalInUse => {
  const { bridge } = useApp();
  const can = useAppState(({ session, link }) => link.phase === "open" && session?.can_rehearse === true);
  const hash = useCodeHash(code);
  const [id, setId] = useState<string | null>(null);
  const rehearsals = useAppState((state) => state.rehearsals);
  const rehearsal = id === null ? null : (rehearsals[id] ?? null);
  const rounds = useRef(0);
  const begun = useRef(false);

  const begin = async (round: number): Promise<void> => {
    if (!bridge || code.trim() === "") return;
    const key = (await codeHash(code).catch(() => crypto.randomUUID())).slice(0, 16);
    const next = `${owner}:${key}${round > 0 ? `:${round}` : ""}`;
    if (bridge.rehearse(next, code)) setId(next);
  };
  useEffect(() => {
    if (!auto || !can) return;
    // What is shown is rehearsed at once; what is being written, when the writing rests.
    const timer = setTimeout(() => void begin(0), begun.current ? TYPING_MS : 0);
    begun.current = true;
    return () => clearTimeout(timer);
  }, [auto, can, code]);

  const running = rehearsal?.state === "running" ? id : null;
  const cancel = (): void => {
    if (running !== null) bridge?.cancelRehearsal(running);
  };
  const leave = useRef(cancel);
  leave.current = cancel;
  useEffect(() => () => leave.current(), []);

  return {
    can,
    rehearsal,
    current: rehearsal !== null && (hash === null || rehearsal.sha256 === hash),
    hash,
    start: () => void begin(++rounds.current),
    cancel,
  };
};
