import { expect, it } from "vitest";
import {
  GripperResult,
  MotionResult,
  PrimitiveErrorCode,
  type PrimitiveName,
  type Profile,
  type Vec3,
} from "../../../bridge/protocol/index.ts";
import { rounds } from "../../rounds.ts";
import { random } from "../robot/kinematics/arms.ts";
import { distance, fastestOf, measure, none, type Worst, worse } from "./bounds.ts";
import { type Command, type HostileCase, HostileCommands } from "./hostile-commands.ts";
import {
  type MeasuredSimulator,
  type SeenObject,
  type Step,
  startMeasuredSimulator,
} from "./measured-simulator.ts";
import { Rig } from "./rig.ts";

/** How many cases, and of which seed: a failure names both, and they bring it back. */
const CASES = Number(process.env["CODEACT_CASES"] ?? rounds(400, "hostile cases"));
const SEED = Number(process.env["CODEACT_SEED"] ?? 1);
/** Cases with one simulator and one table; the next get fresh ones. */
const ROUND = 60;
/** A call that did not end by now hangs. */
const PATIENCE_S = 60;

const withKeepOut = (profile: Profile): Profile => ({
  ...profile,
  keep_out: [
    { min: [0.5, 0.28, 0], max: [0.7, 0.5, 0.3] },
    { min: [0.05, -0.6, 0.35], max: [0.4, -0.4, 0.8] },
  ],
});

type Outcome = { readonly command: Command } & (
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: unknown }
);

const runCase = async (rig: Rig, { commands, interruptions }: HostileCase): Promise<Outcome[]> => {
  const abort = new AbortController();
  let states = 0;
  const waiting = new Set(interruptions);
  const stops: Promise<unknown>[] = [];
  const unsubscribe = rig.robot.onJointState(() => {
    states += 1;
    for (const interruption of waiting) {
      if (states <= interruption.afterStates) continue;
      waiting.delete(interruption);
      if (interruption.kind === "action is aborted") abort.abort();
      else stops.push(interruption.kind === "person stops" ? rig.gate.stop("page") : rig.call("arm.stop"));
    }
  });
  let timer: NodeJS.Timeout | undefined;
  const hangs = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("a call never ended")), PATIENCE_S * 1000);
  });
  try {
    const calls = commands.map(async (command): Promise<Outcome> => {
      try {
        const params = command.params as Record<string, unknown>;
        return {
          command,
          ok: true,
          value: await rig.call(command.name as PrimitiveName, params, abort.signal),
        };
      } catch (error) {
        return { command, ok: false, error };
      }
    });
    const outcomes = await Promise.race([Promise.all(calls), hangs]);
    await Promise.race([Promise.all(stops), hangs]);
    return outcomes;
  } finally {
    clearTimeout(timer);
    unsubscribe();
  }
};

/** What a measured value may be beyond its limit, which the commands themselves keep. */
const TOLERANCE = {
  /** The servos overshoot a speed that a trajectory holds. */
  velocity: 1.01,
  /** Small overshoots of several joints add up at the tool, most with the arm stretched out: 1.08 in 5,000 cases. */
  toolSpeed: 1.12,
  /** The servos answer a ramp of acceleration with some more: 1.44 in 5,000 cases. */
  acceleration: 1.6,
  /** A cancelled motion is braked with 10 rad/s² by the simulator's controller, twice the limit for planned ones. */
  braking: 3.5,
  /** The gate lets a motion end 2 mm outside, the next swing out as much again, and servos follow within 2 mm. */
  place_m: 0.006,
  /** The gate allows 0.01 rad at the ends of a joint's range. */
  position_rad: 0.012,
} as const;
/** A motion that reached its goal ends within this of it, by the simulator's own measure. */
const REACHED_M = 0.005;
const REACHED_RAD = 0.02;
/** Receipt and simulator tell the same place. */
const SAME_M = 0.001;
const STANDING_RAD_S = 0.025;
/** A thing that no motion was meant to touch stays where it was. */
const UNTOUCHED_M = 0.003;
/** Fingers, pads and what they hold reach no further around the tool's points. */
const REACH_OF_HAND_M = 0.09;

interface Look {
  readonly steps: readonly Step[];
  readonly objects: readonly SeenObject[];
}

/** The receipt that a call left, in its result or with its error. */
const receiptOf = (outcome: Outcome): unknown =>
  outcome.ok ? outcome.value : (outcome.error as { receipt?: unknown }).receipt;

/** What is wrong with the limits that were kept. */
const limitViolations = (worst: Worst, braked: boolean): string[] => {
  const most: Record<keyof Worst, number> = {
    position_rad: TOLERANCE.position_rad,
    velocity: TOLERANCE.velocity,
    acceleration: braked ? TOLERANCE.braking : TOLERANCE.acceleration,
    toolSpeed: TOLERANCE.toolSpeed,
    outside_m: TOLERANCE.place_m,
    inside_m: TOLERANCE.place_m,
  };
  return (Object.keys(most) as (keyof Worst)[])
    .filter((what) => !(worst[what] <= most[what]))
    .map((what) => `${what} ${worst[what].toFixed(4)} is above ${most[what]}`);
};

