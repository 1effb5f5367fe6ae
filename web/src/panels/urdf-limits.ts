import type { SafetyLimits } from "../../../bridge/protocol/index.ts";

const numberOf = (element: Element | null, name: string): number | null => {
  const value = Number(element?.getAttribute(name) ?? Number.NaN);
  return Number.isFinite(value) ? value : null;
};

/** The joints' limits as a robot's own description tells them, where nobody tells what the gate holds it to. */
export const urdfLimits = (urdf: string): SafetyLimits => {
  const robot = new DOMParser().parseFromString(urdf, "text/xml");
  const joints = [...robot.querySelectorAll("robot > joint")].flatMap((joint) => {
    const limit = joint.querySelector(":scope > limit");
    const type = joint.getAttribute("type");
    if (!limit || (type !== "revolute" && type !== "prismatic" && type !== "continuous")) return [];
    const turnsOn = type === "continuous";
    return {
      name: joint.getAttribute("name") ?? "",
      lower: turnsOn ? null : (numberOf(limit, "lower") ?? 0),
      upper: turnsOn ? null : (numberOf(limit, "upper") ?? 0),
      max_velocity: numberOf(limit, "velocity") ?? 0,
    };
  });
  return {
    frame_id: "",
    workspace: null,
    keep_out: [],
    joints,
    tool_speed_m_s: null,
    contact_force_n: null,
    commands_per_s: 0,
  };
};
