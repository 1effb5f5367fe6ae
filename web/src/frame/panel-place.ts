import { Store } from "../state/store.ts";
import { keep, kept } from "./kept.ts";

/** Where open panels stand: below the scene, or beside it. */
export type PanelPlace = "below" | "beside";

const NAME = "panels";
/** On a window from this width on, CSS pixels, there is room beside the scene. */
const WIDE_PX = 1800;

const usual = (): PanelPlace => (globalThis.innerWidth >= WIDE_PX ? "beside" : "below");

export const panelPlace = new Store<PanelPlace>(
  (["below", "beside"] as const).find((place) => place === kept(NAME)) ?? usual(),
);

export const choosePanelPlace = (place: PanelPlace): void => {
  keep(NAME, place);
  panelPlace.set(place);
};
