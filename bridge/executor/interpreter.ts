import { once } from "node:events";
import { constants } from "node:os";
import type { Readable, Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import { type FromPython, MAX_FRAME_BYTES, type ToPython, UserError } from "../protocol/index.ts";
import { encodeFrame, FrameReader, FrameViolation } from "./frames.ts";
import type { Launch } from "./launch.ts";
import { STATUS_FD } from "./sandbox/bubblewrap.ts";

export type OutputStream = "stdout" | "stderr";

/** What Python sends of a running action. */
export type ActionFrame = Exclude<FromPython, { t: "ready" }>;

export interface InterpreterListeners {
  readonly onFrame: (from: Interpreter, frame: ActionFrame) => void;
  readonly onOutput: (from: Interpreter, stream: OutputStream, chunk: Buffer) => void;
  /** Told once, after the last output; `why` in words. */
  readonly onExit: (from: Interpreter, why: string) => void;
}

/** Of a Python that is being started. "open": it runs, but without its sandbox. */
interface StartUp {
  resolve: (how: "ready" | "open") => void;
  output: string;
}

const START_TIMEOUT_MS = 30_000;
/** A dying process closes its descriptors first; its exit, which tells why, follows. */
const EXIT_AFTER_EOF_MS = 300;
/** For the last output to come through after the process ended. */
const DRAIN_MS = 500;

const crashes: Record<string, string> = {
  SIGSEGV: "a crash in native code, or recursion without limit",
  SIGABRT: "it called abort",
  SIGKILL: "the system killed it, perhaps for lack of memory",
  SIGBUS: "a crash in native code",
  SIGFPE: "a crash in native code",
  SIGILL: "a crash in native code",
};

const inWords = (code: number | null, signal: NodeJS.Signals | null): string => {
  if (signal) return `it ended by ${signal}${crashes[signal] ? ` (${crashes[signal]})` : ""}`;
  return `it exited with code ${code}, past Python's own exit()`;
};

/** One Python process: started, spoken to in frames, signalled, and cleared away with all that it started. */
export class Interpreter {
  readonly #process: ReturnType<typeof spawn>;
  readonly #reader: FrameReader;
  readonly #frameBytes: number;
  readonly #listeners: InterpreterListeners;
  readonly #launch: Launch;
  /** Python itself, where a wrapper started it. */
  #wrappedPid: number | null = null;
  #startUp: StartUp | null = null;
  #killedBecause: string | null = null;
  #alive = true;
  /** Settles once the process is gone and its last output was handed on. */
  readonly exited: Promise<void>;

  private constructor(launch: Launch, listeners: InterpreterListeners, frameBytes: number) {
    this.#listeners = listeners;
    this.#frameBytes = frameBytes;
    this.#reader = new FrameReader(frameBytes);
    this.#launch = launch;
    this.#process = spawn(launch);
    if (launch.wrapped) this.#readStatus();
    const { stdout, stderr } = this.#process;
    stdout.on("data", (chunk: Buffer) => this.#output("stdout", chunk));
    stderr.on("data", (chunk: Buffer) => this.#output("stderr", chunk));
    this.#fromPython.on("data", (chunk: Buffer) => this.#read(chunk));
    // A program may close the descriptor itself; nothing can be done with a Python that cannot answer.
    this.#fromPython.on("end", () => {
      setTimeout(() => this.kill("it closed its connection to the bridge"), EXIT_AFTER_EOF_MS).unref();
    });
    for (const stream of [stdout, stderr, this.#fromPython, this.#toPython]) stream.on("error", () => {});
    this.exited = this.#end();
  }

  /**
   * Starts Python and waits until it is ready.
   *
   * @throws UserError with what Python said when it does not start
   */
  static async start(
    launch: Launch,
    listeners: InterpreterListeners,
    frameBytes: number = MAX_FRAME_BYTES,
  ): Promise<Interpreter> {
    const interpreter = new Interpreter(launch, listeners, frameBytes);
    const timer = new AbortController();
    const startUp: StartUp = { resolve: () => {}, output: "" };
    const ready = new Promise<"ready" | "open">((resolve) => {
      startUp.resolve = resolve;
    });
    interpreter.#startUp = startUp;
    const outcome = await Promise.race([
      ready,
      interpreter.exited.then(() => "ended" as const),
      delay(START_TIMEOUT_MS, "late" as const, { signal: timer.signal }),
    ]);
    timer.abort();
    interpreter.#startUp = null;
    if (outcome === "ready") return interpreter;
    interpreter.kill("it did not start");
    const said = startUp.output.trim().split("\n").slice(-3).join(" | ");
    const how =
      outcome === "late"
        ? `did not answer within ${START_TIMEOUT_MS / 1000} s`
        : outcome === "open"
          ? "started without its sandbox"
          : "did not start";
    throw new UserError(
      `Python (${launch.file}) ${how}${said ? `: ${said}` : ""}. Check it with \`codeact-ros doctor\`, or set CODEACT_PYTHON to another one.`,
    );
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Sends a frame; says why not when it is too big. */
  send(frame: ToPython): string | null {
    const encoded = encodeFrame(frame, this.#frameBytes);
    if ("tooBig" in encoded) return encoded.tooBig;
    if (this.#alive) this.#toPython.write(encoded.line);
    return null;
  }

  /** Of Python itself, as the bridge sees it; null when it is not known or gone. */
  get pid(): number | null {
    if (!this.#alive) return null;
    return this.#launch.wrapped ? this.#wrappedPid : (this.#process.pid ?? null);
  }

  /** SIGINT, to Python alone: programs that it started are its own matter. */
  interrupt(): void {
    if (this.pid !== null) signal(this.pid, "SIGINT");
  }

  /** Asks a Python that reacts to nothing else to write where it is; see stuck-at.ts. */
  askWhere(): void {
    if (this.pid !== null) signal(this.pid, "SIGUSR1");
  }

  /** SIGKILL, to Python and all in its process group. */
  kill(why: string): void {
    if (!this.#alive) return;
    this.#killedBecause ??= why;
    this.#killGroup();
  }

  get #toPython(): Writable {
    return this.#process.stdio[3] as unknown as Writable;
  }

  get #fromPython(): Readable {
    return this.#process.stdio[4] as unknown as Readable;
  }

  #output(stream: OutputStream, chunk: Buffer): void {
    if (this.#startUp) this.#startUp.output = (this.#startUp.output + chunk.toString()).slice(-2000);
    this.#listeners.onOutput(this, stream, chunk);
  }

  #read(chunk: Buffer): void {
    if (this.#killedBecause !== null) return;
    try {
      for (const frame of this.#reader.push(chunk)) {
        if (frame.t !== "ready") this.#listeners.onFrame(this, frame);
        else if (this.#startUp)
          this.#startUp.resolve(frame.confined || !this.#launch.confined ? "ready" : "open");
        else throw new FrameViolation("sent a second ready frame");
        if (this.#killedBecause !== null) return;
      }
    } catch (error) {
      if (!(error instanceof FrameViolation)) throw error;
      this.kill(`it ${error.message}`);
    }
  }

  async #end(): Promise<void> {
    const failed = this.#process.then(
      (result) => result.failed && result.exitCode === undefined && result.message,
    );
    const exit = once(this.#process, "exit").then(
      ([code, signal]) =>
        this.#launch.wrapped ? inWords(...unwrapped(code, signal)) : inWords(code, signal),
      () => null,
    );
    const why =
      (await Promise.race([exit, failed.then((message) => message || exit)])) ?? "it could not be started";
    this.#alive = false;
    this.#killGroup(); // what the program started must not outlive it, nor hold its output open
    const { stdout, stderr } = this.#process;
    const timer = new AbortController();
    await Promise.race([
      Promise.all(
        [stdout, stderr].map((stream) => stream.destroyed || once(stream, "close").catch(() => {})),
      ),
      delay(DRAIN_MS, null, { signal: timer.signal }).catch(() => {}),
    ]);
    timer.abort();
    for (const stream of [stdout, stderr, this.#toPython, this.#fromPython, this.#status]) stream?.destroy();
    this.#listeners.onExit(this, this.#killedBecause ?? why);
  }

  #killGroup(): void {
    const { pid } = this.#process;
    // The wrapper's end takes everything in its namespaces with it; Python first, whose group is its own.
    if (this.#alive && this.#wrappedPid !== null) signal(this.#wrappedPid, "SIGKILL");
    if (pid !== undefined) signal(-pid, "SIGKILL");
  }

  get #status(): Readable | undefined {
    return (this.#process.stdio as readonly unknown[])[STATUS_FD] as Readable | undefined;
  }

  /** bubblewrap tells the process that it started, then how that ended, a JSON object a line. */
  #readStatus(): void {
    let text = "";
    this.#status?.on("error", () => {});
    this.#status?.on("data", (chunk: Buffer) => {
      if (this.#wrappedPid !== null) return;
      text += chunk.toString();
      const pid = /"child-pid":\s*(\d+)/.exec(text)?.[1];
      if (pid) this.#wrappedPid = Number(pid);
    });
  }
}

/** Sends a signal to a process, or to a group where negative; nothing when it is gone. */
const signal = (pid: number, name: "SIGINT" | "SIGUSR1" | "SIGKILL"): void => {
  try {
    process.kill(pid, name);
  } catch {
    // it is gone
  }
};

/** A wrapper passes a signal that ended its program on as an exit code of 128 and more. */
const unwrapped = (
  code: number | null,
  by: NodeJS.Signals | null,
): [number | null, NodeJS.Signals | null] => {
  if (code === null || code <= 128) return [code, by];
  const name = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  return name ? [null, name as NodeJS.Signals] : [code, by];
};

const spawn = (launch: Launch) =>
  execa(launch.file, launch.args, {
    cwd: launch.workDir,
    env: launch.env,
    extendEnv: false,
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", ...(launch.wrapped ? (["pipe"] as const) : [])],
    buffer: false,
    reject: false,
    // A process group of its own: Ctrl-C in the terminal reaches the bridge only, and the group is killed as one.
    detached: true,
    stripFinalNewline: false,
    encoding: "buffer",
  });
