import { offerProgram } from "../console/console-panel.tsx";
import { pageAddress, setPageAddress } from "../frame/address-bar.ts";

const CONSOLE = "Console";

/** Puts a program into the console, and opens that. */
export const useToConsole =
  () =>
  (code: string): void => {
    offerProgram(code);
    const { panels } = pageAddress.get();
    if (!panels.includes(CONSOLE)) setPageAddress({ panels: [...panels, CONSOLE] });
  };
