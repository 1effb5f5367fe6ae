import { setPageAddress } from "../frame/address-bar.ts";
import type { Place } from "./entry-of-event.ts";

const GLOW_MS = 2_200;

/** Brings a place of the conversation into view, and lets it glow for a moment. */
export const showPlace = ({ entry, line }: Place): void => {
  const scroller = document.querySelector<HTMLElement>(".conversation");
  // On a phone an open panel stands where the conversation does.
  if (scroller && scroller.offsetParent === null) setPageAddress({ panels: [] });
  const find = (): HTMLElement | null => document.querySelector(`[data-entry="${CSS.escape(entry)}"]`);
  const folded = find();
  if (folded instanceof HTMLButtonElement) folded.click();
  // After what was opened has been drawn.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const found = find();
      const target = (line !== null && found?.querySelector<HTMLElement>(`[data-line="${line}"]`)) || found;
      if (!target) return;
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      target.scrollIntoView({ block: "center", behavior: calm ? "instant" : "smooth" });
      const color = getComputedStyle(document.documentElement).getPropertyValue("--accent");
      const glow = `inset 0 0 0 2px ${color}`;
      target.animate(
        [{ boxShadow: glow }, { boxShadow: glow, offset: 0.7 }, { boxShadow: "inset 0 0 0 2px transparent" }],
        GLOW_MS,
      );
    }),
  );
};
