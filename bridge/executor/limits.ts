import { MAX_FRAME_BYTES, UserError } from "../protocol/index.ts";

/** What a program may use; beyond a limit it gets an error, or its action is ended with words that say so. */
export interface Limits {
  /** Address space of the Python process, bytes. */
  readonly memory_bytes: number;
  /** Largest file that it may write, bytes. */
  readonly file_bytes: number;
  /** All files in the work folder together, bytes. */
  readonly disk_bytes: number;
  /** Threads and child processes together, Python's own among them. */
  readonly processes: number;
  /** Open descriptors. */
  readonly descriptors: number;
  /** Characters of an action's output that are kept and shown, half from its start and half from its end. */
  readonly output_characters: number;
  /** Characters of the echoed value of the last expression, half from its start and half from its end. */
  readonly value_characters: number;
  /** Longest frame between bridge and Python, bytes. */
  readonly frame_bytes: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

export const defaultLimits: Limits = {
  memory_bytes: 2 * GIB,
  file_bytes: 64 * MIB,
  disk_bytes: 256 * MIB,
  processes: 64,
  descriptors: 128,
  output_characters: MIB,
  value_characters: 20_000,
  frame_bytes: MAX_FRAME_BYTES,
};

interface Flag {
  readonly key: keyof Limits;
  /** What the value may be; below the first Python itself does not run, or nothing of use fits. */
  readonly range: readonly [number, number];
  readonly sized: boolean;
}

/** The names that `--limit NAME=VALUE` takes. */
const flags = {
  memory: { key: "memory_bytes", range: [128 * MIB, 1024 * GIB], sized: true },
  file: { key: "file_bytes", range: [64 * KIB, 1024 * GIB], sized: true },
  disk: { key: "disk_bytes", range: [MIB, 1024 * GIB], sized: true },
  processes: { key: "processes", range: [4, 100_000], sized: false },
  descriptors: { key: "descriptors", range: [32, 100_000], sized: false },
  output: { key: "output_characters", range: [KIB, 64 * MIB], sized: true },
  value: { key: "value_characters", range: [100, MIB], sized: true },
  frame: { key: "frame_bytes", range: [64 * KIB, 64 * MIB], sized: true },
} as const satisfies Record<string, Flag>;

export const limitNames = Object.keys(flags) as (keyof typeof flags)[];

const units: Record<string, number> = { "": 1, k: KIB, m: MIB, g: GIB };

/** A size as people write it: 512M, 2G, 65536. Null when it is none. */
const parseSize = (text: string): number | null => {
  const parts = /^(\d+(?:\.\d+)?)\s*([kmg]?)(?:i?b)?$/i.exec(text.trim());
  if (!parts) return null;
  return Math.round(Number(parts[1]) * (units[parts[2]?.toLowerCase() ?? ""] ?? 1));
};

/** A size as people read it: 256 MiB, 1.5 GiB, 20000. */
export const showSize = (size: number): string => {
  for (const [unit, bytes] of [
    ["GiB", GIB],
    ["MiB", MIB],
    ["KiB", KIB],
  ] as const)
    if (size >= bytes) return `${Number((size / bytes).toFixed(1))} ${unit}`;
  return String(size);
};

/** Every limit with its default, as the flag takes it. */
export const limitDefaults = (): string =>
  limitNames.map((name) => `${name}=${asFlag(flags[name])}`).join(" ");

const asFlag = ({ key, sized }: Flag): string =>
  sized ? compact(defaultLimits[key]) : String(defaultLimits[key]);

const parseOne = (text: string): Partial<Limits> => {
  const [name = "", value = ""] = text.split(/=(.*)/s);
  const flag: Flag | undefined = Object.hasOwn(flags, name) ? flags[name as keyof typeof flags] : undefined;
  if (!flag)
    throw new UserError(
      `--limit ${text}: there is no limit ${JSON.stringify(name)}. Give NAME=VALUE with one of ${limitNames.join(", ")}, such as --limit memory=4G.`,
      2,
    );
  const [least, most] = flag.range;
  const size = flag.sized ? parseSize(value) : /^\d+$/.test(value) ? Number(value) : null;
  const shown = flag.sized ? showSize : String;
  if (size === null || size < least || size > most)
    throw new UserError(
      `--limit ${text}: ${JSON.stringify(value)} is no ${flag.sized ? "size" : "whole number"} from ${shown(least)} to ${shown(most)}. Write it like --limit ${name}=${asFlag(flag)} (the default).`,
      2,
    );
  return { [flag.key]: size };
};

const compact = (size: number): string => {
  for (const [letter, bytes] of [
    ["G", GIB],
    ["M", MIB],
  ] as const)
    if (size % bytes === 0) return `${size / bytes}${letter}`;
  return String(size);
};

/**
 * Limits from the values of repeated `--limit NAME=VALUE` flags; what is not named keeps its default.
 *
 * @throws UserError that names the valid names or values
 */
export const parseLimits = (texts: readonly string[]): Limits =>
  Object.assign({}, defaultLimits, ...texts.map(parseOne)) as Limits;

/** Limits by their POSIX names (setrlimit), which the worker sets on itself. */
export interface ResourceLimits {
  /** Address space, bytes. */
  readonly AS: number;
  /** Largest file, bytes. */
  readonly FSIZE: number;
  /** Open descriptors. */
  readonly NOFILE: number;
  /** Core dump, bytes. */
  readonly CORE: number;
  /** Threads and processes of the user; only where the user is the sandbox's own. */
  readonly NPROC?: number;
}

/** `ownUser`: whether the process runs in a user namespace; without one NPROC counts all that the user runs. */
export const resourceLimits = (limits: Limits, ownUser = false): ResourceLimits => ({
  AS: limits.memory_bytes,
  FSIZE: limits.file_bytes,
  NOFILE: limits.descriptors,
  CORE: 0,
  ...(ownUser ? { NPROC: limits.processes } : {}),
});
