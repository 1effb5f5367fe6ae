import type { CallContext } from "../executor/types.ts";
import { type BaseResult, type GripperResult, type MotionResult, PrimitiveError } from "../protocol/index.ts";
import { baseText, gripperText, motionText } from "../safety/receipts.ts";
import type { Moved } from "../safety/ros-gate.ts";
import type { Handlers, PrimitiveDeps } from "./handler.ts";

/** Topics, services, actions and parameters by name. What is sent goes through the gate. */
export const rosHandlers = ({
  robot,
  gate,
}: PrimitiveDeps): Handlers<`ros.${string}` | `sensors.${string}`> => ({
  "ros.topics": () => robot.topics(),
  "ros.read": ({ topic, timeout_s }, context) => robot.readTopic(topic, timeout_s, context.signal),
  "ros.publish": (params, context) =>
    withReceipts(context, (moved) => gate.ros.publish(params, context.signal, moved)),
  "ros.call": (params, context) => gate.ros.call(params, context.signal),
  "ros.send_goal": (params, context) =>
    withReceipts(context, (moved) =>
      gate.ros.sendGoal(params, context.signal, moved, (value) => context.feedback(value)),
    ),
  "ros.param": ({ name }, context) => gate.ros.param(name, context.signal),
  "sensors.read": ({ topic, timeout_s }, context) => robot.readTopic(topic, timeout_s, context.signal),
  "sensors.wrench": () => robot.wrench(),
});

/** Leaves the receipt of what a message moved, also when it ended in an error. */
const withReceipts = async <T>(
  context: CallContext,
  send: (moved: (moved: Moved) => void) => Promise<T>,
): Promise<T> => {
  try {
    return await send(({ receipt, text }) => context.addReceipt(receipt, text));
  } catch (error) {
    if (error instanceof PrimitiveError && error.receipt) {
      const receipt = error.receipt as MotionResult | GripperResult | BaseResult;
      const words =
        "distance_m" in receipt
          ? baseText(receipt)
          : "measured" in receipt
            ? motionText(receipt)
            : gripperText(receipt, "stopped");
      context.addReceipt(receipt, `${words} (${error.code})`);
    }
    throw error;
  }
};
