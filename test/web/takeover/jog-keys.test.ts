import { describe, expect, it } from "vitest";
import { type JogSettings, jogKey } from "../../../web/src/takeover/jog-keys.ts";

const settings: JogSettings = {
  limits: {
    joints: [
      { name: "pan", lower: -3, upper: 3, max_speed_rad_s: 2 },
      { name: "lift", lower: -3, upper: 3, max_speed_rad_s: 1 },
    ],
    tool_speed_m_s: 0.5,
    gripper: { min_width_m: 0.01, max_width_m: 0.08 },
    base: null,
  },
  share: 0.1,
  frame: "tool",
  joint: 1,
};
const press = (key: string, shiftKey = false) => jogKey({ key, shiftKey }, settings);

describe("a key of the keyboard jog", () => {
  it.each([
    ["w", "x", 1],
    ["s", "x", -1],
    ["a", "y", 1],
    ["d", "y", -1],
    ["q", "z", 1],
    ["e", "z", -1],
  ] as const)("%s moves the tool along %s by %d, with Shift it turns it", (key, axis, direction) => {
    expect(press(key)).toMatchObject({
      kind: "hold",
      move: { kind: "linear", axis, direction, frame: "tool", speed_m_s: 0.05 },
    });
    expect(press(key.toUpperCase(), true)).toMatchObject({
      move: { kind: "angular", axis, direction, frame: "tool", speed_rad_s: 0.1 },
    });
  });

  it("moves the chosen joint, and chooses only joints that are there", () => {
    expect(press("+", true)).toMatchObject({
      move: { kind: "joint", joint: "lift", direction: 1, speed_rad_s: 0.1 },
    });
    expect(press("-")).toMatchObject({ move: { kind: "joint", joint: "lift", direction: -1 } });
    expect(press("1")).toEqual({ kind: "choose", joint: 0 });
    expect(press("3")).toBeNull();
    expect(press("0")).toBeNull();
  });

  it("closes the gripper, and opens it with Shift; without a gripper it means nothing", () => {
    expect(press("g")).toMatchObject({ kind: "gripper", width_m: 0.01 });
    expect(press("G", true)).toMatchObject({ kind: "gripper", width_m: 0.08 });
    const { limits } = settings;
    expect(
      jogKey({ key: "g", shiftKey: false }, { ...settings, limits: { ...limits, gripper: null } }),
    ).toBeNull();
  });

  it("drives a base by the arrow keys, and moves nothing that this robot has not", () => {
    const limits = {
      joints: [],
      tool_speed_m_s: null,
      gripper: null,
      base: { linear_m_s: 0.5, angular_rad_s: 2 },
    };
    const pressed = (key: string) => jogKey({ key, shiftKey: false }, { ...settings, limits });
    expect(pressed("ArrowUp")).toMatchObject({ move: { kind: "drive", linear_m_s: 0.05, angular_rad_s: 0 } });
    expect(pressed("ArrowRight")).toMatchObject({ move: { linear_m_s: 0, angular_rad_s: -0.2 } });
    for (const key of ["w", "+", "1", "g"]) expect(pressed(key)).toBeNull();
    expect(press("ArrowUp")).toBeNull();
  });

  it.each(["Escape", "h", "t", "?", " ", "Enter", "Tab"])("%s stays what it is on the page", (key) => {
    expect(press(key)).toBeNull();
  });
});
