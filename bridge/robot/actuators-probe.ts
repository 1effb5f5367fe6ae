import { PrimitiveError } from "../protocol/index.ts";
import type { Connection } from "./connection.ts";
import { until } from "./until.ts";

/** Wall seconds for a server's answer to a request that every server answers. */
const ANSWER_S = 8;
/** Wall seconds that the answer to the question itself may come later than that one. */
const LATER_S = 1.5;
/** A type that no package has: a server that knows action operations refuses it before it looks for the action. */
const NO_TYPE = "codeact_ros/action/NoSuchAction";

/**
 * Whether the server at the other end knows the action operations (rosbridge 2.0 and later). The Python server of
 * before, rosbridge 1.x, writes of an unknown operation in its own log only and tells its client nothing. So it is
 * asked for a goal of an action that cannot be, which servers that know the operation refuse at once, and for
 * something that every server answers: when only that is answered, the operation is not known.
 *
 * @param action below whose name the question is asked, for servers that let only some names through
 * @returns true also where the server answers neither in time
 */
export const knowsActionOperations = async (connection: Connection, action: string): Promise<boolean> => {
  let refuse: (known: boolean) => void = () => {};
  const told = new Promise<boolean>((resolve) => {
    refuse = resolve;
  });
  const probe = { name: `${action}/codeact_ros_asks_for_action_operations`, type: NO_TYPE };
  connection.goal(probe, {}, (answer) => {
    if (answer instanceof PrimitiveError) return; // the other request ends with the same
    refuse(answer.kind === "result" || !/unknown op/i.test(answer.reason));
  });
  const other = connection.call("/rosapi/get_time", undefined, {}, { timeoutS: ANSWER_S }).then(
    () => true,
    (error: unknown) => error instanceof PrimitiveError && error.code === "NotSupported",
  );
  const first = await Promise.race([told, other.then((answered) => ({ answered }))]);
  if (typeof first === "boolean") return first;
  if (!first.answered) return true;
  return until<boolean>((resolve) => (void told.then(resolve), () => {}), {
    timeoutS: LATER_S,
    late: () => new PrimitiveError("Timeout", "no answer"),
  }).catch(() => false);
};
