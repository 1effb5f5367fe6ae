import type { Goal } from "../goals.ts";
import { number, quoted } from "../reply.ts";
import { find, type Scene } from "../scene.ts";

/** What may have changed between the look that proved the goals and the end, metres. */
const STILL_M = 0.01;
const ABOUT_THE_ARM: readonly Goal["kind"][] = ["home", "tool", "move_by", "above"];

/** Python that ends the task if all that the goals rest on is still as it was seen, and raises otherwise. */
export const finishing = (wanted: readonly Goal[], scene: Scene, summary: string): string => {
  const lasting = wanted.filter((one) => !one.passing);
  const names = new Set(
    lasting.flatMap((one) => [
      ...("what" in one ? [one.what] : []),
      ...("target" in one ? [one.target] : []),
    ]),
  );
  const lines: string[] = [];
  const places = [...names].flatMap((name) => {
    const object = find(scene, name);
    return object ? [`    ${quoted(name)}: [${object.position.map(number).join(", ")}],`] : [];
  });
  if (places.length > 0)
    lines.push(
      "import math",
      "as_seen = {",
      ...places,
      "}",
      "for name, position in as_seen.items():",
      `    if math.dist(scene.find(name).position, position) > ${STILL_M}:`,
      '        raise RuntimeError(f"{name} moved after I checked it; I look again.")',
    );
  if (lasting.some((one) => one.kind === "holding"))
    lines.push(
      "if not gripper.state().holding:",
      '    raise RuntimeError("The gripper lost what it held; I look again.")',
    );
  if (lasting.some((one) => ABOUT_THE_ARM.includes(one.kind)))
    lines.push(
      "import math",
      `if math.dist(arm.pose().position, [${scene.tool.map(number).join(", ")}]) > ${STILL_M}:`,
      '    raise RuntimeError("The arm moved after I checked it; I look again.")',
    );
  return [...new Set(lines), `finish(${quoted(summary)})`].join("\n");
};
