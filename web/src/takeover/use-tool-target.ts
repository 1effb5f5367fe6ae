import { useEffect } from "preact/hooks";
import { useApp, useAppState } from "../frame/context.ts";
import { lastManual } from "../state/conversation.ts";
import { useStore } from "../state/store.ts";
import { ReachLook } from "./reach-look.ts";
import { quatOf } from "./rotation.ts";
import {
  poseOfTool,
  reachOf,
  setTargetPose,
  type TargetPose,
  type ToolTarget,
  toolTarget,
} from "./tool-target.ts";

/** The target of the tool, asked about whenever it changes, and shown as a ghost where it can be reached. */
export const useToolTarget = (): ToolTarget => {
  const { bridge, robot, viewer } = useApp();
  const target = useStore(toolTarget, (value) => value);
  const shown = useStore(viewer, (value) => value);
  const moved = useAppState(({ conversation }) => lastManual(conversation));
  const { pose, reach } = target;

  useEffect(() => {
    if (!bridge) return undefined;
    const look = new ReachLook(
      ({ position, rpy }: TargetPose) => bridge.reach(position, quatOf(rpy)),
      (answer, asked) => {
        const now = toolTarget.get();
        if (now.pose === asked) toolTarget.set({ pose: asked, reach: reachOf(answer) });
      },
    );
    const ask = (): void => {
      const now = toolTarget.get();
      if (now.pose && now.reach.state === "looking") look.look(now.pose);
    };
    // Whoever opens the panel again finds the target where it was, and the world maybe changed.
    setTargetPose(toolTarget.get().pose ?? poseOfTool(robot.frame));
    ask();
    const unsubscribe = toolTarget.subscribe(ask);
    return () => {
      unsubscribe();
      look.close();
    };
  }, [bridge]);
  // The first measurement may come after the panel opened.
  useEffect(
    () =>
      robot.subscribe(() => {
        const first = toolTarget.get().pose === null && poseOfTool(robot.frame);
        if (first) setTargetPose(first);
      }),
    [robot],
  );
  // From another posture the answer may be another.
  useEffect(() => setTargetPose(toolTarget.get().pose), [moved]);

  useEffect(() => {
    if (reach.state === "looking") return;
    shown?.showGhostAt(reach.state === "reachable" ? reach.joints : null);
  }, [shown, reach]);
  useEffect(() => () => shown?.showGhostAt(null), [shown]);
  return { pose, reach };
};
