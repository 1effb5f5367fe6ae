import { Store } from "../state/store.ts";
import { keep, kept } from "./kept.ts";

const NAME = "sizes";

const keptSizes = (): Readonly<Record<string, number>> => {
  try {
    const sizes: unknown = JSON.parse(kept(NAME) ?? "{}");
    if (typeof sizes !== "object" || sizes === null) return {};
    return Object.fromEntries(Object.entries(sizes).filter(([, size]) => Number.isFinite(size)));
  } catch {
    return {};
  }
};

/** The sizes that a person gave to parts of the page, by name, CSS pixels; of panels side by side, their shares. */
export const sizes = new Store(keptSizes());

/** @param size undefined gives the part its usual size again */
export const setSizes = (change: Readonly<Record<string, number | undefined>>): void => {
  const entries = Object.entries({ ...sizes.get(), ...change }).filter((entry) => entry[1] !== undefined);
  sizes.set(Object.fromEntries(entries) as Record<string, number>);
  keep(NAME, JSON.stringify(sizes.get()));
};
