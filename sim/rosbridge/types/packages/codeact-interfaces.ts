import type { InterfacePackage } from "../interface-package.ts";

/** Our own: what simulation_interfaces has nothing for. A state is one line of text, for the same simulator only. */
export const codeactInterfaces: InterfacePackage = {
  name: "codeact_interfaces",
  srv: {
    RestoreState: `string state
---
bool success
string message`,
    SaveState: `---
bool success
string message
string state`,
  },
};
