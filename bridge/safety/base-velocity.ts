import { baseOf, stampToSeconds } from "../protocol/index.ts";
import { RobotTopic } from "../robot/actuators-topic.ts";
import type { Robot } from "../robot/robot.ts";
import { rosTime } from "../robot/ros-spelling.ts";

/** Says to a mobile base how fast to go (geometry_msgs/Twist or TwistStamped); advertised from the start. */
export class BaseVelocity {
  readonly #robot: Robot;
  readonly #topic: RobotTopic;
  readonly #stamped: boolean;

  /** @throws PrimitiveError NotSupported without a base */
  constructor(robot: Robot) {
    const { cmd_vel } = baseOf(robot.profile);
    this.#robot = robot;
    this.#topic = new RobotTopic(robot, cmd_vel, { latch: false });
    this.#stamped = cmd_vel.type.endsWith("TwistStamped");
  }

  /** Metres and radians per second. @throws PrimitiveError `Disconnected`; nothing is sent later */
  send(linear: number, angular: number): void {
    const twist = { linear: { x: linear, y: 0, z: 0 }, angular: { x: 0, y: 0, z: angular } };
    this.#topic.publish(this.#stamped ? { header: this.#header(), twist } : twist);
  }

  /** Sends zero at once, and again and again until the returned function is called. Never throws. */
  keepZero(): () => void {
    const zero = (): void => {
      try {
        this.send(0, 0);
      } catch {
        // A connection that is down cannot carry it; that the base stands is measured, not believed.
      }
    };
    zero();
    const timer = setInterval(zero, baseOf(this.#robot.profile).command_period_s * 1000);
    return () => clearInterval(timer);
  }

  #header(): object {
    const { ros_version } = this.#robot.profile;
    const now = this.#robot.now();
    return {
      stamp: rosTime(ros_version, now ? stampToSeconds(now) : 0),
      frame_id: baseOf(this.#robot.profile).frame,
    };
  }
}
