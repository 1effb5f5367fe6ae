import type { ArmModel, Placement } from "../kinematics/arm-model.ts";
import { angleBetween, slerp } from "../kinematics/rotation.ts";

export type StraightLine = { ok: true; path: number[][] } | { ok: false; fraction: number; reason: string };

const STEP_M = 0.005;
const STEP_RAD = 0.05;
/** How far the tool may be off the line half-way between neighbouring points. */
const OFF_LINE_M = 0.0002;
const OFF_LINE_RAD = 0.002;
/** Pieces shorter than this part of the line that still stray mean that a joint would have to jump. */
const SMALLEST_FRACTION = 1 / 65536;
const LARGEST_STEP_RAD = 0.3;

const between = (a: Placement, b: Placement, fraction: number): Placement => ({
  position: a.position.map(
    (value, i) => value + fraction * ((b.position[i] ?? 0) - value),
  ) as Placement["position"],
  orientation: slerp(a.orientation, b.orientation, fraction),
});

const apart = (a: Placement, b: Placement): [number, number] => [
  Math.hypot(...a.position.map((value, i) => value - (b.position[i] ?? 0))),
  angleBetween(a.orientation, b.orientation),
];

/** The joint that differs most between two postures, in words. */
function jump(model: ArmModel, from: readonly number[], to: readonly number[]): string {
  const steps = to.map((value, i) => Math.abs(value - (from[i] ?? 0)));
  const joint = steps.indexOf(Math.max(...steps));
  return `joint ${model.jointNames[joint]} would jump from ${from[joint]?.toFixed(3)} to ${to[joint]?.toFixed(3)} rad`;
}

/**
 * Joint positions that take the tool from where it is at `q` straight to `target` (base frame), turning it evenly on
 * the way (slerp). Neighbours are at most `step_m` and `step_rad` apart, closer where the joints between them would
 * leave the line by more than 0.2 mm or 2 mrad. `fraction`, when it cannot be done: how much of the line can, 0 to 1.
 */
export function straightLine(
  model: ArmModel,
  q: readonly number[],
  target: Placement,
  options: { step_m?: number; step_rad?: number } = {},
): StraightLine {
  const start = model.forward(q);
  const [length_m, angle_rad] = apart(start, target);
  const pieces = Math.max(
    length_m / (options.step_m ?? STEP_M),
    angle_rad / (options.step_rad ?? STEP_RAD),
    1,
  );
  const step = 1 / Math.ceil(pieces - 1e-9);
  const path = [[...q]];
  let [done, ahead, last] = [0, step, [...q]];
  while (done < 1) {
    const next = 1 - (done + ahead) < ahead * 1e-6 ? 1 : done + ahead;
    const at = between(start, target, next);
    const found = model.inverse(at, { seed: last, starts: 1 });
    const why = found.ok
      ? strays(model, last, found.q, between(start, target, (done + next) / 2))
      : found.reason;
    if (why === "") {
      path.push(found.q);
      [done, last] = [next, found.q];
      ahead = Math.min(step, 2 * ahead);
    } else if (ahead / 2 < SMALLEST_FRACTION) {
      const reached = (done * length_m * 1000).toFixed(0);
      const reason = `the straight line can be followed for ${(done * 100).toFixed(0)} % (${reached} of ${(length_m * 1000).toFixed(0)} mm): then ${why}`;
      return { ok: false, fraction: done, reason };
    } else ahead /= 2;
  }
  return { ok: true, path };
}

/** Why the joints may not go straight from one posture to the next; empty when they may. */
function strays(model: ArmModel, from: readonly number[], to: readonly number[], halfWay: Placement): string {
  const largest = to.reduce((most, value, i) => Math.max(most, Math.abs(value - (from[i] ?? 0))), 0);
  if (largest > LARGEST_STEP_RAD) return jump(model, from, to);
  const middle = model.forward(to.map((value, i) => (value + (from[i] ?? 0)) / 2));
  const [off_m, off_rad] = apart(middle, halfWay);
  return off_m <= OFF_LINE_M && off_rad <= OFF_LINE_RAD ? "" : jump(model, from, to);
}
