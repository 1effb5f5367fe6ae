import { useState } from "preact/hooks";
import { ConsolePanel } from "../console/console-panel.tsx";
import { useApp } from "../frame/context.ts";
import { Icon, type IconName } from "../frame/icons.tsx";
import { JointPanel } from "./joint-panel.tsx";
import { ManualPanel } from "./manual-panel.tsx";
import { ObjectPanel } from "./object-panel.tsx";

interface Panel {
  readonly name: string;
  readonly icon: IconName;
  /** It moves the robot, or runs something: of no use in a replay. */
  readonly acts: boolean;
  /** `open` shows another panel in its place. */
  readonly content: (open: (name: string) => void) => preact.JSX.Element;
}

const panels: readonly Panel[] = [
  { name: "Console", icon: "code", acts: true, content: () => <ConsolePanel /> },
  {
    name: "Manual",
    icon: "manual",
    acts: true,
    content: (open) => <ManualPanel toConsole={() => open("Console")} />,
  },
  { name: "Joints", icon: "joints", acts: false, content: () => <JointPanel /> },
  { name: "Objects", icon: "objects", acts: false, content: () => <ObjectPanel /> },
];

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
