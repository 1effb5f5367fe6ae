import type { World } from "../world/world.ts";
import { BaseController } from "./base/controller.ts";
import { Navigator } from "./base/navigator.ts";
import type { Controller } from "./controller.ts";
import { GripperController } from "./gripper-controller.ts";
import { type ControllerHost, TrajectoryController } from "./trajectory/controller.ts";

/** The controllers of a robot, by its parts; absent for parts that it has not. */
export interface RobotControllers {
  readonly arm?: TrajectoryController;
  readonly gripper?: GripperController;
  readonly navigator?: Navigator;
  readonly base?: BaseController;
}

/**
 * Controllers for the parts that the world's robot has.
 *
 * @param patient the clock is `fast`: a base lets what is asked while it brakes wait until it stands
 */
export const makeControllers = (world: World, host: ControllerHost, patient: boolean): RobotControllers => {
  const { servos, gripper, drive } = world.scene.robot;
  const base = drive ? new BaseController(world, drive, host, patient) : null;
  return {
    ...(servos.length > 0 ? { arm: new TrajectoryController(world, host) } : {}),
    ...(gripper ? { gripper: new GripperController(world, gripper, host) } : {}),
    // The navigator first: it leads the base.
    ...(base ? { navigator: new Navigator(world, base, host), base } : {}),
  };
};

/** All of them, in the order in which they are to be updated. */
export const listed = (controllers: RobotControllers): Controller[] =>
  Object.values(controllers) as Controller[];

/** All of them as one thing that moves and can be halted. */
export const together = (controllers: RobotControllers): Pick<Controller, "active" | "halt"> => ({
  get active() {
    return listed(controllers).some(({ active }) => active);
  },
  halt: (reason) => {
    for (const controller of listed(controllers)) controller.halt(reason);
  },
});
