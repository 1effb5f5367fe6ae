import { type EpisodeSummary, type EventOf, nsToStamp, type Stamp } from "../protocol/index.ts";

/** What an episode's metadata record says when it begins; what is null is left out. */
export const startFacts = (start: EventOf<"episode_start">): Map<string, string> => {
  const {
    v: _v,
    seq: _seq,
    wall,
    stamp: _stamp,
    type: _type,
    instruction,
    forked_from: _f,
    ...facts
  } = start;
  const entries: [string, unknown][] = [
    ["task", instruction],
    ["started", stampText(wall)],
    ...Object.entries(facts),
  ];
  return new Map(
    entries
      .filter(([, value]) => value !== null)
      .map(([key, value]): [string, string] => [key, String(value)]),
  );
};

/** A stamp as seconds with nine decimals, which loses nothing. */
export const stampText = ({ sec, nanosec }: Stamp): string => `${sec}.${String(nanosec).padStart(9, "0")}`;

const stampFrom = (text: string | undefined): Stamp => {
  const [, sec = "0", nanosec = "0"] = /^(\d+)\.(\d{9})$/.exec(text ?? "") ?? [];
  return { sec: Number(sec), nanosec: Number(nanosec) };
};

const secondsBetween = (from: bigint, to: bigint): number => (to > from ? Number(to - from) / 1e9 : 0);

export interface EpisodeFileFacts {
  readonly id: string;
  readonly bytes: bigint;
  readonly whole: boolean;
  /** Nanoseconds of the robot's clock from the first message to the last. */
  readonly robot: { readonly start: bigint; readonly end: bigint };
  /** Nanoseconds of wall time of what there is, where the file does not say how long it took. */
  readonly wall: { readonly start: bigint; readonly end: bigint } | null;
}

/** The line of the list of episodes that stands for a file. */
export const summarize = (facts: ReadonlyMap<string, string>, file: EpisodeFileFacts): EpisodeSummary => {
  const number = (key: string): number | null => {
    const value = Number(facts.get(key) ?? "");
    return facts.has(key) && Number.isFinite(value) ? value : null;
  };
  const whole = (key: string): number | null => {
    const value = number(key);
    return value !== null && Number.isSafeInteger(value) ? value : null;
  };
  const forkedTurn = whole("forked_from_turn");
  const forkedFrom = facts.get("forked_from");
  return {
    id: file.id,
    title: facts.get("task") ?? "",
    started: facts.has("started") ? stampFrom(facts.get("started")) : nsToStamp(file.wall?.start ?? 0n),
    duration_s: number("duration_s") ?? (file.wall ? secondsBetween(file.wall.start, file.wall.end) : 0),
    robot_duration_s: number("robot_duration_s") ?? secondsBetween(file.robot.start, file.robot.end),
    outcome: facts.get("outcome") ?? null,
    planner: facts.get("planner") ?? "",
    model: facts.get("model") ?? "",
    mode: facts.get("mode") ?? "",
    robot: facts.get("robot") ?? "",
    scene: facts.get("scene") ?? null,
    seed: whole("seed"),
    turns: whole("turns"),
    bytes: Number(file.bytes),
    whole: file.whole,
    forked_from:
      forkedFrom !== undefined && forkedTurn !== null ? { id: forkedFrom, turn: forkedTurn } : null,
    follows: facts.get("follows") ?? null,
  };
};
