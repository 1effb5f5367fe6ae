import { type RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useApp, useAppState } from "../frame/context.ts";
import { useFreshness } from "../frame/freshness.ts";
import { exposeForTests } from "./test-window.ts";
import { Viewer } from "./viewer.ts";

export interface Shown {
  readonly viewer: Viewer | null;
  /** Why nothing is drawn; empty when all is well. */
  readonly failure: string;
  /** Meshes of the robot that are not drawn, each with the reason. */
  readonly missing: readonly (readonly [url: string, reason: string])[];
}

/** Draws on a canvas what the app's state says: robot, objects, scene, and in a replay the path of a call. */
export const useViewer = (canvas: RefObject<HTMLCanvasElement | null>): Shown => {
  const app = useApp();
  const { robot, replay } = app;
  const [viewer, setViewer] = useState<Viewer | null>(null);
  const [failure, setFailure] = useState("");
  const [missing, setMissing] = useState<Shown["missing"]>([]);
  const urdf = useAppState((state) => state.urdf);
  const objects = useAppState((state) => state.objects);
  const scene = useAppState((state) => state.session?.scene ?? null);
  const freshness = useFreshness();

  useEffect(() => {
    if (!canvas.current) return undefined;
    try {
      const bridge = app.bridge ?? app.live?.bridge;
      const made = new Viewer(canvas.current, bridge ? (path) => bridge.fetch(path) : null);
      made.onMissingMesh = (meshes) => setMissing([...meshes]);
      setViewer(made);
      app.viewer.set(made);
      exposeForTests(robot, made);
      const unsubscribe = robot.subscribe(() => robot.frame && made.accept(robot.frame));
      return () => {
        unsubscribe();
        app.viewer.set(null);
        made.dispose();
      };
    } catch {
      setFailure(
        "This browser draws no 3D (WebGL is off). The panels Joints and Objects tell the same in numbers.",
      );
      return undefined;
    }
  }, [robot]);
  useEffect(() => {
    if (!viewer || !urdf) return;
    try {
      viewer.setDescription(urdf);
      setFailure("");
      if (robot.frame) viewer.accept(robot.frame);
    } catch (error) {
      setFailure((error as Error).message);
    }
  }, [viewer, urdf]);
  useEffect(() => {
    viewer?.setObjects(objects);
    // A measurement may have come before the objects that it tells of were shown.
    if (robot.frame) viewer?.accept(robot.frame);
  }, [viewer, objects]);
  useEffect(() => viewer?.setScene(scene), [viewer, scene]);
  useEffect(() => {
    if (!viewer || !replay) return undefined;
    const { path } = replay.replay;
    const show = (): void => viewer.setPath(path.get());
    show();
    return path.subscribe(show);
  }, [viewer, replay]);
  useEffect(() => viewer?.setStale(freshness.state === "stale"), [viewer, freshness.state]);
  return { viewer, failure, missing };
};
