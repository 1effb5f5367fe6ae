import type { Command } from "commander";
import type { Settings } from "../protocol/index.ts";
import { shownUrl } from "../robot/shown-url.ts";
import { environmentKey, keyFor, type ModelKey } from "../settings/model-key.ts";
import { readRemembered, settingsFile } from "../settings/remembered.ts";
import { endpointFlags, type Start, startingWith } from "../settings/starting.ts";
import { type SessionFlags, sessionOptions } from "./session-options.ts";

/**
 * What `start` begins with: the flags, the environment, and beneath them what a person told the page to remember.
 *
 * @throws UserError with one line for flags that make no session
 */
export const startOptions = async (
  flags: SessionFlags,
  command: Command,
  tell: (line: string) => void,
): Promise<Start & { readonly file: string; readonly remembered: boolean }> => {
  const file = settingsFile();
  const remembered = await readRemembered(file, tell);
  const given = sessionOptions(endpointFlags(flags, remembered));
  const key = environmentKey(
    flags.baseUrl ?? (process.env["OPENAI_BASE_URL"] || undefined),
    process.env["OPENAI_API_KEY"] || undefined,
  );
  const names = Object.keys(flags).filter((name) => command.getOptionValueSource(name) === "cli");
  const start = startingWith(given, key, remembered, new Set(names));
  if (remembered) {
    tell(
      `using the settings remembered in ${file}: ${summary(start.settings)} (the command line wins; delete the file to forget them)`,
    );
    warnOfKey(key, start.settings, tell);
  }
  return { ...start, file, remembered: remembered !== null };
};

const summary = ({ model, robot }: Settings): string =>
  [
    robot.kind === "simulator" ? `simulator, scene ${robot.scene}` : `robot ${shownUrl(robot.url)}`,
    model.planner === "offline" ? "offline planner" : `model ${model.name} at ${shownUrl(model.base_url)}`,
  ].join("; ");

const warnOfKey = (key: ModelKey | null, { model }: Settings, tell: (line: string) => void): void => {
  if (!key || model.planner === "offline" || keyFor(key, model.base_url) !== undefined) return;
  tell(
    `OPENAI_API_KEY was set for ${key.server} and is not sent to ${shownUrl(model.base_url)}, which comes from remembered settings. Give --base-url too, or enter the key on the page.`,
  );
};
