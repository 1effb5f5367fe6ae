import { useEffect, useRef } from "preact/hooks";
import { useApp, useAppState } from "../frame/context.ts";
import { useStore } from "../state/store.ts";
import type { GizmoMode, PoseGizmo } from "./pose-gizmo.ts";
import { setTargetPose, toolTarget } from "./tool-target.ts";

/** Handles at the target in the scene, while the part of the page that uses this is open. */
export const useGizmo = (mode: GizmoMode, frame: "base" | "tool", on: boolean): void => {
  const { viewer } = useApp();
  const shown = useStore(viewer, (value) => value);
  const base = useAppState(({ session }) => session?.safety?.frame_id);
  const gizmo = useRef<PoseGizmo | null>(null);
  const wanted = useRef({ mode, frame });
  wanted.current = { mode, frame };

  useEffect(() => {
    if (!shown || !on) return undefined;
    let gone = false;
    let unsubscribe = (): void => {};
    const load = async (): Promise<void> => {
      // Only who drags needs the handles.
      const { PoseGizmo } = await import("./pose-gizmo.ts");
      if (gone) return;
      const made = new PoseGizmo(shown, base ?? null, setTargetPose);
      gizmo.current = made;
      made.setMode(wanted.current.mode, wanted.current.frame);
      const show = (): void => {
        const { pose, reach } = toolTarget.get();
        if (pose) made.show(pose);
        if (reach.state !== "looking") made.setReachable(reach.state !== "unreachable");
      };
      show();
      unsubscribe = toolTarget.subscribe(show);
    };
    load().catch(() => {}); // the fields do the same
    return () => {
      gone = true;
      unsubscribe();
      gizmo.current?.dispose();
      gizmo.current = null;
    };
  }, [shown, base, on]);
  useEffect(() => gizmo.current?.setMode(mode, frame), [mode, frame]);
};
