import { type LogLevel, type LogLine, type Stamp, sensorTopics } from "../protocol/index.ts";
import { LogIn, logType } from "../robot/messages.ts";
import type { RobotFeed, Unsubscribe } from "../robot/types.ts";

/** Lines that a page which connects gets of the past. */
const HISTORY = 500;
/** Lines a second that are shown, and how many at once after a rest; the others are counted. */
const PER_SECOND = 25;
const BURST = 100;
/** How long lines are counted before it is said how many were left out, milliseconds. */
const TELL_MS = 1_000;
const MAX_CHARACTERS = 4_000;

/** The robot's log (/rosout) for pages: its newest lines, at a bounded rate, and how many were left out. */
export class LogLines {
  readonly #onLine: (line: LogLine) => void;
  readonly #stop: Unsubscribe;
  readonly #history: LogLine[] = [];
  #allowance = BURST;
  #heardMs = performance.now();
  #leftOut = 0;
  #timer: NodeJS.Timeout | null = null;
  #stamp: Stamp = { sec: 0, nanosec: 0 };

  constructor(feed: RobotFeed, onLine: (line: LogLine) => void) {
    this.#onLine = onLine;
    // Of a robot without that topic nothing ever comes.
    this.#stop = feed.onTopic(sensorTopics.rosout, logType(feed.profile.ros_version), (message) =>
      this.#take(message),
    );
  }

  /** The newest lines, oldest first. */
  get history(): readonly LogLine[] {
    return this.#history;
  }

  close(): void {
    this.#stop();
    if (this.#timer) clearTimeout(this.#timer);
  }

  #take(message: unknown): void {
    if (!this.#allows()) {
      this.#leftOut += 1;
      this.#timer ??= setTimeout(() => this.#tellLeftOut(), TELL_MS);
      return;
    }
    const parsed = LogIn.safeParse(message);
    if (!parsed.success) return;
    const { stamp, level, name, msg } = parsed.data;
    this.#stamp = stamp;
    this.#show({ op: "log", stamp, level: levelOf(level), name: name.slice(0, 200), text: clipped(msg) });
  }

  #allows(): boolean {
    const now = performance.now();
    this.#allowance = Math.min(BURST, this.#allowance + ((now - this.#heardMs) / 1000) * PER_SECOND);
    this.#heardMs = now;
    if (this.#allowance < 1) return false;
    this.#allowance -= 1;
    return true;
  }

  #tellLeftOut(): void {
    this.#timer = null;
    const many = this.#leftOut === 1 ? "1 line" : `${this.#leftOut} lines`;
    const text = `${many} left out: the robot logs more than ${PER_SECOND} a second.`;
    this.#leftOut = 0;
    this.#show({ op: "log", stamp: this.#stamp, level: "warn", name: "codeact-ros", text });
  }

  #show(line: LogLine): void {
    this.#history.push(line);
    if (this.#history.length > HISTORY) this.#history.shift();
    this.#onLine(line);
  }
}

/** rcl_interfaces/msg/Log: 10, 20, 30, 40, 50; what is between counts as the lower. */
const levelOf = (level: number): LogLevel => {
  if (level < 20) return "debug";
  if (level < 30) return "info";
  if (level < 40) return "warn";
  return level < 50 ? "error" : "fatal";
};

const clipped = (text: string): string =>
  text.length > MAX_CHARACTERS
    ? `${text.slice(0, MAX_CHARACTERS)}… (${text.length - MAX_CHARACTERS} more characters)`
    : text;
