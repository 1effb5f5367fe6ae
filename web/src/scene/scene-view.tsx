import { useCallback, useRef, useState } from "preact/hooks";
import { useApp } from "../frame/context.ts";
import { duration } from "../frame/format.ts";
import { useFreshness } from "../frame/freshness.ts";
import { MeshNotice } from "./mesh-notice.tsx";
import { SceneBanner } from "./scene-banner.tsx";
import { SceneMenu } from "./scene-menu.tsx";
import { useExtras } from "./use-extras.ts";
import { doSceneKey, type SceneKey, useSceneKeys } from "./use-scene-keys.ts";
import { useViewer } from "./use-viewer.ts";
import type { Hover } from "./viewer.ts";

/** The robot and what is around it, as measured. */
export const SceneView = () => {
  const { robot } = useApp();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { viewer, failure, missing } = useViewer(canvas);
  const extras = useExtras(viewer);
  const [hover, setHover] = useState<Hover | null>(null);
  const pointed = useRef<string | null>(null);
  pointed.current = hover?.object ?? null;
  const freshness = useFreshness();
  const onKey = useCallback(
    (key: SceneKey): void => {
      if (!viewer) return;
      const ride = (): boolean => extras?.rideWrist(() => robot.frame) ?? false;
      doSceneKey(key, viewer, ride, () => pointed.current);
    },
    [viewer, extras, robot],
  );
  useSceneKeys(onKey);

  const point = (event: PointerEvent): void => {
    const found = event.buttons === 0 ? (viewer?.pick(event.offsetX, event.offsetY) ?? null) : null;
    setHover((before) => (found === null && before === null ? before : found));
  };

  return (
    <section class={`scene${freshness.state === "stale" ? " is-stale" : ""}`} aria-label="Robot">
      <canvas
        ref={canvas}
        tabIndex={0}
        role="img"
        aria-label="The robot and the objects around it, as measured. Arrow keys turn the view, plus and minus zoom, 1 to 4 show it from a side, F comes near to one object after another, H shows all. The panels Joints and Objects say the same in numbers."
        onPointerMove={point}
        onPointerLeave={() => setHover(null)}
        onDblClick={(event) => {
          const found = viewer?.pick(event.offsetX, event.offsetY);
          if (found?.object !== undefined) viewer?.focus(found.object);
        }}
        onKeyDown={(event) => {
          if (!event.ctrlKey && !event.metaKey && viewer?.key(event.key)) event.preventDefault();
        }}
      />
      <SceneBanner />
      <MeshNotice missing={missing} />
      {freshness.state === "stale" && (
        <p class="scene-age">
          last measured <strong>{duration(freshness.ageS)}</strong> ago
        </p>
      )}
      {failure && <p class="scene-failure">{failure}</p>}
      {freshness.state === "waiting" && !failure && (
        <p class="scene-waiting">waiting for the robot's first joint state…</p>
      )}
      {hover && (
        <p class="scene-label" style={{ left: `${hover.x}px`, top: `${hover.y}px` }}>
          {hover.name}
          <small>{hover.measure}</small>
        </p>
      )}
      <SceneMenu onView={onKey} />
    </section>
  );
};
