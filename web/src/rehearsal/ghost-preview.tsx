import type { RefObject } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Rehearsal } from "../../../bridge/protocol/index.ts";
import { useApp, useAppState } from "../frame/context.ts";
import { Icon } from "../frame/icons.tsx";
import { useStore } from "../state/store.ts";
import { jointsAt, loopSpeed, pathDuration, playInLoop } from "./path-player.ts";
import { useAttention } from "./use-attention.ts";

/** "follow": it plays while the card has the person's attention; "playing", "held": as the person said. */
type Mode = "follow" | "playing" | "held";

/** Draws the way of the tool into the scene, what it moves where that ends, and a ghost of the robot going through it. `card` is what one looks at. */
export const GhostPreview = ({
  rehearsal,
  card,
}: {
  rehearsal: Rehearsal;
  card: RefObject<HTMLElement | null>;
}) => {
  const app = useApp();
  const viewer = useStore(app.viewer, (value) => value);
  const still = useStillness();
  const attention = useAttention(card);
  const base = useAppState(({ session, objects }) => session?.safety?.frame_id ?? objects[0]?.pose.frame_id);
  const [mode, setModeShown] = useState<Mode>("follow");
  /** A loop goes on for some pictures before it is ended: it must not go past what the person chose meanwhile. */
  const chosen = useRef<Mode>("follow");
  const setMode = (next: Mode): void => setModeShown((chosen.current = next));
  const slider = useRef<HTMLInputElement>(null);
  const clock = useRef<HTMLOutputElement>(null);
  const at = useRef(0);
  const label = useId();
  const duration_s = pathDuration(rehearsal);

  const show = (t_s: number): void => {
    at.current = t_s;
    viewer?.showGhostAt(jointsAt(rehearsal, t_s));
    const text = `${t_s.toFixed(1)} s of ${duration_s.toFixed(1)} s`;
    if (slider.current) {
      slider.current.value = String(t_s);
      slider.current.setAttribute("aria-valuetext", text);
    }
    if (clock.current) clock.current.value = text;
  };
  const loop = (t_s: number): void => {
    if (chosen.current !== "held") show(t_s);
  };
  const plays = !still && (mode === "playing" || (mode === "follow" && attention));
  const shown = plays || mode !== "follow";

  useEffect(() => {
    viewer?.setPath({ base: base ?? "base_link", lines: [rehearsal.tool] });
    return () => viewer?.setPath(null);
  }, [viewer, base, rehearsal.tool]);
  useEffect(() => {
    viewer?.showObjectsAt(rehearsal.objects);
    return () => viewer?.showObjectsAt([]);
  }, [viewer, rehearsal.objects]);
  useEffect(() => {
    if (!shown) return;
    show(at.current);
    return () => viewer?.showGhostAt(null);
  }, [viewer, rehearsal, shown]);
  useEffect(() => (plays ? playInLoop(rehearsal, at.current, loop) : undefined), [viewer, rehearsal, plays]);

  // What drives about takes its place from measurement: only its way can be drawn where it is not yet.
  const drives = app.robot.frame?.base !== undefined;
  if (duration_s === 0) return null;
  if (drives || rehearsal.joint_names.length === 0)
    return <p class="rehearsal-hint">The scene shows the way that it would go.</p>;
  const speed = loopSpeed(rehearsal);
  return (
    <div class="rehearsal-player">
      {!still && (
        <button
          type="button"
          class="rehearsal-play"
          aria-pressed={mode === "playing"}
          title={mode === "playing" ? "Hold the preview" : "Play the preview in the scene"}
          onClick={() => setMode(mode === "playing" ? "held" : "playing")}
        >
          <Icon name={mode === "playing" ? "pause" : "play"} />
          <span>Play preview</span>
        </button>
      )}
      <label class="unseen" for={label}>
        Moment of the preview
      </label>
      <input
        id={label}
        ref={slider}
        type="range"
        min={0}
        max={duration_s}
        step={duration_s / 100}
        defaultValue="0"
        onInput={(event) => {
          setMode("held");
          show(Number(event.currentTarget.value));
        }}
      />
      <output class="rehearsal-clock" ref={clock} for={label}>
        0.0 s of {duration_s.toFixed(1)} s
      </output>
      {speed > 1.05 && !still && <span class="rehearsal-speed">{speed.toFixed(1)}×</span>}
      {mode !== "follow" && (
        <button
          type="button"
          class="rehearsal-hide"
          onClick={() => {
            at.current = 0;
            show(0);
            setMode("follow");
          }}
        >
          Hide
        </button>
      )}
    </div>
  );
};

/** Whether the person wants nothing to move by itself. */
const useStillness = (): boolean => {
  const [still, setStill] = useState(false);
  useEffect(() => {
    const wish = matchMedia("(prefers-reduced-motion: reduce)");
    const look = (): void => setStill(wish.matches);
    look();
    wish.addEventListener("change", look);
    return () => wish.removeEventListener("change", look);
  }, []);
  return still;
};
