import { z } from "zod";
import type { Scene, SeenObject } from "./scene.ts";

/** Defines look() in the interpreter: prints what is seen, one JSON line an object. A robot may lack eyes or fingers. */
export const defineLook = `import json

def look():
    print("Seen:")
    try:
        items = scene.find_all()
    except NotSupported:
        items = []
    for item in items:
        rounded = lambda values: [round(value, 4) for value in values]
        print(json.dumps({"name": item.name, "color": item.color, "shape": item.shape,
            "position": rounded(item.position), "orientation": rounded(item.orientation), "size_m": rounded(item.size_m)}))
    try:
        hand = gripper.state()
        width, holding = round(hand.width_m, 4), hand.holding
    except NotSupported:
        width, holding = 0, False
    print("Robot:", json.dumps({"width_m": width, "holding": holding,
        "tool": [round(value, 4) for value in arm.pose().position]}))
`;

const vec3 = z.tuple([z.number(), z.number(), z.number()]);
const seenObject = z.object({
  name: z.string(),
  color: z.string(),
  shape: z.string(),
  position: vec3,
  orientation: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  size_m: vec3,
});
const robot = z.object({ width_m: z.number(), holding: z.boolean(), tool: vec3 });

/** The last complete look that an observation holds, null when it holds none. */
export const sceneOf = (observation: string): Scene | null => {
  const lines = observation.split("\n");
  const start = lines.lastIndexOf("Seen:");
  if (start < 0) return null;
  const objects: SeenObject[] = [];
  for (const line of lines.slice(start + 1)) {
    if (line.startsWith("Robot: ")) {
      const state = robot.safeParse(json(line.slice("Robot: ".length)));
      if (!state.success) return null;
      const { tool, ...gripper } = state.data;
      return {
        objects,
        gripper,
        tool,
        home: pointAfter("Home: ", lines),
        moved: pointAfter("Target: ", lines),
      };
    }
    const object = seenObject.safeParse(json(line));
    if (!object.success) return null;
    objects.push(object.data);
  }
  return null;
};

const pointAfter = (label: string, lines: readonly string[]): Scene["home"] => {
  const line = lines.findLast((candidate) => candidate.startsWith(label));
  const at = line === undefined ? null : vec3.safeParse(json(line.slice(label.length)));
  return at?.success ? at.data : null;
};

/** What the person answered to each question of the program, in order. */
export const answersIn = (observation: string): string[] =>
  observation
    .split("\n")
    .filter((line) => line.startsWith("Answer: "))
    .map((line) => json(line.slice("Answer: ".length)))
    .filter((answer) => typeof answer === "string");

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
