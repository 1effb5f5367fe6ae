import { useEffect, useState } from "preact/hooks";
import type { RobotFrame } from "../../../bridge/protocol/index.ts";
import { useApp } from "../frame/context.ts";

/** More often, nobody could read the numbers. */
const PERIOD_MS = 100;

/** The newest measurement, ten times a second at most. */
export const useRobotFrame = (): RobotFrame | null => {
  const { robot } = useApp();
  const [frame, setFrame] = useState(robot.frame);
  useEffect(() => {
    const timer = setInterval(() => setFrame(robot.frame), PERIOD_MS);
    return () => clearInterval(timer);
  }, [robot]);
  return frame;
};
