import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Whether the pointer is over an element, or the focus is within it. */
export const useAttention = (element: RefObject<HTMLElement | null>): boolean => {
  const [over, setOver] = useState(false);
  const [within, setWithin] = useState(false);
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const enter = (): void => setOver(true);
    const leave = (): void => setOver(false);
    const focus = (): void => setWithin(true);
    const blur = ({ relatedTarget }: FocusEvent): void =>
      setWithin(relatedTarget instanceof Node && target.contains(relatedTarget));
    setOver(target.matches(":hover"));
    setWithin(target.contains(document.activeElement));
    target.addEventListener("pointerenter", enter);
    target.addEventListener("pointerleave", leave);
    target.addEventListener("focusin", focus);
    target.addEventListener("focusout", blur);
    return () => {
      target.removeEventListener("pointerenter", enter);
      target.removeEventListener("pointerleave", leave);
      target.removeEventListener("focusin", focus);
      target.removeEventListener("focusout", blur);
    };
  }, [element]);
  return over || within;
};
