import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

export interface Descendant {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

interface Stat extends Descendant {
  readonly state: string;
}

/** One line of /proc/PID/stat; null when the process is gone. */
const stat = (pid: number): Stat | null => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const end = text.lastIndexOf(")");
    const [state = "", parent = "0"] = text.slice(end + 2).split(" ");
    return { pid, command: text.slice(text.indexOf("(") + 1, end), state, parent: Number(parent) };
  } catch {
    return null;
  }
};

/** Whether a process runs; one that has ended and only waits for its parent does not. */
const runs = (pid: number): boolean => {
  const found = stat(pid);
  return found !== null && found.state !== "Z";
};

/** All processes that a process started, and those that these started. */
export const descendants = (pid: number): Descendant[] => {
  const all = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (stat(Number(name)) ?? []) : []));
  const below = (parent: number): Stat[] =>
    all.filter((one) => one.parent === parent).flatMap((child) => [child, ...below(child.pid)]);
  return below(pid).filter(({ state }) => state !== "Z");
};

/** The Python that runs programs, and the sandbox around it; not the guards that Python itself starts. */
export const interpreters = (bridge: number): Descendant[] => {
  const all = descendants(bridge);
  const isPython = (pid: number): boolean =>
    all.some((one) => one.pid === pid && one.command.startsWith("python"));
  return all.filter(({ parent }) => !isPython(parent));
};

/** Waits for processes to end, at most so many wall seconds; those that did not. */
export const survivors = async (processes: readonly Descendant[], withinS: number): Promise<Descendant[]> => {
  const deadline = performance.now() + withinS * 1000;
  for (;;) {
    const left = processes.filter(({ pid }) => runs(pid));
    if (left.length === 0 || performance.now() > deadline) return left;
    await delay(50);
  }
};
