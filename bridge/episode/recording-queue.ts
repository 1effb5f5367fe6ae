import { Worker } from "node:worker_threads";
import { cdrEncoder } from "./cdr-encoder.ts";
import { compiledUrl } from "./compiled-url.ts";
import {
  type ChannelDefinition,
  type FromWriter,
  HEAD_NUMBERS,
  type ToWriter,
  type WriterStart,
} from "./recording-wire.ts";
import { schemaText } from "./ros-schemas.ts";

/** Messages go to the writing thread this often at the least; events at once. */
const BATCH_MS = 50;
const BATCH_BYTES = 256 * 1024;
/** What the writing thread has not taken yet may be so much; the rest waits here. */
const UNDER_WAY_BYTES = 8 * 1024 * 1024;
/** What waits here may be so much; beyond it the oldest messages of sensors are dropped. */
const WAITING_BYTES = 32 * 1024 * 1024;

export interface OutgoingMessage {
  readonly topic: string;
  /** ROS type such as sensor_msgs/msg/JointState. */
  readonly type: string;
  /** Nanoseconds of the robot's clock, and of the wall clock. */
  readonly logTime: bigint;
  readonly publishTime: bigint;
  readonly message: unknown;
  /** Kept whatever happens; what is not may be dropped when the disk is too slow. */
  readonly keep: boolean;
}

interface Channel {
  readonly id: number;
  readonly encode: (message: unknown) => Uint8Array;
  sequence: number;
}

interface Encoded {
  readonly channel: number;
  readonly sequence: number;
  readonly logTime: bigint;
  readonly publishTime: bigint;
  readonly bytes: Uint8Array;
  readonly keep: boolean;
}

/**
 * At a limit on the size of files (ulimit -f) the write fails, which is told; the signal that comes with it must not end
 * the process, as the clean-up that execa installs for its children would have it.
 */
const surviveFileSizeLimit = (): void => {
  if (process.platform !== "win32" && process.listenerCount("SIGXFSZ", ignore) === 0)
    process.on("SIGXFSZ", ignore);
};
const ignore = (): void => {};

interface Encoding {
  readonly schema: string;
  readonly encode: (message: unknown) => Uint8Array;
}

/** Made once: reading a schema takes milliseconds. */
const encodings = new Map<string, Encoding>();
const encodingOf = (type: string): Encoding => {
  const known = encodings.get(type);
  if (known) return known;
  const schema = schemaText(type);
  const encoding = { schema, encode: cdrEncoder(schema) };
  encodings.set(type, encoding);
  return encoding;
};

/**
 * Encodes messages and hands them to a thread that writes them, so that no disk ever holds up the robot. Encoding takes
 * less time here than handing the objects over would.
 */
export class RecordingQueue {
  readonly #worker: Worker;
  readonly #onFailure: (reason: string) => void;
  readonly #ended: Promise<void>;
  /** Resolves when the thread is at work, or has failed. */
  readonly ready: Promise<void>;
  readonly #channels = new Map<string, Channel>();
  #definitions: ChannelDefinition[] = [];
  #waiting: Encoded[] = [];
  #waitingBytes = 0;
  #lines: string[] = [];
  #underWay = 0;
  #dropped = 0;
  #failed = false;
  #timer: NodeJS.Timeout | null = null;
  #posting = false;

