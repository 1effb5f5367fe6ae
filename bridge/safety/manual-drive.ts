import { type BaseResult, PrimitiveError } from "../protocol/index.ts";
import type { DriveCommand } from "./base-way.ts";
import type { SafetyGate } from "./gate.ts";
import type { Press } from "./manual-press.ts";
import { type DriveMove, type ManualReport, manualWords, number } from "./manual-report.ts";

/** One press drives no further than this, turns no further, and lasts no longer: what is under way is always bounded. */
const MOST_M = 5;
const MOST_RAD = 2 * Math.PI;
const MOST_S = 20;
/** A drive ends this much before a rectangle that it may not enter, metres. */
const SHORT_M = 0.05;
/** Less than this is none: seconds at the speed asked for. */
const LEAST_S = 0.02;

type Gate = Pick<SafetyGate, "driveBase" | "freeWay">;

/**
 * Drives the base while the press lasts, as far as one press goes or up to what it may not enter, and tells what was
 * measured with the Python that does the same.
 *
 * @throws PrimitiveError when nothing was driven: LimitExceeded for a speed beyond a limit or where nothing can be
 *   driven that way; Denied, Stale, Disconnected; NotSupported without a base
 */
export const driveByHand = async (gate: Gate, press: Press, move: DriveMove): Promise<ManualReport> => {
  const { command, ahead } = await bounded(gate, move);
  try {
    const { result, why } = await gate.driveBase(command, press.signal);
    const far = ahead ? `as far as it may go: ${ahead}` : "as far as one press goes";
    return report(move, result, result.ended_by === "reached" ? far : why);
  } catch (error) {
    const receipt = error instanceof PrimitiveError ? (error.receipt as BaseResult | undefined) : undefined;
    if (!receipt && press.ended === null) throw error;
    return report(move, receipt ?? null, press.ended ?? (error as Error).message);
  }
};

const bounded = async (
  gate: Gate,
  { linear_m_s: linear, angular_rad_s: angular }: DriveMove,
): Promise<{ command: DriveCommand; ahead: string | null }> => {
  const duration_s = Math.min(MOST_S, MOST_M / Math.abs(linear), MOST_RAD / Math.abs(angular));
  const free = await gate.freeWay({ linear, angular, duration_s });
  if (!free.refusal) return { command: { linear, angular, duration_s }, ahead: null };
  const rest_s = free.duration_s - SHORT_M / Math.abs(linear);
  const ahead = free.refusal.message.split(". ", 1)[0] ?? free.refusal.message;
  if (rest_s < LEAST_S)
    throw new PrimitiveError(
      free.refusal.code,
      `The base cannot go on in this direction: ${ahead}. Drive another way.`,
    );
  return { command: { linear, angular, duration_s: rest_s }, ahead };
};

const report = (move: DriveMove, receipt: BaseResult | null, end: string): ManualReport => {
  const what = manualWords(move);
  if (!receipt) return { text: `${what}: nothing moved (${end})`, python: "", receipt: null };
  const { distance_m, turned_rad, duration_s, measured } = receipt;
  const moved = [
    ...(move.linear_m_s === 0 ? [] : [`${fixed(distance_m, 3)} m`]),
    ...(move.angular_rad_s === 0 ? [] : [`${degrees(turned_rad)}°`]),
  ].join(" and ");
  const place = `(${fixed(measured.x_m, 3)}, ${fixed(measured.y_m, 3)}) in ${measured.frame_id}`;
  return {
    text: `${what}: ${moved} in ${duration_s.toFixed(1)} s, ${end}; the base is at ${place}, yaw ${degrees(measured.yaw_rad)}°`,
    python: drivePython(move, receipt),
    receipt: { ...receipt },
  };
};

/** Without "-0", which a person would wonder about. */
const fixed = (value: number, decimals: number): string =>
  (Number(value.toFixed(decimals)) + 0).toFixed(decimals);
const degrees = (rad: number): string => fixed((rad * 180) / Math.PI, 1);

/** As long as it takes, at the speeds asked for, to get where the base got by what was measured. */
const drivePython = ({ linear_m_s, angular_rad_s }: DriveMove, receipt: BaseResult): string => {
  const byDistance = linear_m_s !== 0;
  const time_s = byDistance ? receipt.distance_m / linear_m_s : receipt.turned_rad / angular_rad_s;
  if (time_s < LEAST_S) return "";
  return `base.drive(${number(linear_m_s, 3)}, ${number(angular_rad_s, 3)}, ${number(time_s, 2)})`;
};
