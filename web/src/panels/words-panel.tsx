import { useEffect, useState } from "preact/hooks";
import { useApp } from "../frame/context.ts";
import { duration } from "../frame/format.ts";
import { useFreshness } from "../frame/freshness.ts";
import { useSlidingJoints } from "./prismatic-joints.ts";
import { type SceneWords, sceneWords } from "./scene-words.ts";

/** More often, a reader is interrupted in the middle of a sentence. */
const PERIOD_MS = 2_000;

const sections = [
  { part: "robot", title: "Robot", none: "Nothing is measured of the robot yet." },
  { part: "objects", title: "Objects", none: "The robot sees no object." },
  { part: "contacts", title: "Contacts", none: "Nothing is told to touch anything." },
] as const satisfies readonly { part: keyof SceneWords; title: string; none: string }[];

/** The scene as sentences, for who reads by ear or finger. It says nothing by itself; a button reads it out once. */
export const WordsPanel = () => {
  const words = useWords();
  const freshness = useFreshness();
  const [said, setSaid] = useState("");
  const stale =
    freshness.state === "stale" ? `Measured ${duration(freshness.ageS)} ago; it may be otherwise now.` : "";
  if (!words) return <p class="silent">No joint state has arrived yet.</p>;
  const readOut = (): void => {
    const text = [stale, ...words.robot, ...words.objects, ...words.contacts].filter(Boolean).join(" ");
    // The same words again are news only after none.
    setSaid("");
    requestAnimationFrame(() => setSaid(text));
  };
  return (
    <div class="words">
      <div class="words-bar">
        <button type="button" class="push" onClick={readOut}>
          Read out
        </button>
        <small>Distances are from the robot's base: x ahead, y to the left, z up.</small>
      </div>
      {stale && <p class="words-stale">{stale}</p>}
      {sections.map(({ part, title, none }) => (
        <section key={part} aria-label={title}>
          <h3>{title}</h3>
          {words[part].length === 0 ? (
            <p class="silent">{none}</p>
          ) : (
            <ul>
              {words[part].map((sentence, i) => (
                <li key={i}>{sentence}</li>
              ))}
            </ul>
          )}
        </section>
      ))}
      <p class="unseen" role="status">
        {said}
      </p>
    </div>
  );
};

const useWords = (): SceneWords | null => {
  const { robot, store, replay } = useApp();
  const sliding = useSlidingJoints();
  const [words, setWords] = useState<SceneWords | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      timer = undefined;
      if (robot.frame) setWords(sceneWords(robot.frame, store.get().objects, sliding));
    };
    look();
    const unsubscribe = robot.subscribe(() => {
      timer ??= setTimeout(look, PERIOD_MS);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [robot, store, sliding, replay]);
  return words;
};
