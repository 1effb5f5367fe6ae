import { type ArmProfile, PrimitiveError, type Vec3 } from "../protocol/index.ts";
import type { ArmModel } from "../robot/kinematics/arm-model.ts";
import type { Trajectory, TrajectoryPoint } from "../robot/trajectory/types.ts";
import { boxWords, crossesBox } from "./keep-out.ts";
import type { MotionLimits } from "./limits.ts";

/** Looks between two points: what a controller interpolates there counts as well. */
const LOOKS = 4;
/** Joint distance after which contacts are looked for again, radians. */
const CONTACT_STEP_RAD = 0.02;
/** What rounding, and the quintic between points whose cubic was planned, may add, as a share of the limit. */
const VELOCITY_SLACK = 1.01;
const ACCELERATION_SLACK = 1.1;
const TOOL_SLACK = 1.02;
const POSITION_SLACK_RAD = 0.0105;
const OUT_M = 0.0025;
/** The first point is where the arm stands, and the last where it stays. */
const START_RAD = 0.05;
const REST_RAD_S = 0.001;
const NOTHING_SENT = "This is the last check before sending; nothing was sent.";

export interface TrajectoryTerms {
  /** Where the arm stands, radians. */
  readonly from: readonly number[];
  /** Metres per second of the tool. */
  readonly toolSpeed_m_s: number;
  readonly mayTouch: readonly string[];
}

interface State {
  readonly time_s: number;
  readonly q: readonly number[];
  readonly velocity: readonly number[];
  readonly acceleration: readonly number[];
}

/**
 * Why a finished trajectory may not be sent, null when it may. It trusts nothing that was planned: the polynomial of
 * fifth order that a joint trajectory controller drives from point to point is looked at anew for positions, velocities,
 * accelerations, tool speed (by the way that the tool goes), workspace, keep-outs and contacts in the scene of now.
 */
export const trajectoryRefusal = (
  model: ArmModel,
  profile: ArmProfile,
  limits: MotionLimits,
  { points }: Trajectory,
  terms: TrajectoryTerms,
): PrimitiveError | null => {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return broken("it has no points");
  const shape = shapeFault(points, model.jointNames.length);
  if (shape) return broken(shape);
  const away = farthest(first.positions, terms.from);
  if (!(away <= START_RAD)) return broken(`it begins ${away.toFixed(3)} rad from where the arm stands`);
  if (!last.velocities.every((value) => Math.abs(value) <= REST_RAD_S))
    return broken("it does not end at rest");
  const allowed = model.contacts(terms.from, { mayTouch: [...terms.mayTouch] });
  let contactAt = first.positions;
  let tool = model.forward(first.positions).position;
  let before_s = 0;
  // How far out the tool was at the least so far: a little further out at each look would add up.
  let least_m = outside(tool, profile);
  for (const state of states(points)) {
    const joint = jointRefusal(model, limits, state);
    if (joint) return joint;
    const to = model.forward(state.q).position;
    const place =
      toolRefusal(tool, to, state.time_s - before_s, state.time_s, profile, terms.toolSpeed_m_s) ??
      leaveRefusal(to, least_m, state.time_s, profile);
    if (place) return place;
    least_m = Math.min(least_m, outside(to, profile));
    [tool, before_s] = [to, state.time_s];
    const isEnd = state.time_s === last.time_s;
    if (!isEnd && farthest(state.q, contactAt) < CONTACT_STEP_RAD) continue;
    contactAt = [...state.q];
    const contact = model.contacts(state.q, { mayTouch: [...terms.mayTouch], allowed })[0];
    if (contact)
      return new PrimitiveError(
        "CollisionAhead",
        `${at(state.time_s)} ${contact.a} would be in ${contact.b}. ${NOTHING_SENT} Look again, then plan another way.`,
      );
  }
  const beyond = outside(tool, profile);
  const start = outside(model.forward(first.positions).position, profile);
  return beyond > OUT_M && points.length > 1 && start <= OUT_M ? leaves(tool, last.time_s, profile) : null;
};

const at = (time_s: number): string => `${time_s.toFixed(3)} s into the motion`;

const broken = (fault: string): PrimitiveError =>
  new PrimitiveError(
    "LimitExceeded",
    `The trajectory is not fit to be sent: ${fault}. ${NOTHING_SENT} Plan again.`,
  );

const farthest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, joint) => Math.abs(value - (b[joint] ?? Number.NaN))));

/** What is wrong with the numbers themselves. */
const shapeFault = (points: readonly TrajectoryPoint[], joints: number): string | null => {
  let before = Number.NEGATIVE_INFINITY;
  for (const [index, { time_s, positions, velocities, accelerations }] of points.entries()) {
    for (const values of [positions, velocities, accelerations])
      if (values.length !== joints || !values.every(Number.isFinite))
        return `point ${index} has [${values.join(", ")}] for ${joints} joints`;
    if (!(time_s >= 0 && time_s > before))
      return `point ${index} is at ${time_s} s, after one at ${before} s`;
    before = time_s;
  }
  return null;
};

/**
 * What a controller makes of the points: between two of them the polynomial of fifth order through positions, velocities
 * and accelerations (as ros2_control's joint_trajectory_controller does).
 */
