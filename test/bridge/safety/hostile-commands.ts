import { armOf, type Profile } from "../../../bridge/protocol/index.ts";
import type { ArmModel } from "../../../bridge/robot/kinematics/arm-model.ts";

export interface Command {
  readonly name: string;
  readonly params: unknown;
}

/** What comes in between: whose stop, after how many joint states. */
export interface Interruption {
  readonly kind: "person stops" | "program stops" | "action is aborted";
  readonly afterStates: number;
}

/** Commands that are given at once. */
export interface HostileCase {
  readonly commands: readonly Command[];
  readonly interruptions: readonly Interruption[];
}

/** What the commands are aimed at. */
export interface Surroundings {
  readonly model: ArmModel;
  readonly profile: Profile;
  /** Where the joints are now, radians. */
  readonly joints: readonly number[];
  readonly objects: readonly string[];
}

const NO_NUMBERS = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  null,
  "0.3",
  [],
  {},
  true,
];
const WRONG_NAMES = ["forearm_link", "keep-out zone 1", "table", "", "no such thing", "__proto__", "tcp"];
const FRAMES = ["tcp", "wrist_3_link", "red_cube", "world", "no_such_frame", "", "__proto__"];

/** Random commands, sane, borderline and insane, from a generator of numbers between 0 and 1. */
export class HostileCommands {
  readonly #next: () => number;

  constructor(next: () => number) {
    this.#next = next;
  }

