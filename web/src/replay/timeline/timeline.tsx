import { useEffect } from "preact/hooks";
import { useStore } from "../../state/store.ts";
import type { Replay } from "../replay.ts";
import { Track } from "./track.tsx";
import { Transport } from "./transport.tsx";

/** Keys that mean something else where they are typed: text, the view of the scene, choices. */
const otherwise = "input, textarea, select, [contenteditable], .console-editor, .code-editor, canvas";
const pressable = "button, summary, a, [role=button]";

/** Under the scene: what happened when, and the ways to go there. */
export const Timeline = ({ replay }: { replay: Replay }) => {
  const trouble = useStore(replay.trouble, (value) => value);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (target.closest?.(otherwise) || !act(replay, event, target)) return;
      event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [replay]);
  return (
    <section class="timeline" aria-label="Timeline">
      <Transport replay={replay} />
      <Track replay={replay} />
      {trouble && (
        <p class="timeline-trouble" role="alert">
          {trouble}
        </p>
      )}
    </section>
  );
};

/** False when the key means nothing here. */
const act = (replay: Replay, { key, shiftKey }: KeyboardEvent, target: HTMLElement): boolean => {
  const { player } = replay;
  // These scroll what has the focus, elsewhere than on the axis.
  const here = target === document.body || target.closest(".timeline") !== null;
  const step = key === "ArrowLeft" ? -1 : 1;
  switch (key) {
    case " ":
      if (target.closest(pressable)) return false;
      player.toggle();
      return true;
    case "ArrowLeft":
    case "ArrowRight":
      if (shiftKey) player.stepCall(step);
      else void replay.stepFrame(step);
      return true;
    case "PageUp":
    case "PageDown":
      if (here) player.stepTurn(key === "PageUp" ? -1 : 1);
      return here;
    case "Home":
    case "End":
      if (!here) return false;
      player.pause();
      if (key === "Home") player.toStart();
      else player.toEnd();
      return true;
    case "[":
    case "]":
      player.faster(key === "[" ? -1 : 1);
      return true;
    default:
      return false;
  }
};
