import { describe, expect, it } from "vitest";
import type { Detection, SessionInfo } from "../../bridge/protocol/index.ts";
import { exampleInstructions } from "../../web/src/conversation/examples.ts";
import { foldBefore } from "../../web/src/conversation/folding.ts";
import { conversationOf } from "./events.ts";

const seen = (color: string, shape: string): Detection => ({
  name: `${color}_${shape}`,
  pose: { position: [0.4, 0, 0], orientation: [0, 0, 0, 1], frame_id: "base_link" },
  size_m: [0.04, 0.04, 0.04],
  color,
  shape,
  stamp_s: 0,
  confidence: 1,
});
const joint = { name: "elbow", lower: -1, upper: 1, max_speed_rad_s: 1 };
const withArm: Pick<SessionInfo, "manual" | "planner"> = {
  planner: "model",
  manual: { joints: [joint], tool_speed_m_s: 0.1, gripper: null, base: null },
};

describe("examples for a first visit", () => {
  it("name what is on the table of an arm", () => {
    const objects = [
      seen("red", "cube"),
      seen("green", "cube"),
      seen("white", "bowl"),
      seen("orange", "ball"),
    ];
    expect(exampleInstructions(withArm, objects, false)).toEqual([
      "put the red cube in the white bowl",
      "stack the cubes, green at the bottom",
      "push the orange ball 5 cm to the left",
      "what do you see?",
    ]);
    expect(exampleInstructions(withArm, [], false)).toContain("move the gripper 5 cm up");
  });

  it("ask a robot that drives to go somewhere, and a robot of which nothing is known only what it sees", () => {
    const room = [seen("red", "ball")];
    expect(exampleInstructions({ manual: null, planner: "model" }, room, true)[0]).toBe(
      "drive to the red ball and look at it",
    );
    expect(exampleInstructions({ manual: null, planner: "offline" }, room, true)).toEqual([
      "what do you see?",
      "where is the red ball?",
    ]);
    expect(exampleInstructions(null, [], false)).toEqual(["what do you see?"]);
  });
});

describe("a long conversation", () => {
  it("folds all programs but the newest, whatever stands between them", () => {
    const programs = Array.from({ length: 20 }, (_, i) => [
      { type: "action_start", action: i + 1, turn: 0, by: "person", code: "x" } as const,
      { type: "notice", level: "info", text: `note ${i}` } as const,
    ]).flat();
    const { entries } = conversationOf(...programs);
    const shown = entries.slice(foldBefore(entries, 5)).filter(({ kind }) => kind === "step");
    expect(shown).toHaveLength(5);
    expect(foldBefore(entries.slice(0, 8), 5)).toBe(0);
  });
});
