import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { pageAddress, setPageAddress } from "../frame/address-bar.ts";
import { useApp } from "../frame/context.ts";
import { panelPlace } from "../frame/panel-place.ts";
import { useStore } from "../state/store.ts";
import { type Panel, panels } from "./registry.tsx";

const MOST = 3;
/** A panel gets at least this much, CSS pixels: of the width when they stand side by side, else of the height. */
const WIDTH_PX = 300;
const HEIGHT_PX = 210;
/** As in layout.css: below this the page is a phone's, and shows one panel in place of the conversation. */
const PHONE_PX = 820;

/** Which panels are open, by the page's address, as many of the newest as there is room for. */
export const useOpenPanels = (
  dock: RefObject<HTMLElement | null>,
): { usable: readonly Panel[]; open: readonly Panel[]; toggle: (name: string) => void } => {
  const { replay } = useApp();
  const asked = useStore(pageAddress, (address) => address.panels);
  const room = useRoom(dock);
  const usable = panels.filter(({ acts }) => !(acts && replay));
  const open = asked.flatMap((name) => usable.find((panel) => panel.name === name) ?? []).slice(-room);
  const toggle = (name: string): void => {
    const names = open.map((panel) => panel.name);
    const next = names.includes(name)
      ? names.filter((one) => one !== name)
      : [...names.slice(names.length < room ? 0 : 1), name];
    // What a replay cannot show stays open on the live page.
    const hidden = asked.filter((one) => !usable.some((panel) => panel.name === one));
    setPageAddress({ panels: [...hidden, ...next] });
  };
  return { usable, open, toggle };
};

/** How many panels there is room for. */
const useRoom = (dock: RefObject<HTMLElement | null>): number => {
  const place = useStore(panelPlace, (value) => value);
  const [room, setRoom] = useState(MOST);
  useEffect(() => {
    const stage = dock.current?.parentElement;
    if (!stage) return undefined;
    const look = (): void => {
      const most =
        place === "below"
          ? Math.floor(stage.offsetWidth / WIDTH_PX)
          : Math.floor(stage.offsetHeight / HEIGHT_PX);
      setRoom(innerWidth <= PHONE_PX ? 1 : Math.min(MOST, Math.max(1, most)));
    };
    look();
    const resized = new ResizeObserver(look);
    resized.observe(stage);
    addEventListener("resize", look);
    return () => {
      resized.disconnect();
      removeEventListener("resize", look);
    };
  }, [place]);
  return room;
};
