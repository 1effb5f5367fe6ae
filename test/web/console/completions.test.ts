import { describe, expect, it } from "vitest";
import type { ManualEntry } from "../../../bridge/protocol/index.ts";
import { callAround, completionsAt, docAt } from "../../../web/src/console/completions.ts";
import { exampleOf, groupOf, parametersOf, proseOf } from "../../../web/src/console/primitive-docs.ts";

const entry = (name: string, signature: string, doc = ""): ManualEntry => ({
  name,
  signature: `${name}${signature}`,
  doc,
  summary: doc.split("\n", 1)[0] ?? "",
});
const moveTo = entry(
  "arm.move_to",
  "(position, orientation=None, *, speed=0.25, may_touch=()) -> MotionResult",
  'Moves the tool.\n\nspeed: metres per second.\nExample:\n    cube = scene.find("red_cube")\n    arm.move_to(cube)\nLater words.',
);
const docs = [
  entry("pick", "(name) -> PickResult", 'Picks up.\n\nExample: pick("red_cube")'),
  moveTo,
  entry("arm.home", "(*, timeout_s=None) -> MotionResult"),
  entry("arm.stop", "() -> Pose"),
  entry("scene.find", "(name, timeout_s=1.0) -> Detection"),
  entry("scene.find_all", "(color=None, shape=None) -> list[Detection]"),
  entry("Detection", "(name, pose, size_m)"),
  entry("Timeout", "(RobotError)"),
];
const known = {
  docs,
  objects: ["red_cube", "blue_plate"],
  joints: ["elbow_joint"],
  cameras: ["overhead"],
};
/** Labels that are offered where the bar stands. */
const offered = (code: string, asked = false): string[] => {
  const at = code.indexOf("|");
  const found = completionsAt(code.replace("|", ""), at, asked, known);
  return found?.options.map(({ label }) => label) ?? [];
};

describe("completion of a program", () => {
  it("offers the members of a module with their signatures", () => {
    expect(offered("arm.mo|")).toEqual(["move_to", "home", "stop"]);
    const found = completionsAt("x = arm.", 8, false, known);
    expect(found).toMatchObject({ from: 8 });
    expect(found?.options[0]).toMatchObject({
      apply: "move_to(",
      detail: moveTo.signature.slice("arm.move_to".length),
    });
    expect(found?.options[2]).toMatchObject({ apply: "stop()" });
  });

  it("offers names of objects, joints and cameras inside a string", () => {
    expect(offered('pick("re|')).toEqual(["red_cube", "blue_plate", "elbow_joint", "overhead"]);
    const joints = completionsAt('arm.move_joints({"', 18, false, known)?.options;
    expect(joints?.find(({ label }) => label === "elbow_joint")?.boost).toBeGreaterThan(
      joints?.find(({ label }) => label === "red_cube")?.boost ?? 0,
    );
  });

  it("offers the parameters of the call that is open", () => {
    expect(offered("arm.move_to([0.4, 0.1, 0.3], sp|")).toContain("speed=");
    expect(offered("arm.move_to([0.4, 0.1, 0.3], speed=|", true)).not.toContain("speed=");
    expect(offered("arm.move_to([0.4]); sp|")).not.toContain("speed=");
  });

  it("offers the fields of what a primitive returned to a variable", () => {
    expect(offered('cube = scene.find("red_cube")\ncube.|')).toEqual(["name", "pose", "size_m"]);
    expect(offered("for thing in scene.find_all():\n    thing.|")).toEqual(["name", "pose", "size_m"]);
    expect(offered('scene.find("red_cube (a)").|')).toEqual(["name", "pose", "size_m"]);
    expect(offered("print(arm.stop(|")).not.toContain("name");
    expect(offered("unknown = 3\nunknown.|")).toEqual([]);
  });

  it("offers modules, skills, Python's own names and the program's variables", () => {
    const names = offered("height = 0.2\n|", true);
    for (const name of ["arm", "scene", "pick", "print", "for", "height"]) expect(names).toContain(name);
    expect(names).not.toContain("arm.move_to");
  });

  it("offers nothing in a comment, in a number, after a closed string, and unasked on an empty word", () => {
    expect(offered("# arm.|")).toEqual([]);
    expect(offered("x = 3.1|")).toEqual([]);
    expect(offered('pick("red_cube")|')).toEqual([]);
    expect(offered("|")).toEqual([]);
  });

  it("is not confused by brackets in strings and by code that stands half-written", () => {
    expect(callAround('pick(")", arm.move_to(')).toBe("arm.move_to");
    expect(callAround('arm.move_to([1, (2), "(')).toBe("arm.move_to");
    expect(callAround("pick()")).toBeNull();
    expect(callAround("(1 + ")).toBeNull();
  });
});

describe("the docs of a name", () => {
  it("are found wherever in the name the cursor is", () => {
    const code = "r = arm.move_to(x)";
    expect(docAt(code, code.indexOf("ve_to"), docs)?.name).toBe("arm.move_to");
    expect(docAt(code, code.indexOf("arm"), docs)?.name).toBe("arm.move_to");
    expect(docAt(code, 0, docs)).toBeNull();
  });

  it("give examples as lines that can run, and prose without them", () => {
    expect(exampleOf(moveTo)).toBe('cube = scene.find("red_cube")\narm.move_to(cube)');
    expect(proseOf(moveTo)).toBe("Moves the tool.\n\nspeed: metres per second.\nLater words.");
    expect(exampleOf(docs[0] as ManualEntry)).toBe('pick("red_cube")');
    expect(exampleOf(docs[3] as ManualEntry)).toBe("arm.stop()");
    expect(exampleOf(docs[6] as ManualEntry)).toBeNull();
  });

  it("are grouped, and their parameters told apart at their own commas", () => {
    expect(docs.map(groupOf)).toEqual([
      "Skills",
      "arm",
      "arm",
      "arm",
      "scene",
      "scene",
      "What they return",
      "What they raise",
    ]);
    expect(parametersOf(moveTo)).toEqual(["position", "orientation=None", "speed=0.25", "may_touch=()"]);
  });
});
