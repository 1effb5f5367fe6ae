import { useState } from "preact/hooks";
import { useApp } from "../frame/context.ts";
import { Icon } from "../frame/icons.tsx";
import { panels } from "./registry.tsx";

/** Panels under the scene; one is open, or none. */
export const Dock = () => {
  const [open, setOpen] = useState<string | null>(null);
  const { replay } = useApp();
  const shown = panels.filter(({ acts }) => !(acts && replay));
  const panel = shown.find(({ name }) => name === open);
  return (
    <section class={`dock${panel ? " is-open" : ""}`} aria-label="Panels">
      <nav class="dock-bar">
        <button type="button" class="to-chat" aria-pressed={!panel} onClick={() => setOpen(null)}>
          <Icon name="chat" />
          Chat
        </button>
        {shown.map(({ name, icon }) => (
          <button
            key={name}
            type="button"
            aria-expanded={name === open}
            aria-controls="dock-panel"
            onClick={() => setOpen(name === open ? null : name)}
          >
            <Icon name={icon} />
            {name}
          </button>
        ))}
      </nav>
      <div class="dock-panel" id="dock-panel" hidden={!panel}>
        {panel?.content(setOpen)}
      </div>
    </section>
  );
};
