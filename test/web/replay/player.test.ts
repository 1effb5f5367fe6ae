import { describe, expect, it } from "vitest";
import { Event, type EventBody, nsToStamp } from "../../../bridge/protocol/index.ts";
import { ConversationIndex } from "../../../web/src/replay/conversation-index.ts";
import { outlineOf } from "../../../web/src/replay/outline.ts";
import { Player } from "../../../web/src/replay/player.ts";
import { makeStory } from "../../../web/src/replay/story.ts";
import { emptyConversation } from "../../../web/src/state/conversation.ts";
import { reduceConversation } from "../../../web/src/state/reducer.ts";
import { eventsOf, storyOf } from "../episode/synthetic-episode.ts";

const timed = (told: readonly { at: number; body: EventBody }[]): Event[] =>
  told.map(({ at, body }, seq) =>
    Event.parse({
      ...body,
      v: 1,
      seq,
      wall: { sec: 1, nanosec: 0 },
      stamp: nsToStamp(BigInt(Math.round(at * 1e9))),
    }),
  );

/** As a `fast` simulator tells it: its clock stands while the model thinks and while a program only looks. */
const fastEvents = timed(
  storyOf({ durationS: 41 }).map(({ at, body }) => {
    const moves = Math.floor(at / 10) + (at % 10 > 5 ? 0.8 : 0.2);
    return { at: moves, body: body.type === "episode_start" ? { ...body, clock: "fast" as const } : body };
  }),
);
const realEvents = eventsOf({ durationS: 120 });

const playerOf = (events: readonly Event[], lastNs: bigint | null = null): Player =>
  new Player(makeStory(events, lastNs), outlineOf(events));
const indices = (player: Player, step: () => void): number[] => {
  const seen: number[] = [];
  for (let i = 0; i < 1000; i += 1) {
    const before = player.cursor;
    step();
    if (player.cursor.index === before.index && player.cursor.storyS === before.storyS) return seen;
    seen.push(player.cursor.index);
  }
  throw new Error("it never comes to an end");
};
const seqsAt = (player: Player): number => player.cursor.index;

describe("the player", () => {
  it("shows each event of a clock that stands, one after the other and long enough to be seen", () => {
    const player = playerOf(fastEvents);
    player.play();
    const seen = new Map<number, number>();
    const step = 1 / 60;
    while (player.state.get().playing) {
      seen.set(seqsAt(player), (seen.get(seqsAt(player)) ?? 0) + step);
      player.advance(step);
    }
    for (const [i, event] of fastEvents.entries()) {
      if (event.type === "reply") expect(seen.get(i + 1)).toBeGreaterThan(1.4);
      if (event.type === "receipt") expect(seen.get(i + 1)).toBeGreaterThan(0.2);
    }
    expect(player.cursor.index).toBe(fastEvents.length);
  });

  it("plays a real clock at its own pace, and at any speed from 0.1 to 10", () => {
    const player = playerOf(realEvents);
    for (const [asked, speed] of [
      [0.1, 0.1],
      [1, 1],
      [10, 10],
      [1000, 10],
      [0, 0.1],
    ] as const) {
      player.toTime(20);
      player.setSpeed(asked);
      player.play();
      for (let i = 0; i < 100; i += 1) player.advance(0.01);
      expect(player.cursor.timeS).toBeCloseTo(20 + speed, 6);
    }
    player.setSpeed(1);
    player.faster(1);
    expect(player.state.get().speed).toBe(2);
    player.faster(-1);
    player.faster(-1);
    expect(player.state.get().speed).toBe(0.5);
  });

  it("stands at the end, and begins anew when played from there", () => {
    const player = playerOf(realEvents);
    player.toEnd();
    expect(player.cursor.index).toBe(realEvents.length);
    player.play();
    expect(player.cursor.index).toBe(1);
    player.toTime(119.9);
    player.advance(100);
    expect(player.state.get().playing).toBe(false);
    expect(player.cursor.timeS).toBe(120);
  });

  it("steps by turn and by call, both ways, through events that share a time", () => {
    for (const events of [fastEvents, realEvents]) {
      const player = playerOf(events);
      const starts = (type: EventBody["type"]): number[] =>
        events.flatMap((event, i) => (event.type === type ? i + 1 : []));
      expect(indices(player, () => player.stepCall(1)).filter((i) => i < events.length)).toEqual(
        starts("primitive_call"),
      );
      expect(indices(player, () => player.stepCall(-1)).filter((i) => i > 1)).toEqual(
        starts("primitive_call").toReversed(),
      );
      expect(indices(player, () => player.stepTurn(1)).filter((i) => i < events.length)).toEqual(
        starts("turn_start"),
      );
      expect(indices(player, () => player.stepTurn(-1)).filter((i) => i > 1)).toEqual(
        starts("turn_start").toReversed(),
      );
    }
  });

  it("steps to every measurement and every event, one by one, both ways", () => {
    const events = fastEvents;
    const endS = Math.max(...playerOf(events).story.timeS);
    const frames = Array.from({ length: Math.floor(endS * 10) + 1 }, (_, i) => i / 10);
    const player = playerOf(events);
    const visited: string[] = [];
    const forwards = indices(player, () => {
      const { timeS } = player.cursor;
      player.stepFrame(1, frames.find((t) => t > timeS + 1e-9) ?? null);
      visited.push(`${player.cursor.index}@${player.cursor.timeS.toFixed(3)}`);
    });
    expect(new Set(forwards).size).toBe(events.length - 1);
    for (const frame of frames.slice(1))
      expect(
        visited.some((at) => at.endsWith(`@${frame.toFixed(3)}`)),
        `frame ${frame}`,
      ).toBe(true);
    const back: number[] = [];
    for (let i = 0; player.cursor.index > 1 && i < 2000; i += 1) {
      const { timeS } = player.cursor;
      player.stepFrame(-1, frames.findLast((t) => t < timeS - 1e-9) ?? null);
      back.push(player.cursor.index);
    }
    expect([...new Set(back)].toSorted((a, b) => b - a)).toEqual([...new Set(back)]);
    expect(new Set(back).size).toBeGreaterThanOrEqual(events.length - 1);
  });

  it("comes back to the same moment by its time, unless the clock stood there", () => {
    const player = playerOf(realEvents);
    for (const timeS of [0, 3.3, 17.001, 60, 119.99]) {
      player.toTime(timeS);
      const { index, storyS } = player.cursor;
      player.toStory(storyS);
      expect(player.cursor.timeS).toBeCloseTo(timeS, 6);
      expect(player.cursor.index).toBe(index);
    }
  });

  it("plays on to what was measured after the last event", () => {
    const last = BigInt(Math.round((1_000 + 125) * 1e9));
    const player = playerOf(realEvents, last);
    player.toEnd();
    expect(player.cursor.timeS).toBeCloseTo(125, 6);
  });

  it("goes through an episode whose robot never told a time", () => {
    const player = playerOf(realEvents.map((event) => ({ ...event, stamp: null })));
    player.play();
    for (let i = 0; i < 10_000 && player.state.get().playing; i += 1) player.advance(0.1);
    expect(player.cursor.index).toBe(realEvents.length);
  });
});

