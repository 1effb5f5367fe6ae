import { type Event, MotionResult } from "../../../bridge/protocol/index.ts";
import type { Reading } from "./observer.ts";

/** A motion that is said to have reached its goal ends within this of it, radians. */
const REACHED_RAD = 0.01;
/** A receipt tells the pan within this of what the observer measures, radians. */
const TOLD_RAD = 0.02;

/** What a round's program was to do. */
export interface Sweep {
  /** Where the pan is to go, radians. */
  readonly target: number;
  /** rad/s */
  readonly speed: number;
}

/** Turns the shoulder, and says so after it did. */
export const sweepCode = ({ target, speed }: Sweep): string =>
  `r = arm.move_joints({"shoulder_pan_joint": ${target}}, speed=${speed})\nprint("SWEEP", r.ended_by)`;

const azimuth = ([x, y]: readonly number[]): number => Math.atan2(y ?? 0, x ?? 0);
const turn = (from: number, to: number): number => {
  const angle = to - from;
  return Math.atan2(Math.sin(angle), Math.cos(angle));
};

/** What the bridge said in a round that is not so, by what the observer measured at the end of it. */
export const falseDone = (events: readonly Event[], sweep: Sweep, end: Reading): string[] => {
  const there = Math.abs(end.pan - sweep.target) < REACHED_RAD;
  const off = `the pan stands ${Math.abs(end.pan - sweep.target).toFixed(3)} rad from its target`;
  return events.flatMap((event) => {
    if (event.type === "action_end" && event.ok && !there) return [`the action is told as done; ${off}`];
    if (event.type === "episode_end" && event.outcome === "finished" && !there)
      return [`the episode is told as finished; ${off}`];
    if (event.type === "output" && event.text.includes("SWEEP reached") && !there)
      return [`the program was told that it reached its goal; ${off}`];
    if (event.type !== "receipt") return [];
    const receipt = MotionResult.parse(event.receipt);
    if (receipt.ended_by === "reached" && !there) return [`the receipt says reached; ${off}`];
    if (receipt.ended_by === "disconnected") return [];
    // The sweep turns the shoulder alone, so the tool goes round as the pan does.
    const told = turn(azimuth(receipt.commanded.position), azimuth(receipt.measured.position));
    const measured = end.pan - sweep.target;
    return Math.abs(turn(measured, told)) < TOLD_RAD
      ? []
      : [`the receipt says that it stopped ${told.toFixed(3)} rad from its target; ${off}`];
  });
};

/** What was told of the last motion by hand that is not so; `azimuth`: of the tool when the pan is at zero, radians. */
export const falsePlace = (
  events: readonly Event[],
  measured: { readonly azimuth: number; readonly end: Reading },
): string[] => {
  const told = events.findLast((event) => event.type === "manual");
  if (told?.type !== "manual" || told.receipt === null) return ["no receipt of the motion by hand"];
  const { position } = MotionResult.parse(told.receipt).measured;
  const off = turn(azimuth(position) - measured.azimuth, measured.end.pan);
  return Math.abs(off) < TOLD_RAD ? [] : [`the receipt of the motion by hand is ${off.toFixed(3)} rad off`];
};
