import { ConsolePanel } from "../console/console-panel.tsx";
import type { IconName } from "../frame/icons.tsx";
import { JointPanel } from "./joint-panel.tsx";
import { ManualPanel } from "./manual-panel.tsx";
import { ObjectPanel } from "./object-panel.tsx";

/** A part of the page that opens and closes. */
export interface Panel {
  readonly name: string;
  readonly icon: IconName;
  /** It moves the robot, or runs something: of no use in a replay. */
  readonly acts: boolean;
  /** `open` shows another panel in its place. */
  readonly content: (open: (name: string) => void) => preact.JSX.Element;
}

export const panels: readonly Panel[] = [
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
