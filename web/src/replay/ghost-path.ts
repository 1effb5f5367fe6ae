import type { Vec3 } from "../../../bridge/protocol/index.ts";
import type { RobotLog } from "../episode/robot-log.ts";
import type { Call, Outline } from "./outline.ts";
import type { Story } from "./story.ts";

/** Where the tool went, in a frame of the robot; metres. */
export interface GhostPath {
  readonly base: string;
  readonly lines: readonly (readonly Vec3[])[];
}

/** A frame counts as the tool's when it was as near as this to where a receipt says that the tool was, metres. */
const TOOL_WITHIN_M = 0.03;
/** Of a line that moved a hundred times, the first motions tell enough. */
const MAX_LINES = 24;

const isVec3 = (value: unknown): value is Vec3 =>
  Array.isArray(value) && value.length === 3 && value.every((number) => Number.isFinite(number));

/** The tool pose that a receipt of an arm's motion measured, or null. */
const measuredTool = ({ receipt }: Call): { base: string; point: Vec3 } | null => {
  const { position, frame_id } = (receipt?.["measured"] ?? {}) as { position?: unknown; frame_id?: unknown };
  return isVec3(position) && typeof frame_id === "string" ? { base: frame_id, point: position } : null;
};

/** Finds the ways of the tool in recorded transforms. */
export class GhostPaths {
  readonly #robot: RobotLog;
  readonly #story: Story;
  readonly #outline: Outline;
  #tool: Promise<{ base: string; frame: string } | null> | undefined;

  constructor(robot: RobotLog, story: Story, outline: Outline) {
    this.#robot = robot;
    this.#story = story;
    this.#outline = outline;
  }

  /** The way of the tool during some calls, or null where nothing was measured of it. */
  async of(calls: readonly Call[]): Promise<GhostPath | null> {
    const motions = calls.filter(({ motion }) => motion).slice(0, MAX_LINES);
    if (motions.length === 0) return null;
    this.#tool ??= this.#findTool();
    const tool = await this.#tool;
    if (!tool) return null;
    const lines: Vec3[][] = [];
    for (const { from, to } of motions)
      lines.push(await this.#robot.path(tool.base, tool.frame, this.#timeNs(from), this.#timeNs(to)));
    return { base: tool.base, lines: lines.filter((line) => line.length > 1) };
  }

  /** No file says which frame is the tool's: it is the one that was where the receipts measured it. */
  async #findTool(): Promise<{ base: string; frame: string } | null> {
    for (const call of this.#outline.calls) {
      const measured = measuredTool(call);
      if (!measured) continue;
      const { base, point } = measured;
      const frame = await this.#robot.frameNear(base, point, this.#timeNs(call.to), TOOL_WITHIN_M);
      if (frame) return { base, frame };
    }
    return null;
  }

  #timeNs(event: number): bigint {
    return this.#story.originNs + BigInt(Math.round((this.#story.timeS[event] ?? 0) * 1e9));
  }
}
