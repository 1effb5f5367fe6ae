import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { RobotFrame, SafetyLimits } from "../../../bridge/protocol/index.ts";
import { useApp, useAppState } from "../frame/context.ts";
import type { SeriesRecorder } from "../state/series-recorder.ts";
import { rowAt } from "../state/series-window.ts";
import { useSlidingJoints } from "./prismatic-joints.ts";
import { type Nearness, nearnessOf } from "./safety-nearness.ts";
import { urdfLimits } from "./urdf-limits.ts";

const PERIOD_MS = 200;
/** A speed is measured over this long: less, and the joints' noise is a speed; seconds. */
const OVER_S = 0.1;
/** Joints slower than this stand, rad/s. */
const STANDS = 0.01;

/** How near the robot is to each of its limits, five times a second; and what the limits are. */
export const useNearness = (): { readonly limits: SafetyLimits; readonly all: readonly Nearness[] } => {
  const { robot, series } = useApp();
  const told = useAppState(({ session }) => session?.safety ?? null);
  const urdf = useAppState((state) => state.urdf);
  const sliding = useSlidingJoints();
  const limits = useMemo(() => told ?? urdfLimits(urdf), [told, urdf]);
  const [all, setAll] = useState<readonly Nearness[]>([]);
  const rest_n = useRef(0);
  const seen = useRef<RobotFrame | null>(null);
  useEffect(() => {
    seen.current = null;
    const look = (): void => {
      const { frame } = robot;
      if (!frame || frame === seen.current) return;
      seen.current = frame;
      const moves = frame.goal !== undefined || frame.velocities.some((one) => Math.abs(one) > STANDS);
      if (!moves) rest_n.current = Math.hypot(...(frame.wrench?.force ?? [0]));
      const meanwhile = { toolSpeed_m_s: series && toolSpeed(series), restForce_n: rest_n.current };
      setAll(nearnessOf(limits, frame, meanwhile, sliding));
    };
    look();
    const timer = setInterval(look, PERIOD_MS);
    return () => clearInterval(timer);
  }, [robot, series, limits, sliding]);
  return { limits, all };
};

/** How fast the tool went over the last tenth of a second, m/s; null where nobody tells where it is. */
const toolSpeed = ({ series, columns }: SeriesRecorder): number | null => {
  const first = columns.findIndex(({ quantity }) => quantity === "tool");
  const last = (series?.length ?? 0) - 1;
  if (!series || first < 0 || last < 1) return null;
  const before = Math.max(0, rowAt(series, series.timeAt(last) - OVER_S));
  const elapsed = series.timeAt(last) - series.timeAt(before);
  const apart = [0, 1, 2].map(
    (axis) => series.valueAt(last, first + axis) - series.valueAt(before, first + axis),
  );
  const speed = Math.hypot(...apart) / elapsed;
  return Number.isFinite(speed) ? speed : null;
};
