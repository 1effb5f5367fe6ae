import { useEffect, useRef, useState } from "preact/hooks";
import { useApp, useAppState } from "../frame/context.ts";
import { duration, fixed, spoken } from "../frame/format.ts";
import { useFreshness } from "../frame/freshness.ts";
import { Icon } from "../frame/icons.tsx";
import { SceneBanner } from "./scene-banner.tsx";
import { exposeForTests } from "./test-window.ts";
import { type Hover, Viewer } from "./viewer.ts";

/** The robot and what is around it, as measured. */
export const SceneView = () => {
  const { robot, replay } = useApp();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [viewer, setViewer] = useState<Viewer | null>(null);
  const [failure, setFailure] = useState("");
  const [hover, setHover] = useState<Hover | null>(null);
  const urdf = useAppState((state) => state.urdf);
  const objects = useAppState((state) => state.objects);
  const scene = useAppState((state) => state.session?.scene ?? null);
  const freshness = useFreshness();

  useEffect(() => {
    if (!canvas.current) return undefined;
    try {
      const made = new Viewer(canvas.current);
      setViewer(made);
      exposeForTests(robot, made);
      const unsubscribe = robot.subscribe(() => robot.frame && made.accept(robot.frame));
      return () => {
        unsubscribe();
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
  useEffect(() => viewer?.setObjects(objects), [viewer, objects]);
  useEffect(() => viewer?.setScene(scene), [viewer, scene]);
  useEffect(() => {
    if (!viewer || !replay) return undefined;
    const { path } = replay.replay;
    const show = (): void => viewer.setPath(path.get());
    show();
    return path.subscribe(show);
  }, [viewer, replay]);
  useEffect(() => viewer?.setStale(freshness.state === "stale"), [viewer, freshness.state]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const typing = (event.target as HTMLElement).closest?.(
        "input, textarea, [contenteditable], .console-editor",
      );
      if (event.key.toLowerCase() === "h" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey)
        viewer?.homeView();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [viewer]);

  const point = (event: PointerEvent): void => {
    if (event.buttons !== 0) return setHover(null);
    const found = viewer?.pick(event.offsetX, event.offsetY) ?? null;
    setHover((before) =>
      before?.name === found?.name && before?.x === found?.x && before?.y === found?.y ? before : found,
    );
  };
  const place = hover && robot.frame?.objects.find(({ name }) => name === hover.name);

  return (
    <section class={`scene${freshness.state === "stale" ? " is-stale" : ""}`} aria-label="Robot">
      <canvas
        ref={canvas}
        tabIndex={0}
        role="img"
        aria-label="The robot and the objects around it, as measured. Arrow keys turn the view, plus and minus zoom, H shows all. The panels Joints and Objects say the same in numbers."
        onPointerMove={point}
        onPointerLeave={() => setHover(null)}
        onKeyDown={(event) => {
          if (!event.ctrlKey && !event.metaKey && viewer?.key(event.key)) event.preventDefault();
        }}
      />
      <SceneBanner />
      {freshness.state === "stale" && (
        <p class="scene-age">
          last measured <strong>{duration(freshness.ageS)}</strong> ago
        </p>
      )}
      {failure && <p class="scene-failure">{failure}</p>}
      {freshness.state === "waiting" && !failure && (
        <p class="scene-waiting">waiting for the robot's first joint state…</p>
      )}
      {hover && place && (
        <p class="scene-label" style={{ left: `${hover.x}px`, top: `${hover.y}px` }}>
          {spoken(hover.name)}
          <small>{place.position.map((metres) => fixed(metres, 3)).join("  ")} m</small>
        </p>
      )}
      <button
        type="button"
        class="scene-home"
        onClick={() => viewer?.homeView()}
        title="Show all (H)"
        aria-keyshortcuts="h"
      >
        <Icon name="home" />
        <span class="unseen">Show all</span>
      </button>
    </section>
  );
};
