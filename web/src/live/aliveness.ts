import { useAppState } from "../frame/context.ts";
import { duration } from "../frame/format.ts";
import { useFreshness } from "../frame/freshness.ts";

/** Whether what the page hears is of now. */
export type Aliveness = { readonly state: "alive" } | { readonly state: "dead"; readonly why: string };

/** Whether the events that arrive are those of a robot that is connected now, and else why not. */
export const useAliveness = (): Aliveness => {
  const phase = useAppState(({ link }) => link.phase);
  const connection = useAppState(({ session }) => session?.connection ?? null);
  const freshness = useFreshness();
  if (phase === "reconnecting")
    return { state: "dead", why: "the bridge is lost; this is how it was before" };
  if (phase !== "open") return { state: "dead", why: "there is no connection to the bridge" };
  if (connection === null) return { state: "dead", why: "the bridge has told nothing yet" };
  if (connection !== "connected") return { state: "dead", why: "the bridge has lost the robot" };
  if (freshness.state === "stale")
    return { state: "dead", why: `the newest measurement is ${duration(freshness.ageS)} old` };
  if (freshness.state === "waiting") return { state: "dead", why: "no measurement has arrived yet" };
  return { state: "alive" };
};
