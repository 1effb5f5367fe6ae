import { useEffect, useRef, useState } from "preact/hooks";

/** Within this of the end, pixels, a reader counts as reading there. */
const NEAR_PX = 60;
/** Where a reader writes, and so makes the list grow. */
const WRITING = ".edit-run, .continue, .approval";

/**
 * Keeps the end of a growing list in view while the reader is there, and leaves a reader alone who scrolled away.
 * `fromTop` shows what is there from its top until it is no longer true. `behind` is true when something was added below what such a reader sees.
 */
export const useFollowEnd = (fromTop: boolean) => {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const atTop = useRef(fromTop);
  atTop.current = fromTop;
  const [behind, setBehind] = useState(false);
  const toEnd = (): void => {
    following.current = true;
    setBehind(false);
    box.current?.scrollTo({ top: box.current.scrollHeight });
  };
  useEffect(() => {
    const scroller = box.current;
    if (!scroller || !content.current) return undefined;
    let height = 0;
    let top = 0;
    const grown = new ResizeObserver(() => {
      const more = scroller.scrollHeight > height;
      height = scroller.scrollHeight;
      if (atTop.current) return;
      if (following.current) {
        scroller.scrollTop = height;
        top = scroller.scrollTop;
      } else if (more && !document.activeElement?.closest(WRITING)) setBehind(true);
    });
    grown.observe(content.current);
    grown.observe(scroller);
    const onScroll = (): void => {
      const near = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_PX;
      // Only a reader scrolls up; the list may have grown since it was scrolled to its end.
      if (near) following.current = true;
      else if (scroller.scrollTop < top) following.current = false;
      top = scroller.scrollTop;
      if (following.current) setBehind(false);
    };
    scroller.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      grown.disconnect();
      scroller.removeEventListener("scroll", onScroll);
    };
  }, []);
  return { box, content, behind, toEnd };
};
