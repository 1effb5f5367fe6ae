import { join } from "node:path";
import { attachments, type Event } from "../../protocol/index.ts";
import type { Episode } from "../reader.ts";
import { codeActInstruct } from "./codeactinstruct.ts";
import { conversationOf, type Message } from "./conversation.ts";
import { jointHeader, jointLines } from "./joint-table.ts";
import { openLeRobot } from "./lerobot/dataset.ts";
import { fineTuningMessages } from "./messages.ts";
import { type Output, openOutput, standardOutput } from "./output-file.ts";
import { receiptHeader, receiptLines } from "./receipt-table.ts";
import { shareGpt } from "./sharegpt.ts";

export const exportFormats = ["codeactinstruct", "sharegpt", "messages", "csv", "lerobot"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Writes episodes in one format. */
export interface ExportWriter {
  /** @returns why the episode was left out, null when it was written */
  add(id: string, episode: Episode, events: readonly Event[]): Promise<string | null>;
  close(): Promise<void>;
}

export interface WriterOptions {
  /** A file, or - for standard output; of csv and lerobot a folder. */
  readonly out: string;
  readonly overwrite: boolean;
  /** Of lerobot: frames a second, and the cameras whose pictures go in; null: those of the first episode. */
  readonly fps: number;
  readonly cameras: readonly string[] | null;
  readonly scrub: (text: string) => string;
}

const lineOf: Record<
  Exclude<ExportFormat, "csv" | "lerobot">,
  (id: string, messages: readonly Message[]) => unknown
> = {
  codeactinstruct: codeActInstruct,
  sharegpt: shareGpt,
  messages: fineTuningMessages,
};

/** @throws UserError when what is to be written is there already or cannot be written */
export const openWriter = (format: ExportFormat, options: WriterOptions): Promise<ExportWriter> =>
  format === "lerobot"
    ? openLeRobot(options)
    : format === "csv"
      ? openTables(options)
      : openLines(lineOf[format], options);

const openLines = async (
  line: (id: string, messages: readonly Message[]) => unknown,
  { out, overwrite, scrub }: WriterOptions,
): Promise<ExportWriter> => {
  const output = out === "-" ? standardOutput() : await openOutput(out, overwrite);
  return {
    add: async (id, episode, events) => {
      const prompt = await episode.attachment(attachments.prompt);
      const conversation = conversationOf(events, prompt && new TextDecoder().decode(prompt));
      if (conversation.length === 0) return "it holds no reply of a model";
      const messages = conversation.map(({ role, content }) => ({ role, content: scrub(content) }));
      await output.write(`${JSON.stringify(line(scrub(id), messages))}\n`);
      return null;
    },
    close: () => output.close(),
  };
};

const openTables = async ({ out, overwrite, scrub }: WriterOptions): Promise<ExportWriter> => {
  const joints = await openOutput(join(out, "joint_states.csv"), overwrite);
  const receipts = await openOutput(join(out, "receipts.csv"), overwrite).catch(async (error) => {
    await joints.close();
    throw error;
  });
  await joints.write(jointHeader);
  await receipts.write(receiptHeader);
  return {
    add: async (id, episode, events) => {
      const name = scrub(id);
      for await (const line of jointLines(name, episode)) await joints.write(line);
      for (const line of receiptLines(name, events, scrub)) await receipts.write(line);
      return null;
    },
    close: async () => {
      await closeAll([joints, receipts]);
    },
  };
};

const closeAll = async (outputs: readonly Output[]): Promise<void> => {
  const closed = await Promise.allSettled(outputs.map((output) => output.close()));
  for (const result of closed) if (result.status === "rejected") throw result.reason;
};