  /** @param onFailure told once, when nothing is written any more */
  constructor(start: WriterStart, onFailure: (reason: string) => void) {
    this.#onFailure = onFailure;
    surviveFileSizeLimit();
    this.#worker = new Worker(compiledUrl(import.meta.url, "./recording-worker.ts"), {
      workerData: start,
      trackUnmanagedFds: false, // the file is opened on this thread and closed on that
    });
    this.ready = new Promise((resolve) => {
      this.#worker.once("message", () => resolve());
      this.#worker.once("exit", () => resolve());
    });
    this.#ended = new Promise((resolve) => {
      this.#worker.on("message", (message: FromWriter) => {
        if (message.kind === "taken") this.#taken(message.bytes);
        if (message.kind === "failed") this.#fail(message.reason);
        if (message.kind === "ended") resolve();
      });
      this.#worker.on("error", (error) => this.#fail(error.message));
      this.#worker.on("exit", () => resolve());
    });
  }

  /** How many messages of sensors were dropped because the disk was too slow. */
  get dropped(): number {
    return this.#dropped;
  }

  get failed(): boolean {
    return this.#failed;
  }

  /** Takes a message; never waits. */
  write({ topic, type, message, ...rest }: OutgoingMessage): void {
    if (this.#failed) return;
    const channel = this.#channel(topic, type);
    const bytes = channel.encode(message);
    this.#waiting.push({ ...rest, channel: channel.id, sequence: channel.sequence++, bytes });
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > WAITING_BYTES) this.#dropOldest();
    if (rest.keep || this.#waitingBytes > BATCH_BYTES) this.#postSoon();
    else this.#timer ??= setTimeout(() => this.#post(), BATCH_MS);
  }

  /** A line of the transcript. */
  line(text: string): void {
    if (!this.#failed) this.#lines.push(text);
  }

  /** Writes what waits, the transcript and the index. Resolves when the file is closed, also after a failure. */
  async end(metadata: Record<string, string>, transcript: string): Promise<void> {
    while (!this.#failed && this.#waiting.length > 0) this.#post(Number.POSITIVE_INFINITY);
    this.#send({ kind: "end", metadata: Object.entries(metadata), transcript });
    await this.#ended;
    await this.#worker.terminate();
  }

  #channel(topic: string, type: string): Channel {
    const known = this.#channels.get(topic);
    if (known) return known;
    const { schema, encode } = encodingOf(type);
    const channel = { id: this.#channels.size + 1, encode, sequence: 0 };
    this.#channels.set(topic, channel);
    this.#definitions.push({ id: channel.id, topic, type, schema });
    return channel;
  }

  #dropOldest(): void {
    const kept: Encoded[] = [];
    for (const message of this.#waiting) {
      if (message.keep || this.#waitingBytes <= WAITING_BYTES / 2) kept.push(message);
      else {
        this.#waitingBytes -= message.bytes.length;
        this.#dropped += 1;
      }
    }
    this.#waiting = kept;
  }

  /** Posts after what is being done now; what comes until then goes along. */
  #postSoon(): void {
    if (this.#posting) return;
    this.#posting = true;
    queueMicrotask(() => {
      this.#posting = false;
      this.#post();
    });
  }

  #post(underWay = UNDER_WAY_BYTES): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    while (this.#waiting.length > 0 && this.#underWay < underWay) this.#postBatch();
  }

  #postBatch(): void {
    let length = 0;
    let count = 0;
    for (const { bytes } of this.#waiting) {
      if (count > 0 && length + bytes.length > BATCH_BYTES * 4) break;
      length += bytes.length;
      count += 1;
    }
    const heads = new BigUint64Array(count * HEAD_NUMBERS);
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const [i, message] of this.#waiting.splice(0, count).entries()) {
      const { channel, sequence, logTime, publishTime } = message;
      heads.set(
        [BigInt(channel), BigInt(sequence), logTime, publishTime, BigInt(message.bytes.length)],
        i * HEAD_NUMBERS,
      );
      bytes.set(message.bytes, at);
      at += message.bytes.length;
    }
    this.#waitingBytes -= length;
    this.#underWay += length;
    const [channels, lines] = [this.#definitions, this.#lines];
    this.#definitions = [];
    this.#lines = [];
    this.#send({ kind: "batch", channels, heads, bytes, lines }, [heads.buffer, bytes.buffer]);
  }

  #send(message: ToWriter, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #taken(bytes: number): void {
    this.#underWay -= bytes;
    if (this.#waiting.length > 0) this.#post();
  }

  #fail(reason: string): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#waiting = [];
    this.#lines = [];
    if (this.#timer) clearTimeout(this.#timer);
    this.#onFailure(reason);
  }
}
