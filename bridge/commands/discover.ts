import { writeFile } from "node:fs/promises";
import { UserError } from "../protocol/index.ts";
import { discover } from "../robot/discover.ts";

/** `discover ws://…`: what a robot offers, and a draft profile. */
export const runDiscover = async (url: string, flags: { json?: boolean; out?: string }): Promise<void> => {
  if (!/^wss?:\/\/[^\s/]+/.test(url))
    throw new UserError(`${url} is no WebSocket address; give one such as ws://127.0.0.1:9090.`, 2);
  const found = await discover(url);
  if (flags.out) await writeFile(flags.out, `${JSON.stringify(found.profile, null, 2)}\n`);
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(found)}\n`);
    return;
  }
  const list = (title: string, rows: readonly string[]): string =>
    rows.length === 0 ? `${title}: none\n` : `${title}\n${rows.map((row) => `  ${row}`).join("\n")}\n`;
  const name = (entry: { name: string; type: string; rate_hz?: number | null }): string =>
    `${entry.name}  ${entry.type}${entry.rate_hz ? `  ${entry.rate_hz.toFixed(1)} Hz` : ""}`;
  process.stdout.write(list("topics", found.topics.map(name)));
  process.stdout.write(list("services", found.services.map(name)));
  process.stdout.write(list("actions", found.actions.map(name)));
  process.stdout.write(list("notes", found.notes));
  process.stdout.write(
    `draft profile${flags.out ? ` (written to ${flags.out})` : ""}\n${JSON.stringify(found.profile, null, 2)}\n`,
  );
};
