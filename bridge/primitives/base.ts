import type { CallContext } from "../executor/types.ts";
import { type BaseResult, PrimitiveError } from "../protocol/index.ts";
import { basePose } from "../robot/base-pose.ts";
import type { BaseReport } from "../safety/base-gate.ts";
import { baseText } from "../safety/receipts.ts";
import type { Handlers, PrimitiveDeps } from "./handler.ts";

/** The mobile base; every motion leaves its receipt, also when it ended in an error. */
export const baseHandlers = ({ robot, gate }: PrimitiveDeps): Handlers<`base.${string}`> => {
  const moved = async (motion: Promise<BaseReport>, context: CallContext): Promise<BaseResult> => {
    try {
      const { result, why } = await motion;
      context.addReceipt(result, baseText(result, why));
      return result;
    } catch (error) {
      if (error instanceof PrimitiveError && error.receipt) {
        const receipt = error.receipt as BaseResult;
        context.addReceipt(receipt, baseText(receipt));
      }
      throw error;
    }
  };
  return {
    "base.pose": () => basePose(robot),
    "base.drive": (command, context) => moved(gate.driveBase(command, context.signal), context),
    "base.navigate_to": ({ x, y, yaw, timeout_s }, context) => {
      if (Math.abs(yaw) > LARGEST_RAD)
        throw new PrimitiveError(
          "InvalidArgument",
          `yaw ${yaw} is more than a whole turn; are these degrees? In radians it would be ${((yaw * Math.PI) / 180).toFixed(4)}.`,
        );
      return moved(gate.navigateBase({ x, y, yaw, timeoutS: timeout_s }, context.signal), context);
    },
    "base.stop": async () => {
      robot.base();
      await gate.stop("program");
      return basePose(robot);
    },
  };
};

/** A yaw beyond this is taken for degrees. */
const LARGEST_RAD = 2 * Math.PI + 0.001;
