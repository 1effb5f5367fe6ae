import { describe, expect, it } from "vitest";
import type { Detection, EventBody } from "../../../bridge/protocol/index.ts";
import { compareHash, idOfRecording, parseCompared } from "../../../web/src/compare/address.ts";
import { alignTurns, kinshipOf, turnsOf } from "../../../web/src/compare/align.ts";
import { compareFacts, type Told } from "../../../web/src/compare/facts.ts";
import { differingLines } from "../../../web/src/compare/line-difference.ts";
import { asEvents, conversationOf } from "../events.ts";
import { episodeDone, episodeUnderWay } from "../story.ts";

const whole = [...episodeUnderWay, ...episodeDone];
const turn = (number: number, code: string): EventBody[] => [
  { type: "turn_start", turn: number, turns_left: 5 },
  { type: "reply", turn: number, text: "", thought: "", code },
  { type: "action_start", action: number, turn: number, by: "agent", code },
];

describe("the address of two episodes side by side", () => {
  it("holds ids with commas and signs, beside other fields", () => {
    const hash = compareHash("a, b&c=1", "2026-11-21T10-00-00_put-it");
    expect(parseCompared(`${hash}&panels=Log`)).toEqual(["a, b&c=1", "2026-11-21T10-00-00_put-it"]);
    expect(parseCompared("#compare=only-one")).toBeNull();
    expect(parseCompared("#episode=compare")).toBeNull();
    expect(idOfRecording("/home/x/episodes/one.two.mcap")).toBe("one.two");
  });
});

describe("lines that differ", () => {
  it("are those that the other program has not, wherever it has the rest", () => {
    const { a, b } = differingLines("x = 1\npick()\nplace()", "look()\nx = 1\npick()  \ndrop()");
    expect([...a]).toEqual([3]);
    expect([...b]).toEqual([1, 4]);
    expect(differingLines("same", "same")).toEqual({ a: new Set(), b: new Set() });
  });
});

describe("turns of two episodes", () => {
  it("stand beside each other from where one went on from the other", () => {
    const origin = turnsOf(conversationOf(...whole));
    const fork = turnsOf(conversationOf(whole[0] as EventBody, ...turn(2, "x = 1"), ...turn(3, "y = 2")));
    const kin = kinshipOf({ id: "a", origin: null }, { id: "b", origin: { id: "a", turn: 2 } });
    expect(kin).toEqual({ turn: 2, text: "B went on from turn 2 of A." });
    const rows = alignTurns(origin, fork, kin?.turn ?? 0);
    expect(rows.map(({ turn: number }) => number)).toEqual([2, 3]);
    expect(rows[0]?.a?.step?.code).toContain("pick(");
    expect(rows[0]?.b?.step?.code).toBe("x = 1");
    expect(rows[1]).toMatchObject({ a: null, b: { step: { code: "y = 2" } } });
    expect(rows[0]?.a?.rest.at(-1)).toMatchObject({ kind: "end", outcome: "finished" });
  });

  it("belong together when both went on from a third, and not when they have nothing in common", () => {
    const third = (turn: number) => ({ id: "t", turn });
    expect(kinshipOf({ id: "a", origin: third(4) }, { id: "b", origin: third(3) })?.turn).toBe(3);
    expect(kinshipOf({ id: "a", origin: null }, { id: "b", origin: null })).toBeNull();
  });
});

describe("what two episodes came to", () => {
  const seen = (name: string, position: [number, number, number]): Detection => ({
    name,
    pose: { position, orientation: [0, 0, 0, 1], frame_id: "base_link" },
    size_m: [0.04, 0.04, 0.04],
    color: "red",
    shape: "cube",
    stamp_s: 0,
    confidence: 1,
  });
  const told = (bodies: EventBody[], objects: Detection[]): Told => ({
    events: asEvents(bodies),
    conversation: conversationOf(...bodies),
    objects,
  });

  it("tells outcome and motions, and where objects ended elsewhere and by how much", () => {
    const a = told(whole, [seen("red_cube", [0.5, 0.24, 0.03]), seen("bowl", [0.3, 0, 0])]);
    const b = told(episodeUnderWay, [seen("red_cube", [0.5, 0.2, 0.03]), seen("bowl", [0.3, 0.0004, 0])]);
    const facts = compareFacts(a, b);
    expect(facts.find(({ what }) => what === "Outcome")).toMatchObject({ a: "finished", b: "cut off" });
    expect(facts.find(({ what }) => what === "Motions")).toMatchObject({ a: "3", b: "2", differs: true });
    expect(facts.find(({ what }) => what.startsWith("red cube"))).toMatchObject({
      a: "0.500, 0.240, 0.030 m",
      by: "40 mm apart",
      differs: true,
    });
    expect(facts.at(-1)).toMatchObject({ what: "1 other object", differs: false });
  });
});
