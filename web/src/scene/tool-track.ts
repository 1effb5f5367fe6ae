import { Quaternion, Vector3 } from "three";
import { type RobotFrame, stampToSeconds, type Vec3 } from "../../../bridge/protocol/index.ts";

/** Points nearer to the one before are not kept, metres. */
const APART_M = 0.003;
/** A tool that went no farther for so long has ended its motion; robot's clock, seconds. */
const REST_S = 0.5;
/** Readings farther apart than this are no one motion: something was left out, or somebody scrubbed. */
const GAP_S = 1;
/** A leap that no tool makes from one reading to the next, metres. */
const LEAP_M = 0.3;
const MOST_MOTIONS = 4;
const MOST_POINTS = 600;

/**
 * Where the tool went in its last motions, in the frame of the objects: what readings tell, whoever moved it. Bounded in
 * motions and in points; a line that grows too long loses every other point.
 */
export class ToolTrack {
  /** Oldest first; metres. */
  readonly motions: Vec3[][] = [];
  #last: { readonly at: Vec3; readonly stampS: number; readonly movedS: number } | null = null;

  /** Takes a reading in; whether the track is another one now. */
  accept({ stamp, tool, base }: Pick<RobotFrame, "stamp" | "tool" | "base">): boolean {
    if (!tool) return false;
    const stampS = stampToSeconds(stamp);
    const at = base ? standing(tool.position, base) : tool.position;
    const last = this.#last;
    if (last && stampS < last.stampS) {
      // Time went back: a replay was scrubbed, or the simulator began anew.
      const had = this.motions.length > 0;
      this.clear();
      this.#last = { at, stampS, movedS: Number.NEGATIVE_INFINITY };
      return had;
    }
    const moved = last ? distance(last.at, at) : 0;
    if (!last || stampS - last.stampS > GAP_S || moved > LEAP_M) {
      this.#last = { at, stampS, movedS: Number.NEGATIVE_INFINITY };
      return false;
    }
    if (moved < APART_M) {
      this.#last = { ...last, stampS };
      return false;
    }
    if (stampS - last.movedS > REST_S) this.#begin(last.at);
    this.#append(at);
    this.#last = { at, stampS, movedS: stampS };
    return true;
  }

  clear(): void {
    this.motions.length = 0;
    this.#last = null;
  }

  #begin(at: Vec3): void {
    this.motions.push([at]);
    if (this.motions.length > MOST_MOTIONS) this.motions.shift();
  }

  #append(at: Vec3): void {
    const motion = this.motions.at(-1);
    if (!motion) return;
    motion.push(at);
    if (motion.length > MOST_POINTS)
      motion.splice(0, motion.length, ...motion.filter((_, i) => i % 2 === 0 || i === motion.length - 1));
  }
}

const distance = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

const standing = (position: Vec3, base: NonNullable<RobotFrame["base"]>): Vec3 =>
  new Vector3(...position)
    .applyQuaternion(new Quaternion(...base.orientation))
    .add(new Vector3(...base.position))
    .toArray();