describe("the conversation at a moment", () => {
  it("is what the live page's reducer makes of the events until then, wherever one jumps", () => {
    const events = eventsOf({ durationS: 600 });
    const index = new ConversationIndex(events);
    const states = [emptyConversation];
    for (const event of events) states.push(reduceConversation(states.at(-1) ?? emptyConversation, event));
    let at = 0;
    for (let i = 0; i < 300; i += 1) {
      at = (at * 7919 + 104_729 + i) % (events.length + 1);
      expect(index.at(at)).toEqual(states[at]);
    }
    for (let i = 0; i <= events.length; i += 1) expect(index.at(i)).toEqual(states[i]);
  });

  it("is found without going through the episode from its start", () => {
    const events = eventsOf({ durationS: 7_200 });
    const index = new ConversationIndex(events);
    const median = (samples: number[]): number =>
      samples.toSorted((a, b) => a - b)[samples.length >> 1] ?? Number.NaN;
    const time = (work: () => unknown): number => {
      const from = performance.now();
      work();
      return performance.now() - from;
    };
    const spots = Array.from({ length: 9 }, (_, i) => Math.floor(events.length * (0.9 - i * 0.05)));
    const found = spots.map((spot) => time(() => index.at(spot)));
    const scanned = spots
      .slice(0, 3)
      .map((spot) => time(() => events.slice(0, spot).reduce(reduceConversation, emptyConversation)));
    expect(median(found)).toBeLessThan(median(scanned) / 10);
  });
});

describe("the outline of an episode", () => {
  it("tells turns, calls with their lines and outcomes, and what went wrong", () => {
    const events = timed([
      ...storyOf({ durationS: 12 })
        .slice(0, -1)
        .map(({ at, body }) => ({ at, body })),
      {
        at: 11,
        body: { type: "stop", by: "page", stopped: true, took_s: 0.2, max_velocity_rad_s: 0, text: "stands" },
      },
      {
        at: 11.5,
        body: {
          type: "episode_end",
          outcome: "stopped",
          turns: 1,
          actions: 1,
          primitive_calls: 3,
          episode: null,
          summary: "",
        },
      },
    ]);
    const { turns, calls, marks } = outlineOf(events);
    expect(turns).toMatchObject([{ turn: 1, by: "agent", text: "turn 1: on I go", to: events.length - 1 }]);
    expect(calls).toMatchObject([
      { name: "scene.find", line: 1, motion: false, tone: "plain" },
      { name: "arm.move_to", line: 2, motion: true, tone: "good" },
      { name: "arm.move_to", line: 3, motion: true, tone: "good" },
    ]);
    expect(marks).toMatchObject([{ tone: "warn", text: "Stop: stands" }]);
  });
});
