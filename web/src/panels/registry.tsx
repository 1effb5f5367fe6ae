import { ConsolePanel } from "../console/console-panel.tsx";
import type { IconName } from "../frame/icons.tsx";
import { CameraPanel } from "./camera-panel.tsx";
import { JointPanel } from "./joint-panel.tsx";
import { LogPanel } from "./log-panel.tsx";
import { ManualPanel } from "./manual-panel.tsx";
import { ObjectPanel } from "./object-panel.tsx";
import { PlotPanel } from "./plot-panel.tsx";
import { SafetyPanel } from "./safety-panel.tsx";
import { WordsPanel } from "./words-panel.tsx";

/**
 * A part of the page that opens and closes. Up to three are open at once, below the scene or beside it, so its content
 * fills a box of any width from 240 px: `@container panel (max-width: …)` tells it how wide, `@media` does not.
 */
export interface Panel {
  /** What its button says; also its name in the address of the page: letters and spaces only. */
  readonly name: string;
  readonly icon: IconName;
  /** It moves the robot, or runs something: of no use in a replay. */
  readonly acts: boolean;
  /** Drawn while it is open only. `open` shows another panel beside it, or in its place where there is no room. */
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
  { name: "Plots", icon: "plots", acts: false, content: () => <PlotPanel /> },
  { name: "Cameras", icon: "camera", acts: false, content: () => <CameraPanel /> },
  { name: "Log", icon: "log", acts: false, content: () => <LogPanel /> },
  { name: "Safety", icon: "shield", acts: false, content: () => <SafetyPanel /> },
  { name: "In words", icon: "words", acts: false, content: () => <WordsPanel /> },
];
