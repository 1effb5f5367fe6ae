import { type Emit, type PrimitiveError, UserError } from "../protocol/index.ts";
import type { Robot } from "../robot/robot.ts";
import { bringToStand, CANCEL_S, type Escalation } from "./escalation.ts";
import { EmergencyStop } from "./estop.ts";
import { EstopTopic } from "./estop-topic.ts";
import { reportStop, type StopReport } from "./halt.ts";
import {
  bodyWords,
  freshSpeeds,
  readingsWords,
  speedWords,
  stands,
  waitForStandstill,
} from "./standstill.ts";

/** Who pressed the emergency stop, when it was somebody on the robot's side. */
const ROBOT = "robot";
/** Seconds in which the robot must be measured standing for a reset. */
const RESET_S = 1;
/** Wall seconds in which readings must come after a reconnection, to tell whether the robot still moves. */
const RECONNECTED_S = 5;
/** Seconds that goals of a lost connection get to be cancelled, where they can be: a new connection is heard late. */
const CANCEL_ALL_S = 4;
/** Readings that are looked at for it: an arm that turns round stands for one. */
const LOOKS = 3;

export interface StopperParts {
  readonly robot: Robot;
  readonly emit: Emit;
  /** Whether a motion is under way. */
  readonly moving: () => boolean;
  /** Tells the robot to brake and stay where it is; returns what was done, in words. Never throws. */
  readonly hold: () => string;
  /** Whether keepStill also cancels what a lost connection left behind. */
  readonly cancelsAll: boolean;
  /** Tells the robot over and over to stand, until what it returns is called. Never throws. */
  readonly keepStill: () => () => void;
}

/** Stops of every kind: asked for by somebody, latched, or made necessary by what was measured. */
export class Stopper {
  readonly #parts: StopperParts;
  readonly #estop = new EmergencyStop();
  readonly #topic: EstopTopic;
  #stop = new AbortController();
  /** The robot being brought to a stand. */
  #standing: Promise<Escalation> | null = null;
  /** Ends when what a lost connection left behind was looked at. */
  #recovered: Promise<unknown> = Promise.resolve();

  constructor(parts: StopperParts) {
    this.#parts = parts;
    this.#topic = new EstopTopic(parts.robot, {
      latched: () => this.#estop.latched && { here: this.#estop.latched.by !== ROBOT },
      onPressed: () => void this.estop(ROBOT),
    });
    let lost = false;
    parts.robot.onConnection((state) => {
      if (state !== "connected") lost = true;
      else if (lost) {
        lost = false;
        this.#recovered = this.#afterReconnecting();
      }
    });
  }

  /** Aborted by the next stop; every motion listens to the signal that is there when it begins. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get latchedBy(): string | null {
    return this.#estop.latched?.by ?? null;
  }

  /** Why nothing may be commanded; null when the emergency stop is not latched. */
  refusal(): PrimitiveError | null {
    return this.#estop.refusal();
  }

  /** Resolves when no stop is under way any more; no motion may begin before. */
  async settled(): Promise<void> {
    await this.#recovered;
    await this.#standing;
  }

  /** Cancels what is under way and brings the robot to a stand; never rejects. */
  stop(by: string): Promise<StopReport> {
    return this.#halt(by);
  }

  /** Latches the emergency stop, tells the robot's side, and stops; never rejects. */
  estop(by: string): Promise<StopReport> {
    this.#latch(by, "pressed");
    return this.#halt(by);
  }

  /**
   * Resets the emergency stop. The robot must be connected and measured standing. Where it is not latched here, the
   * robot's side is released all the same: who latched it there may be gone.
   *
   * @throws UserError in one line; the stop stays latched
   */
  async reset(by: string): Promise<void> {
    const { robot, emit } = this.#parts;
    const { presses, latched } = this.#estop;
    const stays = latched ? "The emergency stop stays latched" : "The emergency stop was not reset";
    if (robot.connection !== "connected")
      throw new UserError(
        `${stays}: the connection to the robot is ${robot.connection}. Wait until it is back, then reset again.`,
      );
    const still = await waitForStandstill(robot, RESET_S);
    const body = bodyWords(robot.profile);
    if (still.speeds === null)
      throw new UserError(
        `${stays}: no fresh ${readingsWords(robot.profile)} show ${body} standing. Check its sensors first.`,
      );
    if (!still.standing)
      throw new UserError(
        `${stays}: ${body} moves (${speedWords(still.speeds)}). Reset it once ${body} stands.`,
      );
    await this.#topic.quiet();
    if (this.#estop.presses !== presses)
      throw new UserError("The emergency stop was pressed again meanwhile and stays latched.");
    try {
      this.#topic.release();
    } catch (error) {
      throw new UserError(`${stays}: ${(error as Error).message}`);
    }
    if (latched) this.#estop.reset();
    const text = latched
      ? `Emergency stop reset by ${by}; it had been latched by ${latched.by}. Motions are possible again.`
      : `The emergency stop was not latched here; ${by} released the robot's side.`;
    emit({ type: "estop", latched: false, by, text });
  }

  /** One at a time: who wants the robot to stand while it is being brought to a stand waits for the same. */
  bringToStand(by: string, patienceS = CANCEL_S): Promise<Escalation> {
    const { robot, hold, keepStill } = this.#parts;
    if (this.#standing) return this.#standing;
    const estop = (): string =>
      robot.connection === "connected"
        ? this.#latch(by, "latched after a stop that did not work,")
        : "the robot cannot be told anything, it is not connected";
    const letGo = keepStill();
    this.#standing = bringToStand(robot, { hold, estop }, patienceS).finally(() => {
      letGo();
      this.#standing = null;
    });
    return this.#standing;
  }

  #halt(by: string, patienceS = CANCEL_S): Promise<StopReport> {
    const { robot, emit, moving } = this.#parts;
    const wasMoving = moving();
    this.#stop.abort(by);
    this.#stop = new AbortController();
    return reportStop(robot, emit, { by, wasMoving }, this.bringToStand(by, patienceS));
  }

  /** Returns what was done, in words. */
  #latch(by: string, how: string): string {
    const first = this.#estop.latch(by);
    const told = by === ROBOT ? "the robot's side pressed it" : this.#topic.engage();
    const text = `Emergency stop ${how} by ${by}: every motion is refused until a person resets it (${told}).`;
    if (first) this.#parts.emit({ type: "estop", latched: true, by, text });
    return `emergency stop latched, ${told}`;
  }

  /** A goal may have outlived the connection on the robot: stops a robot that moves. Nothing is ever sent again. */
  async #afterReconnecting(): Promise<void> {
    try {
      for (let look = 0; look < LOOKS; look++) {
        if (stands(await freshSpeeds(this.#parts.robot, RECONNECTED_S))) continue;
        // A brake that is heard late would drive back an arm that stands by then: it comes last where cancelling can do.
        await this.#halt("reconnection", this.#parts.cancelsAll ? CANCEL_ALL_S : 0);
        return;
      }
    } catch {
      // Without readings, or with the connection gone again, no motion can begin either.
    }
  }
}
