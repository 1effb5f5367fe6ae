import { ActionGatherer, type RecordedAction } from "../episode/rerun/recorded-actions.ts";
import { lastingActions } from "../episode/rerun/restore-interpreter.ts";
import type { EventBody } from "../protocol/index.ts";

/** Answers and pictures of more than this are not kept: the oldest actions go first. */
const MOST_BYTES = 64 * 1024 * 1024;

/** What ran in the session's interpreter, with the answers to its calls: enough to bring its variables about again. */
export class SessionPast {
  #gatherer = new ActionGatherer();
  #bytes = 0;
  #dropped = 0;
  readonly #mostBytes: number;

  constructor(mostBytes = MOST_BYTES) {
    this.#mostBytes = mostBytes;
  }

  /** Actions that have ended, of the interpreter that is there now, the oldest first. */
  get actions(): readonly RecordedAction[] {
    return lastingActions(this.#gatherer.actions.filter(({ end }) => end !== null));
  }

  /** Actions that are not known any more, whose variables cannot be brought about. */
  get dropped(): number {
    return this.#dropped;
  }

  /** To be told of every event of the session. */
  add(event: EventBody): void {
    this.#gatherer.add(event);
    this.#bytes += sizeOf(event);
    if (event.type === "action_end" && this.#bytes > this.#mostBytes) this.#dropOldest();
  }

  /** The session's interpreter was replaced by one in which these actions ran. */
  begin(actions: readonly RecordedAction[]): void {
    this.#gatherer = new ActionGatherer();
    this.#gatherer.actions.push(...actions);
    this.#bytes = actions.reduce((sum, action) => sum + actionSize(action), 0);
    this.#dropped = 0;
  }

  #dropOldest(): void {
    const { actions } = this.#gatherer;
    while (this.#bytes > this.#mostBytes && actions.length > 1) {
      const [oldest] = actions.splice(0, 1);
      if (oldest) this.#bytes -= actionSize(oldest);
      this.#dropped += 1;
    }
  }
}

/** About how much memory an event keeps, bytes. */
const sizeOf = (event: EventBody): number => {
  if (event.type === "image") return event.source === "figure" ? 0 : event.data_base64.length;
  if (event.type === "primitive_result" || event.type === "primitive_call")
    return JSON.stringify(event).length;
  if (event.type === "output") return event.text.length;
  return event.type === "action_start" ? event.code.length : 0;
};

const actionSize = ({ start, calls, output }: RecordedAction): number =>
  sizeOf(start) +
  output.length +
  calls.reduce(
    (sum, { call, result, images }) =>
      sum +
      sizeOf(call) +
      (result ? sizeOf(result) : 0) +
      images.reduce((all, image) => all + sizeOf(image), 0),
    0,
  );
