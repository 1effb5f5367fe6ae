import type { Event } from "../../../bridge/protocol/index.ts";
import { type Conversation, emptyConversation } from "../state/conversation.ts";
import { reduceConversation } from "../state/reducer.ts";

/** Events between two states that are kept. */
const EVERY = 64;

/** The conversation after any number of events, made by the reducer of the live page. */
export class ConversationIndex {
  readonly #events: readonly Event[];
  /** State after 0, EVERY, 2·EVERY, … events; they share what did not change between them. */
  readonly #kept: Conversation[] = [emptyConversation];
  /** What was looked at last: the next moment is mostly a little later. */
  #last = { index: 0, state: emptyConversation };

  constructor(events: readonly Event[]) {
    this.#events = events;
    let state = emptyConversation;
    for (const [i, event] of events.entries()) {
      state = reduceConversation(state, event);
      if ((i + 1) % EVERY === 0) this.#kept.push(state);
    }
  }

  /** The state after the first `index` events. */
  at(index: number): Conversation {
    const wanted = Math.min(Math.max(index, 0), this.#events.length);
    const kept = Math.floor(wanted / EVERY);
    let from = kept * EVERY;
    let state = this.#kept[kept] ?? emptyConversation;
    if (this.#last.index <= wanted && this.#last.index > from) ({ index: from, state } = this.#last);
    for (let i = from; i < wanted; i += 1) state = reduceConversation(state, this.#events[i] as Event);
    this.#last = { index: wanted, state };
    return state;
  }
}
