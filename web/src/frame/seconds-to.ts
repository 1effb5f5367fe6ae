import { useEffect, useState } from "preact/hooks";

/** Whole seconds until a moment, counted down. */
export const useSecondsTo = (momentMs: number | null): number => {
  const [, tick] = useState(0);
  useEffect(() => {
    if (momentMs === null) return undefined;
    const timer = setInterval(() => tick((n) => n + 1), 500);
    return () => clearInterval(timer);
  }, [momentMs]);
  return momentMs === null ? 0 : Math.max(0, Math.ceil((momentMs - Date.now()) / 1000));
};
