import { meaningOf } from "../executor/sandbox/levels.ts";
import type { Executor } from "../executor/types.ts";
import { type Emit, UserError } from "../protocol/index.ts";
import type { Robot } from "../robot/robot.ts";

/**
 * For a sandbox that nobody chose: warns when nothing keeps the program in.
 *
 * @throws UserError when nothing does, and the robot is a real one
 */
export const checkSandbox = (executor: Executor, robot: Robot, emit: Emit): void => {
  if (executor.sandbox !== "none") return;
  const why = executor.unavailable.map((one) => `${one.level}: ${one.why}`).join(" ");
  if (robot.clock === null)
    throw new UserError(
      `No sandbox starts here, and ${robot.url} is no simulator: Python that the agent writes would run with your rights beside a real robot. See \`codeact-ros doctor\`, or say --sandbox none to run it all the same. ${why}`,
    );
  emit({
    type: "notice",
    level: "warning",
    text: `No sandbox: ${meaningOf.none}. Not to be had: ${why}`,
  });
};
