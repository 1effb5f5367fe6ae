import { useEffect, useMemo } from "preact/hooks";
import { useApp, useAppState } from "../frame/context.ts";
import { useStore } from "../state/store.ts";
import { Extras } from "./extras.ts";
import { shows } from "./show-options.ts";
import type { Viewer } from "./viewer.ts";

/** Draws what the person wants to see beside robot and objects, and asks for the pictures that this needs. */
export const useExtras = (viewer: Viewer | null): Extras | null => {
  const { bridge } = useApp();
  const extras = useMemo(() => viewer && new Extras(viewer), [viewer]);
  const shown = useStore(shows, (all) => all);
  const safety = useAppState(({ session }) => session?.safety ?? null);
  const pictures = useAppState((state) => state.pictures);
  const cameras = useAppState(({ session }) => session?.cameras.join("\n") ?? "");
  useEffect(() => extras?.setShown(shown), [extras, shown]);
  useEffect(() => extras?.setLimits(safety), [extras, safety]);
  useEffect(() => extras?.setPictures(pictures), [extras, pictures]);
  useEffect(() => {
    if (!bridge || !shown.cameras || cameras === "") return undefined;
    return bridge.cameras.want(cameras.split("\n"));
  }, [bridge, shown.cameras, cameras]);
  return extras;
};
