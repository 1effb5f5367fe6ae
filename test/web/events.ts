import { Event, type EventBody } from "../../bridge/protocol/index.ts";
import { type Conversation, emptyConversation } from "../../web/src/state/conversation.ts";
import { reduceConversation } from "../../web/src/state/reducer.ts";

const stamp = { sec: 1, nanosec: 0 };

/** Events as they come over the wire, checked by the protocol's own schema. */
export const asEvents = (bodies: readonly EventBody[], firstSeq = 0): Event[] =>
  bodies.map((body, i) => Event.parse({ ...body, v: 1, seq: firstSeq + i, wall: stamp, stamp }));

/** What the page makes of these events. */
export const conversationOf = (...bodies: EventBody[]): Conversation =>
  asEvents(bodies).reduce(reduceConversation, emptyConversation);
