import type { CallContext } from "../executor/types.ts";
import { type GripperResult, PrimitiveError } from "../protocol/index.ts";
import { gripperText } from "../safety/receipts.ts";
import type { Handlers, PrimitiveDeps } from "./handler.ts";

export const gripperHandlers = ({ robot, gate }: PrimitiveDeps): Handlers<`gripper.${string}`> => {
  const gripper = () => {
    if (!robot.profile.gripper)
      throw new PrimitiveError(
        "NotSupported",
        `Robot "${robot.profile.name}" has no gripper in its profile.`,
      );
    return robot.profile.gripper;
  };
  const move = async (
    command: { width_m: number; force_n: number },
    verb: "opened" | "closed",
    context: CallContext,
  ): Promise<GripperResult> => {
    try {
      const result = await gate.moveGripper(command, context.signal);
      context.addReceipt(result, gripperText(result, verb));
      return result;
    } catch (error) {
      if (error instanceof PrimitiveError && error.receipt) {
        const receipt = error.receipt as GripperResult;
        context.addReceipt(receipt, `${gripperText(receipt, "stopped")} (${error.code})`);
      }
      throw error;
    }
  };
  return {
    "gripper.open": ({ width_m }, context) => {
      const { max_width_m, default_force_n } = gripper();
      return move({ width_m: width_m ?? max_width_m, force_n: default_force_n }, "opened", context);
    },
    "gripper.close": ({ force_n }, context) => {
      const { min_width_m, default_force_n } = gripper();
      return move({ width_m: min_width_m, force_n: force_n ?? default_force_n }, "closed", context);
    },
    "gripper.state": () => gate.gripperState(),
  };
};
