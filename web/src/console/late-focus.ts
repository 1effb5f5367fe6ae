import { useRef } from "preact/hooks";

/**
 * For what asks for the focus once it is loaded: the function tells then whether it may have it. Whoever meanwhile went
 * to another field types on there.
 */
export const useLateFocus = (): (() => boolean) => {
  const before = useRef(document.activeElement);
  return () => {
    const { activeElement } = document;
    return activeElement === null || activeElement === document.body || activeElement === before.current;
  };
};
