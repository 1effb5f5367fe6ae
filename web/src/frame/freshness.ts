import { useEffect, useState } from "preact/hooks";
import { STALE_AFTER_S } from "../state/robot-state.ts";
import { useApp, useAppState } from "./context.ts";

/** How believable what is drawn is now. */
export type Freshness =
  | { readonly state: "live" }
  | { readonly state: "waiting" }
  | { readonly state: "replay" }
  | { readonly state: "stale"; readonly ageS: number };

/** Looks at the age of the measurements four times a second. */
export const useFreshness = (): Freshness => {
  const { robot } = useApp();
  const open = useAppState(({ link }) => link.phase === "open");
  const replay = useAppState(({ link }) => link.phase === "replay");
  const [ageTenths, setAge] = useState<number | null>(null);
  useEffect(() => {
    const look = (): void => {
      const age = robot.ageS();
      setAge(age === null ? null : age > STALE_AFTER_S || !open ? Math.round(age * 10) : 0);
    };
    look();
    const timer = setInterval(look, 250);
    return () => clearInterval(timer);
  }, [robot, open]);
  // A recorded moment does not age, and is not of now either.
  if (replay) return { state: "replay" };
  if (ageTenths === null) return { state: "waiting" };
  return ageTenths > 0 || !open ? { state: "stale", ageS: ageTenths / 10 } : { state: "live" };
};
