import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../frame/icons.tsx";
import { useStore } from "../state/store.ts";
import { show, showLabel, showOptions, shows } from "./show-options.ts";
import type { SceneKey } from "./use-scene-keys.ts";

const views = [
  { name: "Front", key: "1" },
  { name: "Left", key: "2" },
  { name: "Top", key: "3" },
  { name: "Wrist", key: "4" },
] as const;

/** What the scene shows, and from where: a small menu over it. */
export const SceneMenu = ({ onView }: { onView: (key: SceneKey) => void }) => {
  const [open, setOpen] = useState(false);
  const shown = useStore(shows, (all) => all);
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!open) return undefined;
    const onPress = (event: PointerEvent): void => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener("pointerdown", onPress);
    return () => removeEventListener("pointerdown", onPress);
  }, [open]);

  return (
    <div class="scene-tools" ref={box}>
      {open && (
        <div class="scene-menu" role="group" aria-label="What the scene shows">
          {showOptions.map((option) => (
            <label key={option}>
              <input
                type="checkbox"
                checked={shown[option]}
                onChange={(event) => show(option, event.currentTarget.checked)}
              />
              {showLabel(option)}
            </label>
          ))}
          <div class="scene-views" role="group" aria-label="View from">
            {views.map(({ name, key }) => (
              <button type="button" key={key} aria-keyshortcuts={key} onClick={() => onView(key)}>
                {name} <kbd>{key}</kbd>
              </button>
            ))}
          </div>
        </div>
      )}
      <button type="button" class="scene-show" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="layers" />
        Show
      </button>
      <button
        type="button"
        class="scene-home"
        onClick={() => onView("h")}
        title="Show all (H)"
        aria-keyshortcuts="h"
      >
        <Icon name="home" />
        <span class="unseen">Show all</span>
      </button>
    </div>
  );
};