  /** The next case; the same numbers and surroundings give the same. */
  next(around: Surroundings): HostileCase {
    const commands = [this.#command(around)];
    while (this.#chance(0.15) && commands.length < 4) commands.push(this.#command(around));
    const interruptions: Interruption[] = [];
    while (this.#chance(interruptions.length === 0 ? 0.4 : 0.15))
      interruptions.push({
        kind: this.#pick("person stops", "program stops", "action is aborted"),
        afterStates: Math.floor(this.#between(0, this.#pick(3, 30, 100))),
      });
    return { commands, interruptions };
  }

  #between(low: number, high: number): number {
    return low + (high - low) * this.#next();
  }

  #chance(share: number): boolean {
    return this.#next() < share;
  }

  #pick<T>(...values: readonly T[]): T {
    return values[Math.floor(this.#next() * values.length)] as T;
  }

  #command(around: Surroundings): Command {
    const kind = this.#next();
    if (kind < 0.4) return { name: "arm.move_to", params: this.#moveTo(around) };
    if (kind < 0.58) return { name: "arm.move_joints", params: this.#moveJoints(around) };
    if (kind < 0.76) return { name: "arm.follow", params: this.#follow(around) };
    if (kind < 0.82)
      return { name: "arm.home", params: this.#chance(0.8) ? {} : { timeout_s: this.#timeout() } };
    if (kind < 0.92) return this.#gripper();
    return this.#oddity(around);
  }

  #moveTo(around: Surroundings): unknown {
    return {
      position: this.#position(around),
      ...this.#sometimes(0.4, { orientation: this.#orientation() }),
      ...this.#sometimes(0.07, { frame_id: this.#pick(...FRAMES) }),
      ...this.#sometimes(0.8, { speed: this.#speed(1) }),
      ...this.#sometimes(0.4, { straight: true }),
      ...this.#sometimes(0.25, { timeout_s: this.#timeout() }),
      ...this.#sometimes(0.3, { may_touch: this.#mayTouch(around) }),
    };
  }

  #moveJoints(around: Surroundings): unknown {
    const { limits, jointNames } = around.model;
    const way = this.#pick(0.05, 0.5, 1.5);
    const near = around.joints.map((value) => value + this.#between(-way, way));
    const positions = this.#mostly(
      [near, Object.fromEntries(jointNames.slice(0, 3).map((name, joint) => [name, near[joint]]))],
      [
        limits.map(({ lower, upper }) => this.#between(lower * 1.05, upper * 1.05)),
        limits.map(({ lower, upper }) => this.#pick(lower, upper, lower - 1e-9, upper + 0.02, 0)),
      ],
      [
        { [this.#pick("elbow", "left_finger_joint", "__proto__")]: 0.5 },
        near.slice(1),
        near.map((value) => (value * 180) / Math.PI),
        near.with(2, this.#pick(...NO_NUMBERS) as number),
      ],
    );
    return {
      positions,
      ...this.#sometimes(0.8, { speed: this.#speed(2.5) }),
      ...this.#sometimes(0.25, { timeout_s: this.#timeout() }),
    };
  }

  #follow(around: Surroundings): unknown {
    const near = around.model.forward(around.joints).position;
    const jump = this.#pick(0, 0.001, 0.02, 0.15);
    const step = (): number[] => near.map((value) => value + this.#between(-jump, jump));
    const [a, b] = [step(), step()];
    const one = this.#position(around);
    const waypoints = this.#mostly<unknown[]>(
      [[one], [a, b, a, b, a, b, a, b], Array.from({ length: 12 }, step), [a, one, b]],
      [[a, a, a, b, b, a], Array.from({ length: 40 }, () => a), [a, one, one, a]],
      [[], [a, this.#pick(...NO_NUMBERS), b]],
    );
    return {
      waypoints: waypoints.map((position) =>
        this.#chance(0.95) ? { position } : { position, orientation: this.#orientation() },
      ),
      ...this.#sometimes(0.8, { speed: this.#speed(1) }),
      ...this.#sometimes(0.25, { timeout_s: this.#timeout() }),
      ...this.#sometimes(0.3, { may_touch: this.#mayTouch(around) }),
    };
  }

  #gripper(): Command {
    const width = this.#mostly<unknown>(
      [this.#between(0, 0.08), 0],
      [0, 0.08, 0.0800001],
      [-0.01, 40, ...NO_NUMBERS],
    );
    const force = this.#mostly<unknown>(
      [this.#between(1, 30)],
      [30, 30.001, 1e-9],
      [0, -5, 500, ...NO_NUMBERS],
    );
    return this.#chance(0.5)
      ? { name: "gripper.open", params: this.#chance(0.3) ? {} : { width_m: width } }
      : { name: "gripper.close", params: this.#chance(0.3) ? {} : { force_n: force } };
  }

  #oddity(around: Surroundings): Command {
    return this.#pick<Command>(
      { name: "arm.stop", params: {} },
      { name: "wait", params: { seconds: this.#pick<unknown>(0, 0.2, -1, 1e9, ...NO_NUMBERS) } },
      { name: "arm.can_reach", params: { position: this.#position(around) } },
      { name: "arm.pose", params: { frame_id: this.#pick(...FRAMES) } },
      { name: "gripper.state", params: {} },
      { name: this.#pick("__proto__", "constructor", "arm.move_to ", "arm", "ARM.HOME", ""), params: {} },
      { name: this.#pick("arm.move_to", "arm.follow"), params: this.#pick<unknown>(null, [], 7, "home") },
      { name: "arm.move_to", params: { position: [0.4, 0, 0.3], clamp: true } },
      { name: "arm.home", params: JSON.parse('{"__proto__": {"timeout_s": 1}, "constructor": 1}') },
    );
  }

  #position(around: Surroundings): unknown {
    const { workspace, keep_out } = armOf(around.profile);
    const inside = (low: readonly number[], high: readonly number[]): number[] =>
      low.map((from, axis) => this.#between(from, high[axis] ?? from));
    const easy = inside([0.3, -0.4, 0.12], [0.7, 0.4, 0.5]);
    const zone = keep_out.length > 0 ? this.#pick(...keep_out) : workspace;
    const edge = this.#pick(workspace, zone);
    return this.#mostly<unknown>(
      [easy, easy, easy, inside(workspace.min, workspace.max)],
      [
        inside([-1, -1.5, -0.3], [1.5, 1.5, 1.5]),
        inside([0.35, -0.35, -0.01], [0.65, 0.35, 0.06]),
        inside(zone.min, zone.max),
        easy.map((value, axis) => (axis === 0 ? value : (this.#pick(edge.min, edge.max)[axis] ?? 0))),
        [0, 0, this.#between(0, 0.6)],
      ],
      [
        easy.map((value) => value * 1000),
        easy.slice(1),
        easy.with(this.#pick(0, 1, 2), this.#pick(...NO_NUMBERS) as number),
      ],
    );
  }

  #orientation(): unknown {
    const q = [0, 0, 0, 0].map(() => this.#between(-1, 1));
    const unit = q.map((value) => value / Math.hypot(...q));
    const tilt = this.#between(-0.4, 0.4);
    return this.#mostly<unknown>(
      [null, [1, 0, 0, 0], [Math.cos(tilt), 0, Math.sin(tilt), 0]],
      [unit],
      [q, [0, 0, 0, 0], [0, 90, 0, 1], unit.with(0, Number.NaN)],
    );
  }

  #speed(most: number): unknown {
    return this.#mostly<unknown>(
      [this.#between(0.1 * most, most)],
      [most, most * 1.0001, 0.03, 1e-9, Number.MIN_VALUE],
      [most * 3, 0, -0.3, ...NO_NUMBERS],
    );
  }

  #timeout(): unknown {
    return this.#mostly<unknown>([0.3, 1, 20], [1e-9, Number.MAX_VALUE, null], [0, -1, ...NO_NUMBERS]);
  }

  #mayTouch({ objects }: Surroundings): unknown {
    return this.#mostly<unknown>(
      [[this.#pick(...objects)], [...objects]],
      [Array(1000).fill("red_cube"), []],
      [[this.#pick(...WRONG_NAMES)], "red_cube", [7], null],
    );
  }

  /** One of the sane values mostly, else a borderline or an insane one. */
  #mostly<T>(sane: readonly T[], borderline: readonly T[], insane: readonly T[]): T {
    const mood = this.#next();
    return this.#pick(...(mood < 0.85 ? sane : mood < 0.96 ? borderline : insane));
  }

  #sometimes(share: number, fields: Record<string, unknown>): Record<string, unknown> {
    return this.#chance(share) ? fields : {};
  }
}