/** What is wrong with how the calls ended, by what the simulator itself measured. */
const outcomeViolations = (
  outcomes: readonly Outcome[],
  steps: readonly Step[],
  standing: Step | null,
): string[] => {
  const wrong: string[] = [];
  const stood = [
    ...steps.filter((step) => fastestOf(step) < STANDING_RAD_S),
    ...(standing ? [standing] : []),
  ];
  for (const outcome of outcomes) {
    const { name, params } = outcome.command;
    if (!outcome.ok) {
      const { code, message } = outcome.error as { code?: unknown; message?: unknown };
      if (!PrimitiveErrorCode.safeParse(code).success)
        wrong.push(`${name} failed with ${String(outcome.error)}`);
      else if (
        typeof message !== "string" ||
        message.length < 20 ||
        /undefined|NaN\b.*NaN|\[object/.test(message)
      )
        wrong.push(`${name} failed with the words "${String(message)}"`);
    }
    const receipt = receiptOf(outcome);
    const motion = MotionResult.safeParse(receipt);
    if (motion.success) {
      const { measured, commanded, ended_by, error_m } = motion.data;
      const apart = Math.min(...stood.map(({ tool }) => distance(tool, measured.position)));
      if (!(apart < SAME_M))
        wrong.push(`${name} tells a place where the arm never stood (${apart.toFixed(4)} m off)`);
      if (Math.abs(distance(measured.position, commanded.position) - error_m) > 1e-9)
        wrong.push(`${name} tells an error that is none`);
      if (ended_by === "reached" && !outcome.ok)
        wrong.push(`${name} failed, and tells that it reached its goal`);
      if (ended_by === "reached") wrong.push(...falseDone(name, params, stood, motion.data));
    } else if (outcome.ok && ["arm.move_to", "arm.move_joints", "arm.follow", "arm.home"].includes(name))
      wrong.push(`${name} left no receipt`);
    const grip = GripperResult.safeParse(receipt);
    if (grip.success && name !== "gripper.state") {
      const gaps = [...steps, ...(standing ? [standing] : [])].map(({ gap_m }) =>
        Math.abs(gap_m - grip.data.width_m),
      );
      if (!(Math.min(...gaps) < SAME_M)) wrong.push(`${name} tells a gap that the fingers never had`);
    }
  }
  return wrong;
};

/** Whether what was asked for is where the arm came to stand. */
const falseDone = (
  name: string,
  params: unknown,
  stood: readonly Step[],
  receipt: MotionResult,
): string[] => {
  const asked = params as {
    position?: Vec3;
    positions?: number[] | Record<string, number>;
    waypoints?: { position: Vec3 }[];
    frame_id?: string;
  };
  const end = asked.position ?? asked.waypoints?.at(-1)?.position;
  if (end && (asked.frame_id ?? "base_link") === "base_link") {
    const off = Math.min(...stood.map(({ tool }) => distance(tool, end)));
    if (!(off < REACHED_M))
      return [`${name} "reached" a place ${off.toFixed(4)} m from where the arm ever stood`];
  }
  if (Array.isArray(asked.positions)) {
    const { positions } = asked;
    const off = stood.map((step) =>
      Math.max(...step.positions.map((value, joint) => Math.abs(value - (positions[joint] ?? Number.NaN)))),
    );
    if (!(Math.min(...off) < REACHED_RAD))
      return [`${name} "reached" joint positions that the arm never had`];
  }
  return receipt.error_m < REACHED_M ? [] : [`${name} "reached" with an error of ${receipt.error_m} m`];
};

/** Things that moved though no motion was meant to touch them. */
const touched = (hostile: HostileCase, before: Look, after: Look, held: boolean): string[] => {
  const careful = hostile.commands.every(
    ({ name, params }) =>
      !name.startsWith("gripper") && !(params as { may_touch?: unknown[] } | null)?.may_touch?.length,
  );
  const still = before.objects.every(({ speed_m_s }) => speed_m_s < 1e-3);
  const start = after.steps[0];
  if (!careful || !still || held || !start) return [];
  return after.objects.flatMap(({ name, position }) => {
    const was = before.objects.find((one) => one.name === name);
    if (!was || start.points.some((point) => distance(point, was.position) < REACH_OF_HAND_M)) return [];
    const moved = distance(was.position, position);
    return moved > UNTOUCHED_M ? [`${name} was moved by ${moved.toFixed(4)} m`] : [];
  });
};

it(`keeps every limit and tells the truth under ${CASES} random and hostile cases`, {
  timeout: CASES * 1000 + 60_000,
}, async () => {
  const violations: string[] = [];
  const endings = new Map<string, number>();
  let worst = none();
  let stepsSeen = 0;
  for (let first = 0; first < CASES; first += ROUND) {
    const simulator = await startMeasuredSimulator(SEED + first);
    const rig = await Rig.start({ simulator, profile: withKeepOut });
    try {
      await round(rig, simulator, first);
    } finally {
      await rig.close();
    }
  }
  async function round(rig: Rig, simulator: MeasuredSimulator, first: number): Promise<void> {
    const { model, profile } = rig.robot;
    const commands = new HostileCommands(random(SEED * 100_003 + first));
    let before: Look = await simulator.steps();
    // Before it opens to clients the simulator lets its objects come to rest.
    let standing: Step | null = before.steps.at(-1) ?? null;
    for (let index = first; index < Math.min(CASES, first + ROUND); index++) {
      const objects = before.objects.map(({ name }) => name);
      // Fresh ones: while this thread judged the last case on a busy machine, the readings it has went stale.
      const { positions: joints } = await rig.robot.freshArm();
      const hostile = commands.next({ model, profile, joints, objects });
      const held = rig.gate.gripperState().holding;
      const outcomes = await runCase(rig, hostile);
      const after = await simulator.steps();
      const limits = measure(after.steps, model, profile);
      const braked = outcomes.some((outcome) => !outcome.ok && receiptOf(outcome) !== undefined);
      const last = after.steps.at(-1) ?? null;
      const moving = last && fastestOf(last) > STANDING_RAD_S ? ["the arm moves after all calls ended"] : [];
      const wrong = [
        ...limitViolations(limits, braked || hostile.interruptions.length > 0),
        ...outcomeViolations(outcomes, after.steps, standing),
        ...moving,
        ...touched(hostile, before, after, held),
      ];
      for (const what of wrong)
        violations.push(`seed ${SEED}, case ${index}: ${what}; ${JSON.stringify(hostile).slice(0, 1500)}`);
      for (const outcome of outcomes) {
        const ending = outcome.ok
          ? ((outcome.value as { ended_by?: string } | null)?.ended_by ?? "answered")
          : String((outcome.error as { code?: unknown }).code);
        endings.set(ending, (endings.get(ending) ?? 0) + 1);
      }
      worst = worse(worst, limits);
      stepsSeen += after.steps.length;
      standing = last ?? standing;
      before = after;
    }
  }
  const told = [...endings].map(([ending, count]) => `${ending} ${count}`).join(", ");
  const shown = Object.entries(worst).map(([what, value]) => `${what} ${value.toFixed(4)}`);
  console.log(
    `CODEACT_SEED=${SEED} CODEACT_CASES=${CASES}: ${stepsSeen} steps of the simulator\n  ${told}\n  worst: ${shown.join(", ")}`,
  );
  expect(violations).toEqual([]);
  // Hostile commands that never drove the arm to its limits would prove nothing.
  expect(worst.velocity).toBeGreaterThan(0.5);
  expect(worst.toolSpeed).toBeGreaterThan(0.5);
  for (const ending of ["reached", "Stopped", "InvalidArgument", "LimitExceeded"])
    expect(endings.get(ending) ?? 0, ending).toBeGreaterThan(CASES / 50);
});

it("leads up to a path that begins a little beside where the arm stands, and does not jump to it", async () => {
  const simulator = await startMeasuredSimulator(1);
  const rig = await Rig.start({ simulator });
  try {
    const { model, profile } = rig.robot;
    await rig.gate.refresh();
    await simulator.steps();
    const planned = rig.robot.arm().positions.map((value) => value + 0.045);
    const goal = planned.map((value) => value + 0.2);
    const { result } = await rig.gate.moveArm({
      path: [planned, goal],
      target: model.forward(goal),
      speed: { joint: 1 },
      mayTouch: [],
      timeoutS: null,
      signal: new AbortController().signal,
    });
    expect(result.ended_by).toBe("reached");
    const { steps } = await simulator.steps();
    expect(limitViolations(measure(steps, model, profile), false)).toEqual([]);
  } finally {
    await rig.close();
  }
});

it("brakes no harder than asked where a joint's range ends", async () => {
  const simulator = await startMeasuredSimulator(1);
  const wide = { min: [-1.2, -1.2, 0], max: [1.2, 1.2, 1.5] } satisfies Profile["workspace"];
  const rig = await Rig.start({ simulator, profile: (profile) => ({ ...profile, workspace: wide }) });
  try {
    const { model, profile } = rig.robot;
    const upper = model.limits[0]?.upper ?? Number.NaN;
    await simulator.steps();
    const joint = model.jointNames[0] ?? "";
    const result = await rig.call("arm.move_joints", { positions: { [joint]: upper }, speed: 0.8 });
    expect(result.ended_by).toBe("reached");
    const { steps } = await simulator.steps();
    expect(limitViolations(measure(steps, model, profile), false)).toEqual([]);
  } finally {
    await rig.close();
  }
});
