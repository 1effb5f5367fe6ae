import { useEffect, useRef, useState } from "preact/hooks";

/** A value that components watch. */
export class Store<T> {
  readonly #listeners = new Set<() => void>();
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  get(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }

  update(change: (value: T) => T): void {
    this.set(change(this.#value));
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** What `select` takes from a store; the component is drawn anew when that changes. */
export const useStore = <T, S>(store: Store<T>, select: (value: T) => S): S => {
  const selected = select(store.get());
  const [, redraw] = useState<unknown>(selected);
  const newest = useRef(select);
  newest.current = select;
  useEffect(() => {
    const look = (): void => redraw(() => newest.current(store.get()));
    look();
    return store.subscribe(look);
  }, [store]);
  return selected;
};
