import { homedir, hostname, tmpdir } from "node:os";
import { resolve } from "node:path";
import { packageRoot } from "../package-root.ts";
import { enteredSecrets } from "../secrets.ts";

/** Shorter words stand for too much else to be taken out. */
const SHORTEST = 5;

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);
const pattern = (text: string): string => escaped(text).replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * A function that takes out of JSON what tells of the machine that it was written on and of no use elsewhere: folders of
 * the user, of this package and of programs under way, the machine's name, and keys that were set or entered.
 */
export const machineWords = (env: NodeJS.ProcessEnv = process.env): ((json: string) => string) => {
  const folder = (path: string): string => `${pattern(path)}(?=[/\\\\":\\s]|$)`;
  const words: [RegExp, string][] = [];
  const add = (text: string | undefined, by: string, source = pattern): void => {
    if (text && text.length >= SHORTEST) words.push([new RegExp(source(text), "g"), by]);
  };
  words.push([new RegExp(`${pattern(resolve(tmpdir()))}/codeact-\\w+`, "g"), "<work>"]);
  add(packageRoot(), "<codeact-ros>", folder);
  add(homedir(), "~", folder);
  add(process.cwd() === "/" ? undefined : process.cwd(), ".", folder);
  add(env["OPENAI_API_KEY"], "<key>");
  for (const secret of enteredSecrets()) add(secret, "<key>");
  const name = hostname();
  if (name !== "localhost" && name.length >= 8) add(name, "<host>");
  return (json) => words.reduce((text, [word, by]) => text.replaceAll(word, by), json);
};
