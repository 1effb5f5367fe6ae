import { createHash } from "node:crypto";
import type { ActionResult, CallContext, CallHandler, PrimitiveCall } from "../executor/types.ts";
import {
  type Detection,
  type EventBody,
  PrimitiveError,
  type Rehearsal,
  type Vec3,
} from "../protocol/index.ts";
import { CallList } from "./call-list.ts";
import type { Twin } from "./twin.ts";
import { TwinWatch } from "./twin-watch.ts";
import { verdict } from "./verdict.ts";

/** An object that is this far from where it was has moved, metres. */
const MOVED_M = 0.002;
const MOST_OUTPUT_CHARACTERS = 10_000;
/** What is told of a rehearsal under way, no more often than this. */
const PROGRESS_MS = 250;

export interface RehearsalRequest {
  /** Chosen by whoever asks. */
  readonly id: string;
  readonly code: string;
}

/** How long a rehearsal may take. */
export interface RehearsalLimits {
  /** Seconds of the twin's clock: as many as the real run would have. */
  readonly robot_s: number;
  /** Seconds of the wall clock. */
  readonly wall_s: number;
}

export const sha256 = (code: string): string => createHash("sha256").update(code, "utf8").digest("hex");

/** A rehearsal of which nothing is known yet. */
export const begunRehearsal = ({ id, code }: RehearsalRequest, text: string): Rehearsal => ({
  id,
  sha256: sha256(code),
  state: "running",
  text,
  joint_names: [],
  path: [],
  tool: [],
  calls: [],
  objects: [],
  output: "",
  ended_by: "",
});

/**
 * Runs code in a twin that is in the state of the session. Never rejects for what the code does.
 *
 * @param options `notes`: what of the twin's variables is not as in the session
 */
export const rehearse = async (
  twin: Twin,
  request: RehearsalRequest,
  options: {
    readonly notes: readonly string[];
    readonly limits: RehearsalLimits;
    readonly signal: AbortSignal;
    readonly onProgress: (so_far: Rehearsal) => void;
  },
): Promise<Rehearsal> => {
  const { notes, limits, signal, onProgress } = options;
  const { executor, robot } = twin;
  const before = await objectsOf(twin, signal);
  const list = new CallList();
  const begun = begunRehearsal(request, "");
  let output = "";
  let question: string | null = null;
  let late_s: number | null = null;
  let toldMs = 0;
  const watch = await TwinWatch.begin(robot, limits.robot_s, () => {
    late_s = limits.robot_s;
    executor.interrupt(`time limit of ${limits.robot_s} s`);
  });
  const tell = (event: EventBody): void => {
    list.add(event);
    if (event.type === "output") output = (output + event.text).slice(0, MOST_OUTPUT_CHARACTERS);
    if (performance.now() - toldMs < PROGRESS_MS) return;
    toldMs = performance.now();
    onProgress({ ...begun, text: progressWords(list, watch.elapsed_s), calls: [...list.calls], output });
  };
  const serve = (call: PrimitiveCall, context: CallContext, live: CallHandler): Promise<unknown> => {
    if (call.name !== "user.ask") return live(call, context);
    question ??= String(call.params["question"]);
    executor.interrupt("it asks a person");
    return Promise.reject(new PrimitiveError("Stopped", "The rehearsal ends here: it asks a person."));
  };
  let result: ActionResult;
  try {
    result = await twin.route.divert(serve, tell, () =>
      executor.execute(request.code, { turn: 0, by: "person", timeoutS: limits.wall_s, signal }),
    );
  } finally {
    watch.end();
  }
  const objects = moved(before, await objectsOf(twin, signal));
  const { violations } = list;
  const took_s = watch.elapsed_s;
  const ending = { result, question, late_s, took_s, violations, moved: objects.length, notes };
  const more = list.leftOut > 0 ? ` ${list.leftOut} further calls are not listed.` : "";
  return {
    ...begun,
    state: "done",
    text: verdict(ending) + more,
    joint_names: [...watch.jointNames],
    ...watch.samples.path,
    calls: [...list.calls],
    objects,
    output,
    ended_by: late_s === null ? result.ended_by : "timeout",
  };
};

const progressWords = ({ current }: CallList, elapsed_s: number): string => {
  const line = current?.line ? `, line ${current.line}` : "";
  return `${elapsed_s.toFixed(1)} s of the robot's time${current ? `: ${current.name}${line}` : ""}`;
};

/** What is seen now; null where nothing detects objects, or they are not seen. */
const objectsOf = async ({ robot }: Twin, signal: AbortSignal): Promise<Detection[] | null> =>
  robot.profile.detections ? robot.detections(2, signal).catch(() => null) : null;

const moved = (
  before: readonly Detection[] | null,
  after: readonly Detection[] | null,
): Rehearsal["objects"] =>
  (after ?? []).flatMap(({ name, pose }) => {
    const from = before?.find((one) => one.name === name)?.pose.position;
    if (!from || distance(from, pose.position) < MOVED_M) return [];
    return [{ name, from, to: pose.position, orientation: pose.orientation }];
  });

const distance = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
