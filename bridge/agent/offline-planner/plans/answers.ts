import type { Question, Relation } from "../language/commands.ts";
import { holds, listOf, nameInWords, Resolver, withArticle } from "../resolve.ts";
import {
  contentsOf,
  distance,
  heightOf,
  heldIn,
  isContainer,
  liesIn,
  restsOn,
  type Scene,
  type SeenObject,
  sidesOf,
} from "../scene.ts";
import { abilities } from "./abilities.ts";

const cm = (value: number): string => `${(value * 100).toFixed(1)} cm`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const relationWords: Readonly<Record<Relation, string>> = {
  on: "on",
  in: "in",
  beside: "next to",
  left_of: "left of",
  right_of: "right of",
  behind: "behind",
  front_of: "in front of",
  above: "above",
  under: "under",
  between: "between",
};

/** The answer to a question, from what was seen. @throws Unresolved, Ambiguous */
export const answerTo = (question: Question, resolver: Resolver): string => {
  const { scene } = resolver;
  switch (question.kind) {
    case "help":
      return abilities;
    case "scene":
      return scene.objects.length === 0
        ? "I see no objects."
        : `I see ${scene.objects.length} object${scene.objects.length === 1 ? "" : "s"}: ${scene.objects.map((object) => `${nameInWords(object)} at ${point(object)}${support(object, scene)}`).join("; ")}.`;
    case "held": {
      const held = heldIn(scene);
      return held
        ? `I am holding ${nameInWords(held)}.`
        : scene.gripper.holding
          ? "I am holding something that I do not see."
          : "I am holding nothing; the gripper is empty.";
    }
    case "gripper":
      return `The gripper is ${scene.gripper.width_m < 0.012 ? "closed" : "open"}: the gap is ${cm(scene.gripper.width_m)}${scene.gripper.holding ? ", and something is between the fingers" : ""}.`;
    case "arm":
      return `The gripper is at (${scene.tool.map((value) => value.toFixed(3)).join(", ")}) m from the base of the arm.`;
    case "count": {
      const found = resolver.fitting({ ...question.what, pick: null });
      return found.length === 0
        ? `I see 0: no ${bare(question.what.text)}.`
        : `I see ${found.length}: ${listOf(found)}.`;
    }
    case "where": {
      const objects = resolver.all(question.what);
      return objects
        .map((object) => `${capital(nameInWords(object))} is at ${point(object)}${support(object, scene)}.`)
        .join(" ");
    }
    case "which": {
      const found = resolver.fitting(question.what);
      return found.length === 0
        ? `I see none: no ${bare(question.what.text)}.`
        : `${capital(listOf(found))}.`;
    }
    case "exists": {
      const found = resolver.fitting(question.what);
      return found.length === 0
        ? `No, I do not see ${withArticle(question.what.text)}.`
        : `Yes, I see ${listOf(found)}.`;
    }
    case "is":
      return isRelated(question, resolver);
    case "far": {
      const a = resolver.one(question.a);
      if (!question.b)
        return `${capital(nameInWords(a))} is ${cm(distance(a.position, [0, 0]))} from the base of the arm.`;
      const b = resolver.one(question.b);
      return `${capital(nameInWords(a))} is ${cm(Math.hypot(...a.position.map((value, axis) => value - (b.position[axis] ?? 0))))} from ${nameInWords(b)}, centre to centre.`;
    }
    case "color":
    case "shape": {
      const objects = resolver.all([question.what]);
      return objects
        .map(
          (object) =>
            `${capital(nameInWords(object))} is ${question.kind === "color" ? object.color || "of a colour unknown to me" : `a ${object.shape || "shape unknown to me"}`}.`,
        )
        .join(" ");
    }
    case "size": {
      const objects = resolver.all([question.what]);
      return objects
        .map(
          (object) =>
            `${capital(nameInWords(object))} is ${sidesOf(object).map(cm).join(" by ")}, and ${cm(heightOf(object))} high.`,
        )
        .join(" ");
    }
  }
};

const isRelated = (question: Extract<Question, { kind: "is" }>, resolver: Resolver): string => {
  const target = resolver.one(question.target);
  const objects = resolver.all([question.what]);
  const words = relationWords[question.relation];
  const wrong = objects.filter((object) => !holds(object, question.relation, target, resolver.scene));
  if (wrong.length === 0)
    return `Yes, ${listOf(objects)} ${objects.length === 1 ? "is" : "are"} ${words} ${nameInWords(target)}.`;
  return `No, ${listOf(wrong)} ${wrong.length === 1 ? "is" : "are"} not ${words} ${nameInWords(target)}.${wrong.length === 1 && wrong[0] ? ` ${capital(nameInWords(wrong[0]))} is at ${point(wrong[0])}${support(wrong[0], resolver.scene)}.` : ""}`;
};

const bare = (text: string): string => text.replace(/^(?:the|all|any|a|an) /, "");
const point = (object: SeenObject): string =>
  `(${object.position.map((value) => (value + 0).toFixed(3)).join(", ")}) m`;

const support = (object: SeenObject, scene: Scene): string => {
  if (heldIn(scene)?.name === object.name) return " in the gripper";
  const under = scene.objects.find(
    (other) =>
      other.name !== object.name &&
      (restsOn(object, other) ||
        (isContainer(other) && contentsOf(scene, other).includes(object) && liesIn(object, other))),
  );
  return under ? ` ${isContainer(under) ? "in" : "on"} ${nameInWords(under)}` : "";
};
