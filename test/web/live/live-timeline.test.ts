import { describe, expect, it } from "vitest";
import { Event, type EventBody } from "../../../bridge/protocol/index.ts";
import { placeOf } from "../../../web/src/live/entry-of-event.ts";
import { LONGEST_PAUSE_S, makeAxis, nowOnAxis, wallAt } from "../../../web/src/live/live-axis.ts";
import { liveOutline, nowIndex, underWay } from "../../../web/src/live/live-outline.ts";
import { liveView } from "../../../web/src/live/live-view.ts";
import { RecentEvents } from "../../../web/src/live/recent-events.ts";
import { emptyConversation } from "../../../web/src/state/conversation.ts";
import { reduceConversation } from "../../../web/src/state/reducer.ts";
import { episodeUnderWay } from "../story.ts";

const START_S = 1_000;

/** Events of the bridge, each at its wall time, seconds after the start. */
const told = (...bodies: readonly (readonly [number, EventBody])[]): Event[] =>
  bodies.map(([s, body], seq) =>
    Event.parse({
      ...body,
      v: 1,
      seq,
      wall: { sec: START_S + Math.floor(s), nanosec: Math.round((s % 1) * 1e9) },
      stamp: null,
    }),
  );
const recentOf = (events: readonly Event[]): RecentEvents => {
  const recent = new RecentEvents();
  for (const event of events) recent.push(event, (START_S + 100) * 1000);
  return recent;
};
const start = episodeUnderWay[0] as EventBody;
const call = (n: number, line: number | null = 1): EventBody => ({
  type: "primitive_call",
  action: 1,
  call: n,
  name: "arm.move_to",
  params: {},
  line,
});
const result = (n: number): EventBody => ({
  type: "primitive_result",
  action: 1,
  call: n,
  name: "arm.move_to",
  ok: true,
  result: null,
  error: null,
  duration_s: 1,
});
const action: EventBody = { type: "action_start", action: 1, turn: 1, by: "agent", code: "go()" };
const end: EventBody = {
  type: "episode_end",
  outcome: "finished",
  summary: "",
  turns: 1,
  actions: 1,
  primitive_calls: 1,
  episode: null,
};
const turn: EventBody = { type: "turn_start", turn: 1, turns_left: 9 };

describe("the axis of what is live", () => {
  it("is as long as what was done, and folds what nobody waited for", () => {
    const events = told([0, start], [1, turn], [2, action], [30, end], [630, start], [631, turn]);
    const axis = makeAxis(events);
    expect([...axis.atS]).toEqual([0, 1, 2, 30, 30 + LONGEST_PAUSE_S, 31 + LONGEST_PAUSE_S]);
    expect(axis.folds).toEqual([{ fromS: 30, toS: 30 + LONGEST_PAUSE_S, lastedS: 600 }]);
  });

  it("folds the time in which a person thinks, and not the agent's", () => {
    const question: EventBody = { type: "question", question_id: "q", text: "Which?", options: null };
    const answer: EventBody = { type: "answer", question_id: "q", text: "red" };
    const events = told([0, start], [1, turn], [61, question], [361, answer], [362, action]);
    expect([...makeAxis(events).atS]).toEqual([0, 1, 61, 61 + LONGEST_PAUSE_S, 62 + LONGEST_PAUSE_S]);
  });

  it("goes on while something is under way, and stands soon after its end", () => {
    const running = makeAxis(told([0, start], [1, turn]));
    expect(nowOnAxis(running, START_S + 41)).toBe(41);
    const ended = makeAxis(told([0, start], [1, turn], [2, end]));
    expect(nowOnAxis(ended, START_S + 3)).toBe(3);
    expect(nowOnAxis(ended, START_S + 4_000)).toBe(2 + LONGEST_PAUSE_S);
  });

  it("tells the clock at every place, across a fold too", () => {
    const axis = makeAxis(told([0, start], [10, end], [110, start], [120, end]));
    expect(wallAt(axis, 5)).toBe(START_S + 5);
    expect(wallAt(axis, 10 + LONGEST_PAUSE_S / 2)).toBe(START_S + 60);
    expect(wallAt(axis, 10 + LONGEST_PAUSE_S + 4)).toBe(START_S + 114);
    expect(wallAt(axis, -1)).toBeNull();
  });

  it("shows a young session from its beginning, and of an old one the last minute", () => {
    const axis = makeAxis(told([0, start], [1, turn]));
    expect(liveView(axis, START_S + 5, 60).fromS).toBe(0);
    const later = liveView(axis, START_S + 500, 60);
    expect(later.at(0)).toBeLessThan(0);
    expect(later.at(2)).toBeGreaterThan(0.95);
    expect(later.at(2)).toBeLessThan(1);
    expect(liveView(axis, START_S + 500, Number.POSITIVE_INFINITY).fromS).toBe(0);
  });
});