const states = function* (points: readonly TrajectoryPoint[]): Generator<State> {
  for (const [index, to] of points.entries()) {
    const from = points[index - 1];
    if (!from) {
      yield { time_s: to.time_s, q: to.positions, velocity: to.velocities, acceleration: to.accelerations };
      continue;
    }
    const T = to.time_s - from.time_s;
    for (let look = 1; look <= LOOKS; look++) yield between(from, to, T, (T * look) / LOOKS);
  }
};

const between = (from: TrajectoryPoint, to: TrajectoryPoint, T: number, t: number): State => {
  const [q, velocity, acceleration]: [number[], number[], number[]] = [[], [], []];
  for (const [joint, p1] of to.positions.entries()) {
    const [p0, v0, a0] = [
      from.positions[joint] ?? 0,
      from.velocities[joint] ?? 0,
      from.accelerations[joint] ?? 0,
    ];
    const [v1, a1] = [to.velocities[joint] ?? 0, to.accelerations[joint] ?? 0];
    // The polynomial over u = t / T: what is left of end position, velocity and acceleration gives its upper half.
    const dp = p1 - p0 - v0 * T - (a0 * T * T) / 2;
    const dv = (v1 - v0 - a0 * T) * T;
    const da = (a1 - a0) * T * T;
    const [c3, c4, c5] = [10 * dp - 4 * dv + da / 2, -15 * dp + 7 * dv - da, 6 * dp - 3 * dv + da / 2];
    const u = t / T;
    q.push(p0 + v0 * t + (a0 * t * t) / 2 + u ** 3 * (c3 + u * (c4 + u * c5)));
    velocity.push(v0 + a0 * t + (u * u * (3 * c3 + u * (4 * c4 + 5 * u * c5))) / T);
    acceleration.push(a0 + (u * (6 * c3 + u * (12 * c4 + 20 * u * c5))) / (T * T));
  }
  return { time_s: t === T ? to.time_s : from.time_s + t, q, velocity, acceleration };
};

const jointRefusal = (model: ArmModel, limits: MotionLimits, state: State): PrimitiveError | null => {
  for (const [joint, position] of state.q.entries()) {
    const { lower = 0, upper = 0 } = model.limits[joint] ?? {};
    const name = `joint ${model.jointNames[joint]} ${at(state.time_s)}`;
    if (position < lower - POSITION_SLACK_RAD || position > upper + POSITION_SLACK_RAD)
      return new PrimitiveError(
        "LimitExceeded",
        `${name} would be at ${position.toFixed(3)} rad, outside ${lower.toFixed(3)} to ${upper.toFixed(3)} rad. ${NOTHING_SENT} Choose a position in that range.`,
      );
    for (const [value, limit, slack, unit] of [
      [state.velocity[joint], limits.velocity[joint], VELOCITY_SLACK, "rad/s"],
      [state.acceleration[joint], limits.acceleration[joint], ACCELERATION_SLACK, "rad/s²"],
    ] as const)
      if (!(Math.abs(value ?? Number.NaN) <= (limit ?? 0) * slack))
        return new PrimitiveError(
          "LimitExceeded",
          `${name} would move with ${value?.toFixed(3)} ${unit}, above the limit of ${limit} ${unit}. ${NOTHING_SENT} Pass a lower speed.`,
        );
  }
  return null;
};

/** How far a point is outside the workspace, metres. */
const outside = (point: Vec3, { workspace: { min, max } }: ArmProfile): number =>
  Math.hypot(...point.map((value, axis) => Math.max(0, (min[axis] ?? 0) - value, value - (max[axis] ?? 0))));

const leaves = (tool: Vec3, time_s: number, { workspace }: ArmProfile): PrimitiveError =>
  new PrimitiveError(
    "LimitExceeded",
    `${at(time_s)} the tool would be at (${tool.map((value) => value.toFixed(3)).join(", ")}) m, outside the workspace ${boxWords(workspace)}. ${NOTHING_SENT} Choose a point inside.`,
  );

/** A tool that stands outside may come back: it only must get no further out than it was. */
const leaveRefusal = (
  to: Vec3,
  least_m: number,
  time_s: number,
  profile: ArmProfile,
): PrimitiveError | null => {
  const beyond = outside(to, profile);
  return beyond > OUT_M && beyond > least_m + OUT_M / 10 ? leaves(to, time_s, profile) : null;
};

const toolRefusal = (
  from: Vec3,
  to: Vec3,
  step_s: number,
  time_s: number,
  profile: ArmProfile,
  most_m_s: number,
): PrimitiveError | null => {
  const way = Math.hypot(...to.map((value, axis) => value - (from[axis] ?? 0)));
  if (step_s > 0 && way / step_s > most_m_s * TOOL_SLACK)
    return new PrimitiveError(
      "LimitExceeded",
      `${at(time_s)} the tool would move with ${(way / step_s).toFixed(3)} m/s, above the limit of ${most_m_s} m/s. ${NOTHING_SENT} Pass a lower speed.`,
    );
  const inBox = (box: ArmProfile["keep_out"][number]): boolean =>
    from.every((value, axis) => value >= (box.min[axis] ?? 0) && value <= (box.max[axis] ?? 0));
  const zone = profile.keep_out.find((box) => !inBox(box) && crossesBox(from, to, box));
  if (!zone) return null;
  return new PrimitiveError(
    "LimitExceeded",
    `${at(time_s)} the tool would enter the keep-out zone ${boxWords(zone)}. ${NOTHING_SENT} Go around it.`,
  );
};
