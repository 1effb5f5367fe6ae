import { useEffect, useRef, useState } from "preact/hooks";
import { useStore } from "../state/store.ts";
import { chooseScheme, type SchemeChoice, schemeChoice, schemeChoices } from "./color-scheme.ts";
import { Icon } from "./icons.tsx";
import { toggleKeys } from "./keys-dialog.tsx";

const words: Readonly<Record<SchemeChoice, string>> = { system: "System", light: "Light", dark: "Dark" };

/** How the page looks, and what helps with it. */
export const PageMenu = () => {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const scheme = useStore(schemeChoice, (choice) => choice);
  useEffect(() => {
    if (!open) return undefined;
    const close = (event: Event): void => {
      if (
        event instanceof KeyboardEvent ? event.key === "Escape" : !box.current?.contains(event.target as Node)
      )
        setOpen(false);
    };
    addEventListener("pointerdown", close);
    addEventListener("focusin", close);
    addEventListener("keydown", close);
    return () => {
      removeEventListener("pointerdown", close);
      removeEventListener("focusin", close);
      removeEventListener("keydown", close);
    };
  }, [open]);
  return (
    <div class="page-menu" ref={box}>
      <button
        type="button"
        class="icon-button"
        aria-expanded={open}
        aria-controls="page-menu"
        title="Appearance and keys"
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
        <span class="unseen">Appearance and keys</span>
      </button>
      {open && (
        <div class="page-menu-box" id="page-menu">
          <fieldset>
            <legend>Appearance</legend>
            <div class="choices">
              {schemeChoices.map((choice) => (
                <label key={choice}>
                  <input
                    type="radio"
                    name="color-scheme"
                    checked={scheme === choice}
                    onChange={() => chooseScheme(choice)}
                  />
                  {words[choice]}
                </label>
              ))}
            </div>
          </fieldset>
          <button
            type="button"
            class="page-menu-item"
            aria-keyshortcuts="?"
            onClick={() => {
              setOpen(false);
              toggleKeys();
            }}
          >
            <Icon name="keyboard" /> List of keys <kbd>?</kbd>
          </button>
        </div>
      )}
    </div>
  );
};
