import type { Rehearsal } from "../../../bridge/protocol/index.ts";
import type { GhostJoints } from "../scene/layer.ts";

type Path = Pick<Rehearsal, "joint_names" | "path">;

/** A loop through a longer path than this is sped up, seconds. */
const LONGEST_LOOP_S = 10;
/** Milliseconds between two pictures: thirty a second are smooth enough, and leave time for what is measured. */
const PICTURE_MS = 33;
/** The robot stands at its end for so long before the loop begins anew. */
const REST_S = 0.7;

/** Seconds from a path's start to its end. */
export const pathDuration = ({ path }: Path): number => path.at(-1)?.t_s ?? 0;

/** How many seconds of the path pass in a second. */
export const loopSpeed = (path: Path): number => Math.max(1, pathDuration(path) / LONGEST_LOOP_S);

/** Where the joints are after some seconds of a path, between its samples; null for a path of none. */
export const jointsAt = ({ joint_names, path }: Path, t_s: number): GhostJoints | null => {
  let high = path.findIndex((sample) => sample.t_s > t_s);
  if (high < 0) high = path.length - 1;
  const [before, after] = [path[Math.max(0, high - 1)], path[high]];
  if (!before || !after) return null;
  const span_s = after.t_s - before.t_s;
  const share = span_s > 0 ? Math.min(1, Math.max(0, (t_s - before.t_s) / span_s)) : 1;
  const positions = after.positions.map((position, joint) => {
    const from = before.positions[joint] ?? position;
    return from + (position - from) * share;
  });
  return { joint_names, positions };
};

/**
 * Goes through a path over and over, beginning at `from_s`; `show` is called for every picture.
 *
 * @returns ends it
 */
export const playInLoop = (path: Path, from_s: number, show: (t_s: number) => void): (() => void) => {
  const duration_s = pathDuration(path);
  const speed = loopSpeed(path);
  let t_s = from_s >= duration_s ? 0 : from_s;
  let lastMs: number | null = null;
  let request = 0;
  const draw = (nowMs: number): void => {
    request = requestAnimationFrame(draw);
    if (lastMs !== null && nowMs - lastMs < PICTURE_MS - 4) return;
    t_s += lastMs === null ? 0 : (Math.min(100, nowMs - lastMs) / 1000) * speed;
    lastMs = nowMs;
    if (t_s > duration_s + REST_S * speed) t_s = 0;
    show(Math.min(t_s, duration_s));
  };
  request = requestAnimationFrame(draw);
  return () => cancelAnimationFrame(request);
};
