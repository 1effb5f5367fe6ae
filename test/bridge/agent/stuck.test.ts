import { expect, test } from "vitest";
import { announcesAction, StuckDetector } from "../../../bridge/agent/stuck.ts";

type Step = readonly [code: string, observation: string];
const verdicts = (steps: readonly Step[]) => {
  const stuck = new StuckDetector();
  return steps.map(([code, seen]) => {
    const verdict = stuck.acted(code, seen);
    return verdict === null ? "-" : verdict.ends ? "end" : "note";
  });
};
const repeat = (count: number, ...items: Step[]): Step[] => Array.from({ length: count }, () => items).flat();

test("the same action with the same observation: a note at the third, the end at the fifth", () => {
  expect(verdicts(repeat(5, ["pick()", "failed"]))).toEqual(["-", "-", "note", "note", "end"]);
});

test("the last digits of measured numbers make no difference, other results do", () => {
  expect(
    verdicts([
      ["p()", "at 0.4012 m"],
      ["p()", "at 0.4013 m"],
      ["p()", "at 0.4011 m"],
    ]),
  ).toEqual(["-", "-", "note"]);
  expect(
    verdicts([
      ["p()", "at 0.1 m"],
      ["p()", "at 0.2 m"],
      ["p()", "at 0.3 m"],
      ["p()", "at 0.4 m"],
    ]),
  ).toEqual(["-", "-", "-", "-"]);
});

test("alternation: a note at the fourth, the end at the sixth", () => {
  expect(verdicts(repeat(3, ["a()", "1"], ["b()", "2"]))).toEqual(["-", "-", "-", "note", "note", "end"]);
});

test("progress in between starts the count anew", () => {
  expect(verdicts([...repeat(2, ["a()", "1"]), ["b()", "2"], ...repeat(2, ["a()", "1"])])).not.toContain(
    "note",
  );
});

test("silence ends the episode at the fourth reply in a row, and acting breaks it", () => {
  const stuck = new StuckDetector();
  expect([stuck.silent(), stuck.silent(), stuck.silent()]).toEqual([null, null, null]);
  stuck.acted("a()", "1");
  expect([stuck.silent(), stuck.silent(), stuck.silent()]).toEqual([null, null, null]);
  expect(stuck.silent()).toMatchObject({ ends: true });
});

test("tells an announcement from an answer", () => {
  for (const words of [
    "Let me look at the table first.",
    "There is a cube. I will pick it up now.",
    "Okay, I’ll start by finding the cube:",
    "First, let's open the gripper.",
  ])
    expect(announcesAction(words), words).toBe(true);
  for (const words of [
    "I see three cubes.",
    "Let me know which one.",
    "Shall I go on? I will wait for your answer.",
    "Which cube? Let me pick the red one?",
    "I will not do that.",
    "I'll need to know the colour.",
    "The cube is on the plate.",
  ])
    expect(announcesAction(words), words).toBe(false);
});
