import { type GripperResult, PrimitiveError, type Profile } from "../protocol/index.ts";
import type { Actuators } from "../robot/actuators.ts";
import { caughtUp } from "../robot/listening-time.ts";
import type { Robot } from "../robot/robot.ts";
import { type CancelReason, type GoalOutcome, watchGoal } from "./goal-watch.ts";

/** Fingers that stopped this much before where they were sent have something between them. */
const BLOCKED_M = 0.002;
/** A gripper's motion is short; beyond this many seconds of the robot's clock it is cancelled. */
const TIMEOUT_S = 10;

type Gripper = NonNullable<Profile["gripper"]>;

/** What was commanded of the hand last; from it and the measured gap follows whether it holds something. */
export interface HandMemory {
  /** Metres; null before any command. */
  readonly commanded_m: number | null;
  readonly force_n: number;
}

/** The checks on finger motions, and what is known of the hand. */
export class GripperGate {
  readonly #robot: Robot;
  readonly #actuators: Actuators;
  #commanded_m: number | null = null;
  #force_n = 0;

  constructor(robot: Robot, actuators: Actuators) {
    this.#robot = robot;
    this.#actuators = actuators;
  }

  get memory(): HandMemory {
    return { commanded_m: this.#commanded_m, force_n: this.#force_n };
  }

  /** For a simulator that was put back, and its hand with it. */
  set memory({ commanded_m, force_n }: HandMemory) {
    this.#commanded_m = commanded_m;
    this.#force_n = force_n;
  }

  /** Whether the fingers hold something: they were sent further together than they got. False before any command. */
  holding(): boolean {
    if (!this.#robot.profile.gripper || this.#commanded_m === null) return false;
    const { width_m } = this.#robot.fingers();
    return width_m > BLOCKED_M && width_m - this.#commanded_m > BLOCKED_M;
  }

  state(): GripperResult {
    this.#gripper();
    const holding = this.holding();
    return {
      width_m: Math.max(0, this.#robot.fingers().width_m),
      holding,
      force_n: holding ? this.#force_n : 0,
    };
  }

  /** @param onCancel as watchGoal takes it */
  async move(
    command: { width_m: number; force_n: number },
    signal: AbortSignal,
    onCancel: (why: CancelReason) => Promise<unknown> | undefined,
  ): Promise<GripperResult> {
    const gripper = this.#gripper();
    checkCommand(gripper, command);
    const { width_m, force_n } = command;
    await caughtUp();
    this.#robot.arm(); // nothing is sent to a robot that is not seen
    if (signal.aborted)
      throw new PrimitiveError("Stopped", "The robot was stopped before the gripper moved.");
    const goal = this.#actuators.sendGripper(width_m, force_n);
    this.#commanded_m = width_m;
    const outcome = await watchGoal(this.#robot, goal, { timeoutS: TIMEOUT_S, signal, onCancel });
    await caughtUp();
    if (outcome.kind !== "ended") throw this.#failure(outcome);
    const { effort } = outcome.end.values;
    this.#force_n = typeof effort === "number" ? Math.abs(effort) : force_n;
    const result = this.state();
    if (outcome.end.status !== 4 && !result.holding && Math.abs(result.width_m - width_m) > BLOCKED_M * 2)
      throw new PrimitiveError(
        "GraspFailed",
        `The gripper stopped at ${result.width_m.toFixed(3)} m instead of ${width_m.toFixed(3)} m: ${outcome.end.error || "its controller gave up"}. Open it and try again.`,
        result,
      );
    return result;
  }

  #failure(outcome: Exclude<GoalOutcome, { kind: "ended" }>): PrimitiveError {
    let receipt: GripperResult | undefined;
    try {
      receipt = this.state();
    } catch {
      // Without fresh finger positions there is no receipt; the error says the rest.
    }
    const where = receipt ? ` The fingers are ${receipt.width_m.toFixed(3)} m apart.` : "";
    if (outcome.kind === "disconnected")
      return new PrimitiveError(
        "Disconnected",
        `The connection to the robot was lost while the gripper moved.${where} ${outcome.error.message}`,
        receipt,
      );
    if (outcome.why === "signal")
      return new PrimitiveError("Stopped", `The gripper's motion was stopped.${where}`, receipt);
    if (outcome.why === "stale")
      return new PrimitiveError(
        "Stale",
        `Joint states stopped coming while the gripper moved.${where}`,
        receipt,
      );
    return new PrimitiveError(
      "Timeout",
      `The gripper did not get there within ${TIMEOUT_S} s.${where}`,
      receipt,
    );
  }

  #gripper(): Gripper {
    const { gripper, name } = this.#robot.profile;
    if (!gripper) throw new PrimitiveError("NotSupported", `Robot "${name}" has no gripper in its profile.`);
    return gripper;
  }
}

/** @throws PrimitiveError LimitExceeded for a width (metres) or force (newtons) that the gripper cannot do */
const checkCommand = (gripper: Gripper, { width_m, force_n }: { width_m: number; force_n: number }): void => {
  const { name, min_width_m, max_width_m, max_force_n } = gripper;
  if (!(width_m >= min_width_m && width_m <= max_width_m)) {
    const unit = width_m > 1 ? ` Are these millimetres? In metres it would be ${width_m / 1000}.` : "";
    throw new PrimitiveError(
      "LimitExceeded",
      `width ${width_m} m is outside ${min_width_m} to ${max_width_m} m for gripper "${name}".${unit} Pass a width in that range.`,
    );
  }
  if (!(force_n > 0 && force_n <= max_force_n))
    throw new PrimitiveError(
      "LimitExceeded",
      `force ${force_n} N is not above 0 and up to the limit of ${max_force_n} N for gripper "${name}". Pass a force_n in that range.`,
    );
};