describe("the outline of what is live", () => {
  it("lets a call and its turn reach until now, until they end", () => {
    const events = told([0, start], [1, turn], [2, action], [3, call(1)]);
    const now = nowIndex(events);
    const outline = liveOutline(events);
    expect(outline.turns.map(({ to }) => to)).toEqual([now]);
    expect(outline.calls).toMatchObject([{ to: now, motion: true }]);
    expect(underWay(outline, events)).toMatchObject({ name: "arm.move_to" });
    const after = told([0, start], [1, turn], [2, action], [3, call(1)], [4, result(1)]);
    expect(liveOutline(after).calls).toMatchObject([{ to: 4, motion: false }]);
    expect(underWay(liveOutline(after), after)).toMatchObject({ turn: 1 });
    const ended = [...after, ...told([0, end]).map((event) => ({ ...event, seq: 9 }))];
    expect(underWay(liveOutline(ended), ended)).toBeNull();
  });

  it("keeps what a timeline shows, and not more of it than is drawn", () => {
    const recent = new RecentEvents();
    let seq = 0;
    for (let i = 1; i < 20_000; i += 1) {
      const bodies = [
        call(i),
        { type: "output", action: 1, stream: "stdout", text: "x" } as EventBody,
        result(i),
      ];
      for (const event of told(...bodies.map((body) => [i, body] as const)))
        recent.push({ ...event, seq: (seq += 1) });
    }
    expect(recent.events.length).toBeLessThan(10_000);
    expect(recent.events.at(-1)?.seq).toBe(seq);
    expect(recent.events.some(({ type }) => type === "output")).toBe(false);
  });

  it("takes the bridge's clock by its events, and tells nothing twice", () => {
    const events = told([0, start], [1, turn]);
    const recent = recentOf(events);
    expect(recent.nowS((START_S + 103) * 1000)).toBe(START_S + 4);
    recent.push(events[1] as Event);
    expect(recent.events).toHaveLength(2);
    recent.clear();
    expect(recent.events).toHaveLength(0);
  });
});

describe("where the conversation tells of an event", () => {
  const events = told(...episodeUnderWay.map((body, i) => [i, body] as const));
  const { entries } = events.reduce(reduceConversation, emptyConversation);
  const place = (type: Event["type"], nth: number) =>
    placeOf(entries, events.filter((event) => event.type === type).at(nth) as Event);

  it("finds the line of a call in the program that made it", () => {
    const first = place("primitive_call", 0);
    const last = place("primitive_call", -1);
    const steps = entries.filter(({ kind }) => kind === "step").map(({ key }) => key);
    expect(first).toEqual({ entry: steps[0], line: 1 });
    expect(last?.entry).toBe(steps.at(-1));
    expect(last?.line).toBeGreaterThan(1);
  });

  it("finds the program of a turn, and nothing for what is not told", () => {
    expect(place("turn_start", 1)?.entry).toBe(entries.filter(({ kind }) => kind === "step").at(-1)?.key);
    expect(place("episode_start", 0)).toMatchObject({ line: null });
    expect(placeOf([], events[0] as Event)).toBeNull();
  });
});
