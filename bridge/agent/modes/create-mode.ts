import type { ActionModeName, ManualEntry } from "../../protocol/index.ts";
import { codeMode } from "./code.ts";
import { codeFlatMode } from "./code-flat.ts";
import { jsonMode } from "./json.ts";
import { jsonParallelMode } from "./json-parallel.ts";
import type { ActionMode } from "./mode.ts";
import { textMode } from "./text.ts";

/** A mode of acting by its name. @param manual what the Python library says of the names that the robot has */
export const createMode = (name: ActionModeName, manual: readonly ManualEntry[]): ActionMode => {
  switch (name) {
    case "code":
      return codeMode;
    case "code-flat":
      return codeFlatMode;
    case "json":
      return jsonMode(manual);
    case "json-parallel":
      return jsonParallelMode(manual);
    case "text":
      return textMode(manual);
  }
};
