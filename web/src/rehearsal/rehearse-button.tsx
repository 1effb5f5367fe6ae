import { useEffect, useRef, useState } from "preact/hooks";
import { useApp, useAppState } from "../frame/context.ts";
import { RehearsalView } from "./rehearsal-view.tsx";
import { useRehearsal } from "./use-rehearsal.ts";

/** How often the code is compared with what was rehearsed, while that is shown. */
const LOOK_MS = 400;

/** Tries code before it runs: a button, and below it what came of it. The code is taken when it is pressed. */
export const RehearseButton = ({ code }: { code: () => string }) => {
  const { bridge } = useApp();
  const can = useAppState(({ session }) => session?.can_rehearse === true);
  const [shown, setShown] = useState(false);
  if (!bridge || !can) return null;
  return (
    <>
      <button type="button" class="rehearse" aria-expanded={shown} onClick={() => setShown(!shown)}>
        Rehearse
      </button>
      {shown && <ConsoleRehearsal code={code} />}
    </>
  );
};

const ConsoleRehearsal = ({ code }: { code: () => string }) => {
  const [text, setText] = useState(code);
  const [owner] = useState(() => `console-${crypto.randomUUID()}`);
  const box = useRef<HTMLDivElement>(null);
  const use = useRehearsal(owner, text, text.trim() !== "");
  useEffect(() => {
    const timer = setInterval(() => setText(code()), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <div class="rehearsal-box" ref={box}>
      {text.trim() === "" ? (
        <p class="rehearsal-hint">Write a program, then it is rehearsed here.</p>
      ) : (
        <RehearsalView use={use} card={box} />
      )}
    </div>
  );
};
