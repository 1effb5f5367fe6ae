import { type Event, type EventType, stampToNs } from "../../../bridge/protocol/index.ts";
import { lastNotAfter } from "../episode/sensor-log.ts";

/**
 * How long an event is shown at least, seconds, where the robot's clock does not say: a `fast` simulator's clock stands
 * while the model thinks, and a whole turn would be over in no time.
 */
const SHOWN_S: Readonly<Partial<Record<EventType, number>>> = {
  turn_start: 0.6,
  reply_delta: 0.03,
  reply: 1.6,
  action_start: 0.5,
  primitive_call: 0.25,
  primitive_result: 0.05,
  receipt: 0.35,
  output: 0.4,
  observation: 0.6,
  action_end: 0.8,
  say: 1.2,
  question: 1.5,
  answer: 0.8,
  stop: 1,
  estop: 1,
  episode_end: 0.5,
};
const OTHERWISE_SHOWN_S = 0.3;
/** What is left to see after the last event, seconds. */
const AFTERWARDS_S = 0.5;

/**
 * The order in which an episode is shown, as seconds of a viewer's time at speed 1. It goes with the robot's clock, and
 * where that stands it goes from event to event.
 */
export interface Story {
  readonly events: readonly Event[];
  /** The robot's clock at the beginning, nanoseconds. */
  readonly originNs: bigint;
  /** Robot time of each event, seconds from the beginning; never decreasing. */
  readonly timeS: Float64Array;
  /** Story time of each event; never decreasing. */
  readonly storyS: Float64Array;
  /** Story time and robot time of the end, seconds. */
  readonly lengthS: number;
  readonly endS: number;
}

/** A moment: how many events have happened, and the robot's clock, seconds from the beginning. */
export interface Cursor {
  readonly index: number;
  readonly timeS: number;
  readonly storyS: number;
}

/** @param lastMeasuredNs robot time of the last measurement, when there is one */
export const makeStory = (events: readonly Event[], lastMeasuredNs: bigint | null): Story => {
  const originNs = originOf(events);
  const timeS = new Float64Array(events.length);
  for (const [i, { stamp }] of events.entries()) {
    const at = stamp ? Number(stampToNs(stamp) - originNs) / 1e9 : 0;
    timeS[i] = Math.max(at, timeS[i - 1] ?? 0);
  }
  const lastS = timeS.at(-1) ?? 0;
  const endS = Math.max(lastS, lastMeasuredNs === null ? 0 : Number(lastMeasuredNs - originNs) / 1e9);
  const start = events.find((event) => event.type === "episode_start");
  const clockStands = start?.clock === "fast" || endS === 0;
  const storyS = new Float64Array(events.length);
  for (let i = 1; i < events.length; i += 1) {
    const moved = (timeS[i] ?? 0) - (timeS[i - 1] ?? 0);
    const type = events[i - 1]?.type;
    const shown = clockStands ? ((type && SHOWN_S[type]) ?? OTHERWISE_SHOWN_S) : 0;
    storyS[i] = (storyS[i - 1] ?? 0) + Math.max(moved, shown);
  }
  const lengthS = (storyS.at(-1) ?? 0) + Math.max(endS - lastS, AFTERWARDS_S);
  return { events, originNs, timeS, storyS, lengthS, endS };
};

const originOf = (events: readonly Event[]): bigint => {
  for (const { stamp } of events) if (stamp) return stampToNs(stamp);
  return 0n;
};

/** The moment at a story time; what is beyond either end is the end. */
export const cursorAtStory = (story: Story, storyS: number): Cursor => {
  const at = Math.min(Math.max(storyS, 0), story.lengthS);
  const last = lastNotAfter(story.storyS as unknown as readonly number[], (s) => s, at);
  const { from, until } = gap(story, last);
  const share = until.storyS > from.storyS ? (at - from.storyS) / (until.storyS - from.storyS) : 0;
  return {
    index: last + 1,
    timeS: from.timeS + share * (until.timeS - from.timeS),
    storyS: at,
  };
};

/** The moment of a robot time, seconds from the beginning, when all that happened by then has happened. */
export const cursorAtTime = (story: Story, timeS: number): Cursor => {
  const at = Math.min(Math.max(timeS, 0), story.endS);
  const last = lastNotAfter(story.timeS as unknown as readonly number[], (t) => t, at);
  const { from, until } = gap(story, last);
  const share = until.timeS > from.timeS ? (at - from.timeS) / (until.timeS - from.timeS) : 0;
  return { index: last + 1, timeS: at, storyS: from.storyS + share * (until.storyS - from.storyS) };
};

/** The moment right after an event. */
export const cursorAtEvent = (story: Story, event: number): Cursor => {
  const at = Math.min(Math.max(event, 0), story.events.length - 1);
  return { index: at + 1, timeS: story.timeS[at] ?? 0, storyS: story.storyS[at] ?? 0 };
};

export const cursorAtEnd = (story: Story): Cursor => ({
  index: story.events.length,
  timeS: story.endS,
  storyS: story.lengthS,
});

/** Where an event is on the axis, and where the next one is. */
const gap = (story: Story, event: number) => ({
  from: { timeS: story.timeS[event] ?? 0, storyS: story.storyS[event] ?? 0 },
  until: {
    timeS: story.timeS[event + 1] ?? story.endS,
    storyS: story.storyS[event + 1] ?? story.lengthS,
  },
});
