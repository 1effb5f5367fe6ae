import { closeSync, fdatasync, fstatSync, ftruncateSync, writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { ChunkedMcapWriter } from "./mcap-writer.ts";
import { type FromWriter, HEAD_NUMBERS, type ToWriter, type WriterStart } from "./recording-wire.ts";

/*
 * The thread that writes one episode. A chunk ends when its first message is this old, or when it is large; so what is
 * lost with the process is less than a second. The disk is asked to keep what it has every few seconds, beside the writing.
 */
const CHUNK_MS = 400;
const LOOK_MS = 100;
const CHUNK_BYTES = 512 * 1024;
const SYNC_MS = 5000;
/** Longer transcripts end early; the events themselves are all in their channels. */
const TRANSCRIPT_CHARACTERS = 64_000_000;

const port = parentPort;
if (!port) throw new Error("recording-worker runs as a worker thread");
const say = (message: FromWriter): void => port.postMessage(message);
const start = workerData as WriterStart;

let position = 0;
let failed = false;
let syncedAt = performance.now();
let syncing = false;
let logTime = 0n;
/** Wall milliseconds of the oldest message that waits for the end of the chunk; null: none waits. */
let oldest: number | null = null;
let transcript: string[] = [];
let transcriptCharacters = 0;

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file has reached the size that is allowed",
  EIO: "the disk does not answer as it should",
};
const reasonOf = (error: unknown): string =>
  reasons[(error as NodeJS.ErrnoException).code ?? ""] ?? (error as Error).message;

const { fd } = start;

/** Writes all of it, or nothing: the file is cut back to where it was, so that it ends with a whole record. */
const append = (bytes: Uint8Array): void => {
  try {
    let done = 0;
    while (done < bytes.length) done += writeSync(fd, bytes, done, bytes.length - done, position + done);
  } catch (error) {
    ftruncateSync(fd, position);
    throw error;
  }
  position += bytes.length;
};
const writer = new ChunkedMcapWriter(append);

const fail = (error: unknown): void => {
  if (failed) return;
  failed = true;
  transcript = [];
  say({ kind: "failed", reason: reasonOf(error) });
};

const sync = (): void => {
  if (syncing || performance.now() - syncedAt < SYNC_MS) return;
  syncing = true;
  // What a full or failing disk answers here, the next write says, too.
  fdatasync(fd, () => {
    syncing = false;
    syncedAt = performance.now();
  });
};

const endChunk = (): void => {
  if (failed || writer.waiting === 0) return;
  try {
    if (fstatSync(fd).nlink === 0) throw new Error("the file was removed while it was written");
    writer.endChunk();
    oldest = null;
    sync();
  } catch (error) {
    fail(error);
  }
};

const take = ({ channels, heads, bytes, lines }: Extract<ToWriter, { kind: "batch" }>): void => {
  for (const channel of channels) writer.addChannel(channel);
  let from = 0;
  for (let i = 0; i < heads.length; i += HEAD_NUMBERS) {
    const [channelId = 0n, sequence = 0n, log = 0n, publishTime = 0n, length = 0n] = heads.subarray(
      i,
      i + HEAD_NUMBERS,
    );
    const data = bytes.subarray(from, from + Number(length));
    from += Number(length);
    writer.addMessage({
      channelId: Number(channelId),
      sequence: Number(sequence),
      logTime: log,
      publishTime,
      data,
    });
    if (log > logTime) logTime = log;
    oldest ??= Number(publishTime / 1_000_000n);
    if (writer.waiting > CHUNK_BYTES) endChunk();
    if (failed) return;
  }
  for (const line of lines) {
    transcriptCharacters += line.length;
    if (transcriptCharacters <= TRANSCRIPT_CHARACTERS) transcript.push(line);
  }
};

const attach = (name: string, mediaType: string, text: string): void =>
  writer.addAttachment({
    name,
    mediaType,
    data: new TextEncoder().encode(text),
    logTime,
    createTime: logTime,
  });

const end = ({ metadata, transcript: name }: Extract<ToWriter, { kind: "end" }>): void => {
  clearInterval(timer);
  endChunk();
  try {
    if (!failed) attach(name, "application/x-ndjson", transcript.map((line) => `${line}\n`).join(""));
    // Also after a failure: the file is easier to read with its index, if there is room for that.
    writer.addMetadata({ name: start.metadata.name, metadata: new Map(metadata) });
    writer.end();
    fdatasync(fd, () => closeSync(fd));
  } catch (error) {
    fail(error);
    closeSync(fd);
  }
  say({ kind: "ended" });
  port.close();
};

/** By the age of what waits, so that a thread that comes late to its work, on a busy machine, writes at once. */
const endOldChunk = (): void => {
  if (oldest !== null && Date.now() - oldest >= CHUNK_MS) endChunk();
};
const timer = setInterval(endOldChunk, LOOK_MS);
port.on("message", (message: ToWriter) => {
  if (message.kind === "end") return end(message);
  if (!failed) take(message);
  endOldChunk();
  say({ kind: "taken", bytes: message.bytes.length });
});

try {
  writer.start({ profile: "ros2", library: start.library });
  writer.addMetadata({ name: `${start.metadata.name}_start`, metadata: new Map(start.metadata.entries) });
  for (const { name, mediaType, text } of start.attachments) attach(name, mediaType, text);
  say({ kind: "opened" });
} catch (error) {
  fail(error);
}
