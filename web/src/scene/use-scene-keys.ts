import { useEffect } from "preact/hooks";
import { isPressed } from "../frame/keys.ts";
import type { Viewer } from "./viewer.ts";

const sides = { "1": "front", "2": "left", "3": "top" } as const;

export type SceneKey = keyof typeof sides | "4" | "h" | "f";

/** Does what a key of the scene asks, wherever it was pressed or clicked. */
export const doSceneKey = (
  key: SceneKey,
  viewer: Viewer,
  rideWrist: () => boolean,
  pointedAt: () => string | null,
): void => {
  if (key === "h") return viewer.homeView();
  if (key === "4") return void rideWrist();
  if (key !== "f") return viewer.look(sides[key]);
  const name = pointedAt() ?? viewer.objects.after(viewer.focused);
  if (name !== null) viewer.focus(name);
};

/** Listens to the scene's keys on the whole page, but where they are text. */
export const useSceneKeys = (onKey: (key: SceneKey) => void): void => {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.shiftKey) return;
      if (isPressed(event, "H")) onKey("h");
      else if (isPressed(event, "F")) onKey("f");
      else if (isPressed(event, "1")) onKey("1");
      else if (isPressed(event, "2")) onKey("2");
      else if (isPressed(event, "3")) onKey("3");
      else if (isPressed(event, "4")) onKey("4");
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [onKey]);
};
