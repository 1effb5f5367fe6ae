import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../frame/icons.tsx";
import { Store, useStore } from "../state/store.ts";

/** A picture that is shown large; null when none is. */
export const enlarged = new Store<{ readonly url: string; readonly words: string } | null>(null);

/** The picture over everything else, until it is closed by Enter, a click or Esc; Esc stops the robot too, as always. */
export const Lightbox = () => {
  const picture = useStore(enlarged, (shown) => shown);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (!picture) return undefined;
    const before = document.activeElement;
    dialog.current?.showModal();
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === "Escape") enlarged.set(null);
    };
    addEventListener("keydown", onKey);
    return () => {
      removeEventListener("keydown", onKey);
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, [picture]);
  if (!picture) return null;
  const close = (): void => enlarged.set(null);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button in it is there for the keyboard
    <dialog class="lightbox" ref={dialog} aria-label={picture.words} onClose={close} onClick={close}>
      <figure>
        <img src={picture.url} alt={picture.words} />
        <figcaption>
          <span>{picture.words}</span>
          <button type="button" onClick={close}>
            <Icon name="cross" /> Close <kbd>↵</kbd>
          </button>
        </figcaption>
      </figure>
    </dialog>
  );
};
