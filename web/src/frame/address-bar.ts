import { Store, useStore } from "../state/store.ts";
import { formatPageAddress, type PageAddress, parsePageAddress } from "./page-address.ts";

/** The address is written this often at most; browsers refuse more. */
const WRITE_MS = 400;

/** What this page's address says. Parts of the page read their field here, and follow it when it changes. */
export const pageAddress = new Store<PageAddress>(parsePageAddress(location.hash));

let writing: ReturnType<typeof setTimeout> | undefined;

/** Changes fields of the address, without a new entry in the browser's history. */
export const setPageAddress = (change: Partial<PageAddress>): void => {
  pageAddress.update((address) => ({ ...address, ...change }));
  writing ??= setTimeout(write, WRITE_MS);
};

const write = (): void => {
  clearTimeout(writing);
  writing = undefined;
  const hash = formatPageAddress(pageAddress.get());
  if (hash !== location.hash) history.replaceState(null, "", location.pathname + location.search + hash);
};

/** A link was followed. One that says nothing of panels or camera leaves them as they are. */
const follow = (): void => {
  // Whoever gives the page a new key has it loaded anew.
  if (location.hash.includes("token=")) return;
  const asked = parsePageAddress(location.hash);
  pageAddress.update(({ panels, camera }) => ({
    ...asked,
    panels: asked.panels.length > 0 ? asked.panels : panels,
    camera: asked.camera ?? camera,
  }));
  write();
};

addEventListener("hashchange", follow);
addEventListener("pagehide", () => writing !== undefined && write());

/** Which view the address asks for. */
export const useView = (): PageAddress["view"] => useStore(pageAddress, ({ view }) => view);
