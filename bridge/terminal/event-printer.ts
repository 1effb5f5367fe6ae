import type { Writable } from "node:stream";
import {
  type ActionEnd,
  addUsage,
  type Event,
  type EventOf,
  noUsage,
  type Price,
  type Usage,
  usageText,
} from "../protocol/index.ts";
import { approvalLine, approvalRequestLines } from "./approval-text.ts";

/** How an action ended, when it was not by its own last line. */
const endings: Partial<Record<ActionEnd, string>> = {
  exit: "The program called exit(); its variables are kept.",
  interrupted: "The program was interrupted.",
  timeout: "The program ran out of time and was interrupted; give it longer with --timeout-s.",
  limit: "The program was ended at a limit.",
  died: "The Python process died; its variables are lost.",
};

/** How an action ended, where, and why; null when it ended by itself. */
const ending = (event: EventOf<"action_end">): string | null => {
  const words = endings[event.ended_by];
  if (!words) return null;
  const why = event.reason && event.ended_by !== "timeout" ? ` (${event.reason})` : "";
  const at = event.interrupted_at;
  return `${words}${why}${at ? ` It was at line ${at.line}: ${at.source}` : ""}`;
};

/** One event a line, for machines. */
export const jsonPrinter = (event: Event): void => {
  process.stdout.write(`${JSON.stringify(event)}\n`);
};

const colours = { dim: 2, red: 31, green: 32, yellow: 33, cyan: 36, bold: 1 } as const;
type Style = (colour: keyof typeof colours, text: string) => string;

const styleFor = (stream: Writable & { isTTY?: boolean }): Style => {
  const coloured = stream.isTTY === true && !process.env["NO_COLOR"];
  return (colour, text) => (coloured ? `\x1b[${colours[colour]}m${text}\x1b[0m` : text);
};

const indent = (text: string, by: string): string =>
  text
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => by + line)
    .join("\n");

/** Prints an episode as it happens, for people. */
export class EventPrinter {
  readonly #out: Writable;
  readonly #style: Style;
  #atLineStart = true;
  /** The code that was shown for approval; it is not shown twice. */
  #codeShown: string | null = null;
  readonly #price: Price | null;
  /** The rule planner costs nothing, whatever a model would. */
  #asksModel = true;
  #usage: Usage = noUsage;

  /** @param price what the model costs, to tell at the end; null where it is not known */
  constructor(out: Writable & { isTTY?: boolean }, price: Price | null = null) {
    this.#out = out;
    this.#price = price;
    this.#style = styleFor(out);
  }

  #line(text: string): void {
    if (!this.#atLineStart) this.#out.write("\n");
    this.#out.write(`${text}\n`);
    this.#atLineStart = true;
  }

  /** The program's own output, kept in its pieces. */
  #stream(text: string): void {
    this.#out.write((this.#atLineStart ? "  │ " : "") + text.replace(/\n(?!$)/g, "\n  │ "));
    this.#atLineStart = text.endsWith("\n");
  }

  readonly print = (event: Event): void => {
    const style = this.#style;
    switch (event.type) {
      case "episode_start":
        this.#asksModel = event.planner === "model";
        this.#usage = noUsage;
        this.#line(
          style(
            "dim",
            `robot ${event.robot} · ${event.planner === "offline" ? "offline rule planner (no model)" : event.model} · mode ${event.mode} · sandbox ${event.sandbox}`,
          ),
        );
        break;
      case "usage":
        this.#usage = addUsage(this.#usage, {
          prompt: event.prompt_tokens,
          completion: event.completion_tokens,
        });
        break;
      case "turn_start":
        this.#line(style("bold", `— turn ${event.turn} —`));
        break;
      case "reply":
        if (event.thought) this.#line(indent(event.thought.trim(), ""));
        else if (event.code === null) this.#line(event.text.trim());
        break;
      case "action_start":
        if (event.code !== this.#codeShown) this.#line(style("cyan", indent(event.code, "  ")));
        this.#codeShown = null;
        break;
      case "output":
        this.#stream(event.stream === "stderr" ? style("yellow", event.text) : event.text);
        break;
      case "receipt":
        this.#line(style("green", `  ${event.text}`));
        break;
      case "action_end":
        if (event.value !== null) this.#line(indent(event.value, "  → "));
        if (event.error) this.#line(style("red", indent(event.error.traceback, "  ")));
        if (ending(event)) this.#line(style("red", `  ${ending(event)}`));
        break;
      case "image":
        this.#line(style("dim", `  [picture from ${event.source}]`));
        break;
      case "say":
        this.#line(event.text);
        break;
      case "question":
        this.#line(
          style("bold", `? ${event.text}${event.options?.length ? ` [${event.options.join(" / ")}]` : ""}`),
        );
        break;
      case "approval_request": {
        const [title = "", ...lines] = approvalRequestLines(event);
        this.#line([style("bold", title), ...lines].join("\n"));
        this.#codeShown = event.code;
        break;
      }
      case "approval": {
        const good = event.decision === "approved" || event.decision === "edited";
        this.#line(style(good ? "green" : "yellow", approvalLine(event)));
        break;
      }
      case "answer":
        this.#line(
          event.text === null ? style("yellow", "  nobody could answer") : `  answer: ${event.text}`,
        );
        break;
      case "stop":
        this.#line(style("yellow", event.text));
        break;
      case "estop":
        this.#line(style(event.latched ? "red" : "green", event.text));
        break;
      case "notice":
        this.#line(
          style(event.level === "error" ? "red" : event.level === "warning" ? "yellow" : "dim", event.text),
        );
        break;
      case "episode_end": {
        const counts = [
          `${event.turns} turns, ${event.actions} actions, ${event.primitive_calls} primitive calls`,
          usageText(this.#usage, this.#asksModel ? this.#price : null),
        ]
          .filter(Boolean)
          .join(", ");
        const good = event.outcome === "finished" || event.outcome === "answered";
        this.#line(
          `${style(good ? "green" : "red", event.outcome)}${event.summary ? `: ${event.summary}` : ""} (${counts})`,
        );
        if (event.episode) this.#line(style("dim", `recorded ${event.episode}`));
        break;
      }
      default:
    }
  };
}

/** What `exec` shows: the program's output as it is, then its value or traceback; robot's words on stderr. */
export class ProgramPrinter {
  readonly #out: Writable;
  readonly #err: Writable;

  constructor(out: Writable, err: Writable) {
    this.#out = out;
    this.#err = err;
  }

  readonly print = (event: Event): void => {
    switch (event.type) {
      case "output":
        (event.stream === "stdout" ? this.#out : this.#err).write(event.text);
        break;
      case "say":
        this.#out.write(`${event.text}\n`);
        break;
      case "question":
        this.#err.write(`? ${event.text}\n`);
        break;
      case "action_end":
        if (event.value !== null) this.#out.write(`${event.value}\n`);
        if (event.error) this.#err.write(`${event.error.traceback.trimEnd()}\n`);
        if (ending(event)) this.#err.write(`${ending(event)}\n`);
        break;
      case "stop":
      case "estop":
        this.#err.write(`${event.text}\n`);
        break;
      case "notice":
        if (event.level !== "info") this.#err.write(`${event.text}\n`);
        break;
      default:
    }
  };
}
