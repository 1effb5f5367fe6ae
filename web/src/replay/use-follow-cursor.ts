import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { useApp } from "../frame/context.ts";

/** In a replay, whoever goes to a moment is shown it: the end of what was said by then, and the line that runs. */
export const useFollowCursor = (box: RefObject<HTMLElement | null>, toEnd: () => void): void => {
  const replay = useApp().replay?.replay ?? null;
  useEffect(() => {
    if (!replay) return undefined;
    let { cursor } = replay.player;
    let frame = 0;
    const show = (): void => {
      const scroller = box.current;
      if (!scroller) return;
      toEnd();
      const line = scroller.querySelector(".code-line.is-running")?.getBoundingClientRect();
      const seen = scroller.getBoundingClientRect();
      if (line && (line.top < seen.top || line.bottom > seen.bottom))
        scroller.scrollTop += line.top - seen.top - seen.height / 3;
    };
    const undo = replay.player.state.subscribe(() => {
      const { cursor: now, playing } = replay.player.state.get();
      const moved = now.index !== cursor.index;
      cursor = now;
      if (!moved || playing) return;
      cancelAnimationFrame(frame);
      // After the conversation of that moment has been drawn.
      frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame(show);
      });
    });
    return () => {
      undo();
      cancelAnimationFrame(frame);
    };
  }, [replay]);
};
