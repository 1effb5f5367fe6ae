import { useEffect, useRef } from "preact/hooks";
import { Store, useStore } from "../state/store.ts";
import { Icon } from "./icons.tsx";
import { type KeyHelp, keyHelp } from "./keys.ts";
import { useKey } from "./use-key.ts";

const shown = new Store(false);
export const toggleKeys = (): void => shown.update((is) => !is);

const places: Readonly<Record<KeyHelp["where"], string>> = {
  everywhere: "Everywhere",
  scene: "In the scene",
  conversation: "In the conversation",
  replay: "In a replay",
  manual: "When moving by hand",
  console: "In the console",
};

/** The list of keys, on `?`. It lies under the header, so that both stops stay in reach. */
export const KeysDialog = () => {
  const open = useStore(shown, (is) => is);
  useKey("?", toggleKeys);
  return open ? <KeyList /> : null;
};

const KeyList = () => {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.focus();
    // The stop hears Esc first, and keeps it from nobody.
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === "Escape") shown.set(false);
    };
    addEventListener("keydown", onKey);
    return () => {
      removeEventListener("keydown", onKey);
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <div class="keys-cover" onClick={(event) => event.target === event.currentTarget && shown.set(false)}>
      <div class="keys" role="dialog" aria-labelledby="keys-title" tabIndex={-1} ref={box}>
        <header class="keys-head">
          <h2 id="keys-title">Keys</h2>
          <button type="button" class="panel-close" onClick={() => shown.set(false)} title="Close (?)">
            <Icon name="cross" />
            <span class="unseen">Close the list of keys</span>
          </button>
        </header>
        <div class="keys-groups">
          {Object.entries(places).map(([where, title]) => (
            <section key={where} aria-label={title}>
              <h3>{title}</h3>
              <dl>
                {keyHelp
                  .filter((key) => key.where === where)
                  .map(({ keys, does }) => (
                    <div key={`${keys} ${does}`}>
                      <dt>
                        <Keys text={keys} />
                      </dt>
                      <dd>{does}</dd>
                    </div>
                  ))}
              </dl>
            </section>
          ))}
        </div>
      </div>
    </div>
  );
};

/** "Shift+← / Shift+→" as keys. */
const Keys = ({ text }: { text: string }) => (
  <>
    {text.split(" / ").map((alternative, i) => (
      <span key={alternative}>
        {i > 0 && <span class="keys-or"> or </span>}
        {alternative.split(/(?<=.)[+ ](?=.)/).map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </span>
    ))}
  </>
);
