import { useEffect, useState } from "preact/hooks";
import { useApp, useAppState } from "../frame/context.ts";
import { Icon, type IconName } from "../frame/icons.tsx";
import { OpenFile } from "../replay/drop-zone.tsx";
import { exampleInstructions } from "./examples.ts";

const steps: readonly { readonly icon: IconName; readonly title: string; readonly text: string }[] = [
  { icon: "chat", title: "You say it", text: "in your own words, or in Python of your own" },
  { icon: "code", title: "The agent writes Python", text: "which you can read, edit and run again" },
  { icon: "move", title: "The robot moves", text: "and tells what was measured, not what was meant" },
];

/** What a first visit finds in place of a conversation: what this is, and words to begin with. */
export const Welcome = () => {
  const { bridge, robot } = useApp();
  const ready = useAppState(
    (state) => state.link.phase === "open" && state.session?.connection === "connected",
  );
  const session = useAppState((state) => state.session);
  const objects = useAppState((state) => state.objects);
  const [drives, setDrives] = useState(robot.frame?.base !== undefined);
  useEffect(() => {
    const look = (): void => setDrives(robot.frame?.base !== undefined);
    look();
    return robot.subscribe(look);
  }, [robot]);
  return (
    <div class="welcome">
      <h2>Tell the robot what to do</h2>
      <ol class="welcome-steps">
        {steps.map(({ icon, title, text }) => (
          <li key={title}>
            <Icon name={icon} />
            <span>
              <strong>{title}</strong> {text}
            </span>
          </li>
        ))}
      </ol>
      <p class="welcome-try">{ready ? "Try one of these:" : "As soon as the robot is there, try:"}</p>
      <ul class="examples" aria-label="Examples">
        {exampleInstructions(session, objects, drives).map((example) => (
          <li key={example}>
            <button type="button" disabled={!ready} onClick={() => bridge?.instruct(example)}>
              {example}
            </button>
          </li>
        ))}
      </ul>
      <p class="welcome-file">
        {session?.planner === "offline" && (
          <>
            No model is set up: a built-in planner by rules answers, and knows the words of examples like
            these.{" "}
          </>
        )}
        <kbd>Esc</kbd> stops everything, at any time. To look back at an episode, drop its file here, or{" "}
        <OpenFile>open one…</OpenFile>
      </p>
    </div>
  );
};
