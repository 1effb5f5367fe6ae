import { Store } from "../state/store.ts";
import { keep, kept } from "./kept.ts";

export const schemeChoices = ["system", "light", "dark"] as const;
export type SchemeChoice = (typeof schemeChoices)[number];

const NAME = "color-scheme";
const system = globalThis.matchMedia?.("(prefers-color-scheme: dark)");

/** What the person chose; "system" follows the system. */
export const schemeChoice = new Store<SchemeChoice>(
  schemeChoices.find((choice) => choice === kept(NAME)) ?? "system",
);

const isDark = (): boolean =>
  schemeChoice.get() === "system" ? (system?.matches ?? false) : schemeChoice.get() === "dark";

/** Whether the page is dark now. What is not drawn by CSS takes its colours by this. */
export const darkScheme = new Store<boolean>(isDark());

const apply = (): void => {
  // theme.css takes its colours by it, and must have done so when listeners to the store read them.
  document.documentElement.dataset["scheme"] = isDark() ? "dark" : "light";
  darkScheme.set(isDark());
};

export const chooseScheme = (choice: SchemeChoice): void => {
  keep(NAME, choice);
  schemeChoice.set(choice);
  apply();
};

if (globalThis.document) apply();
system?.addEventListener("change", apply);
