import { writeFile } from "node:fs/promises";
import { UserError } from "../protocol/index.ts";
import { type Discovery, discover } from "../robot/discover.ts";
import { table } from "../terminal/table.ts";

/** `discover ws://…`: what a robot offers, and a draft profile. */
export const runDiscover = async (url: string, flags: { json?: boolean; out?: string }): Promise<void> => {
  if (!/^wss?:\/\/[^\s/]+/.test(url))
    throw new UserError(`${url} is no WebSocket address; give one such as ws://127.0.0.1:9090.`, 2);
  const found = await discover(url);
  if (flags.out) await write(flags.out, found.profile_text);
  process.stdout.write(flags.json ? `${JSON.stringify(found)}\n` : discoveryText(found, flags.out));
};

const write = async (file: string, text: string): Promise<void> => {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new UserError(
      `Cannot write ${file}: ${(error as Error).message}. Give --out a file in a folder that you may write to.`,
      2,
    );
  }
};

/** What was found, in tables, and the draft, whole or where it was written. */
export const discoveryText = (found: Discovery, out?: string): string => {
  const section = (title: string, columns: readonly string[], rows: readonly string[][]): string =>
    rows.length === 0
      ? `${title}: none\n\n`
      : `${title}\n${table(
          columns.map((one) => ({ title: one, right: one === "Hz" })),
          rows,
        )}\n`;
  const named = ({ name, type }: { name: string; type: string }): string[] => [name, type];
  return [
    section(
      "Recognised",
      ["what", "name", "type"],
      found.recognised.map(({ what, name, type }) => [what, name, type]),
    ),
    section(
      "Topics",
      ["name", "type", "Hz"],
      found.topics.map(({ name, type, rate_hz }) => [name, type, rate_hz?.toFixed(1) ?? ""]),
    ),
    section("Services", ["name", "type"], found.services.map(named)),
    section("Actions", ["name", "type"], found.actions.map(named)),
    found.notes.length === 0 ? "" : `Notes\n${found.notes.map((note) => `- ${note}\n`).join("")}\n`,
    out
      ? `The draft profile is in ${out}: read its comments, then --robot ${found.url} --profile ${out}\n`
      : `Draft profile (--out FILE.json writes it to a file)\n${found.profile_text}`,
  ].join("");
};
