import { useEffect, useRef } from "preact/hooks";
import { isPressed, type ListedKey } from "./keys.ts";

/**
 * Acts on a key of the list wherever the focus is. The key goes nowhere else then; `first` hears it before anything on
 * the page can take it away.
 */
export const useKey = (key: ListedKey, act: () => void, first = false): void => {
  const newest = useRef(act);
  newest.current = act;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!isPressed(event, key)) return;
      event.preventDefault();
      newest.current();
    };
    addEventListener("keydown", onKey, { capture: first });
    return () => removeEventListener("keydown", onKey, { capture: first });
  }, [key, first]);
};
