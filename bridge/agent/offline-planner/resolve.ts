import { standsBeside } from "./goals.ts";
import type { Reference, Relation } from "./language/commands.ts";
import { normalise } from "./language/normalise.ts";
import { referenceOf } from "./language/references.ts";
import {
  bottomOf,
  contentsOf,
  distance,
  find,
  graspable,
  heldIn,
  liesIn,
  restsOn,
  type Scene,
  type SeenObject,
  topOf,
} from "./scene.ts";

/** Words that cannot be matched with what is seen; the message is for the person. */
export class Unresolved extends Error {}
/** Words that fit several things: the person must choose. */
export class Ambiguous extends Error {
  readonly options: readonly string[];
  constructor(question: string, options: readonly string[]) {
    super(question);
    this.options = options;
  }
}

/** Matches words with what is seen, while an instruction is read from left to right. */
export class Resolver {
  readonly scene: Scene;
  /** What the person should know of how their words were taken. */
  readonly notes: string[] = [];
  /** Where objects will be by the commands before, "" for in the gripper. */
  readonly expected = new Map<string, string>();
  readonly #answers: string[];
  /** What was spoken of last, for "it" and "the other". */
  #last: string[];

  /** Shapes of the instruction's noun, for "the green one". */
  readonly #noun: readonly string[] | null;
  /** Looks of earlier instructions, newest first. */
  readonly past: readonly Scene[];

  constructor(
    scene: Scene,
    answers: readonly string[] = [],
    last: readonly string[] = [],
    noun: readonly string[] | null = null,
    past: readonly Scene[] = [],
  ) {
    this.scene = scene;
    this.past = past;
    this.#noun = noun;
    this.#answers = [...answers];
    this.#last = [...last];
  }

  /** All objects that the references mean; remembers them for "it". */
  all(
    references: readonly Reference[],
    options: { graspable?: boolean; not?: readonly string[] } = {},
  ): SeenObject[] {
    const found = references.flatMap((reference) => this.#objects(reference, options));
    const unique = [...new Set(found)];
    this.#last = unique.map((object) => object.name);
    return unique;
  }

  /** The one object that a reference means. It does not change what "it" means. */
  one(reference: Reference, options: { graspable?: boolean; not?: readonly string[] } = {}): SeenObject {
    const found = this.#objects({ ...reference, all: false }, options);
    const [first] = found;
    if (!first || found.length > 1)
      throw new Unresolved(
        `I do not know which one of ${found.map((object) => object.name).join(", ")} you mean.`,
      );
    return first;
  }

  /** What was spoken of last in this instruction and will be somewhere else than on the table. */
  spoken(): SeenObject[] {
    return this.#last
      .filter((name) => this.expected.has(name))
      .flatMap((name) => find(this.scene, name) ?? []);
  }

  /** Everything that fits a reference, without asking; an empty list when nothing does. */
  fitting(reference: Reference): SeenObject[] {
    if (reference.pronoun) return this.#pronoun(reference);
    const fits = this.scene.objects.filter((object) => this.#fits(object, reference));
    if (reference.pick === null) return fits;
    if (reference.from === null) return ordered(fits, reference.pick).slice(0, reference.count ?? 1);
    const from = this.one(reference.from);
    const others = fits.filter((object) => object !== from);
    return ordered(others, reference.pick, from.position).slice(0, reference.count ?? 1);
  }

  #objects(
    reference: Reference,
    { graspable: wanted = false, not = [] }: { graspable?: boolean; not?: readonly string[] },
  ): SeenObject[] {
    const fits = this.fitting(reference).filter((object) => !not.includes(object.name));
    if (fits.length === 0) {
      if (reference.all && this.fitting(reference).length > 0) return [];
      throw new Unresolved(
        `I do not see ${withArticle(reference.text)}. I see ${listOf(this.scene.objects)}.`,
      );
    }
    if (reference.pronoun) return this.#meant(reference, fits);
    if (reference.pick !== null && reference.count === null) return fits;
    if (reference.all) {
      const possible = wanted && reference.count === null ? fits.filter(graspable) : fits;
      const kept = possible.length > 0 ? possible : fits;
      const left = fits.filter((object) => !kept.includes(object));
      if (left.length > 0)
        this.notes.push(
          `I leave ${listOf(left)} where ${left.length === 1 ? "it is: it is" : "they are: they are"} wider than my gripper opens.`,
        );
      if (reference.count !== null && kept.length < reference.count)
        throw new Unresolved(`I see only ${listOf(kept)}, not ${reference.count} of them.`);
      return reference.count === null ? kept : ordered(kept, "nearest").slice(0, reference.count);
    }
    const alike = /\bone$/.test(reference.text)
      ? fits.filter((object) => this.#noun?.includes(object.shape))
      : [];
    const likely = alike.length > 0 ? alike : fits;
    const possible = wanted && likely.some(graspable) ? likely.filter(graspable) : likely;
    if (possible.length === 1) return possible;
    const spoken = reference.text.replace(/^the /, "").replaceAll(" ", "_");
    const named = possible.find((object) => object.name === spoken);
    if (named) return [named];
    if (/^(?:an?|any|some|one|another)\b/.test(reference.text))
      return ordered(possible, "nearest").slice(0, 1);
    return [this.#chosen(reference, possible)];
  }

  /** "it" is one thing: of several, the one in the hand, or the one that the person names. */
  #meant(reference: Reference, fits: readonly SeenObject[]): SeenObject[] {
    if (fits.length < 2 || !/^(?:it|this|that|this one|that one|the same|the same one)$/.test(reference.text))
      return [...fits];
    const held = heldIn(this.scene);
    return [held && fits.includes(held) ? held : this.#chosen(reference, fits)];
  }

  #chosen(reference: Reference, options: readonly SeenObject[]): SeenObject {
    const question = `Which one do you mean by "${reference.text}"?`;
    const names = options.map((object) => object.name);
    for (let asked = 0; ; asked += 1) {
      const answer = this.#answers.shift();
      if (answer === undefined)
        throw new Ambiguous(asked === 0 ? question : `I did not understand the answer. ${question}`, names);
      const chosen = choice(answer, options, this.scene);
      if (chosen) return chosen;
      if (asked > 0 || /\b(?:none|neither|nothing|cancel|stop|never ?mind)\b/i.test(answer))
        throw new Unresolved(
          `I asked which one you mean by "${reference.text}", and could not match "${answer}" with ${names.join(", ")}. I moved nothing.`,
        );
    }
  }

  #pronoun(reference: Reference): SeenObject[] {
    const held = heldIn(this.scene);
    const last = this.#last.flatMap((name) => find(this.scene, name) ?? []);
    const found = last.length > 0 ? last : held ? [held] : [];
    if (found.length === 0)
      throw new Unresolved(
        `I do not know what "${reference.text}" means here: nothing was named before, and the gripper holds nothing.`,
      );
    return found;
  }

  #fits(object: SeenObject, reference: Reference): boolean {
    const words = object.name.toLowerCase().split(/[_\s-]+/);
    const { color, shapes, unknown, where } = reference;
    if (color !== null && object.color !== color && !words.includes(color)) return false;
    if (
      shapes !== null &&
      !shapes.some((shape) => object.shape === shape || (object.shape === "" && words.includes(shape)))
    )
      return false;
    if (
      unknown !== null &&
      !unknown
        .split(" ")
        .every((word) => words.includes(word) || object.shape === word || object.color === word)
    )
      return false;
    if (reference.other && this.#last.includes(object.name)) return false;
    if (
      reference.except.some((excepted) =>
        this.fitting({ ...excepted, except: [] }).some((other) => other.name === object.name),
      )
    )
      return false;
    if (where === null) return true;
    return this.fitting(where.target).some(
      (target) => target.name !== object.name && holds(object, where.relation, target, this.scene),
    );
  }
}

/** Whether a relation holds between two objects as seen. */
export const holds = (object: SeenObject, relation: Relation, target: SeenObject, scene: Scene): boolean => {
  const [dx, dy] = [object.position[0] - target.position[0], object.position[1] - target.position[1]];
  switch (relation) {
    case "on":
    case "in":
    case "above":
      return (
        restsOn(object, target) ||
        liesIn(object, target) ||
        contentsOf(scene, target).some((inner) => inner.name !== object.name && restsOn(object, inner))
      );
    case "under":
      return restsOn(target, object) || liesIn(target, object);
    case "beside":
      return standsBeside(object, target, "any");
    case "left_of":
      return dy > 0.01;
    case "right_of":
      return dy < -0.01;
    case "behind":
      return dx > 0.01;
    case "front_of":
      return dx < -0.01;
    case "between":
      return false;
  }
};

/** The objects by a superlative, the one that it names first; `from` is what distances are measured from. */
export const ordered = (
  objects: readonly SeenObject[],
  by: NonNullable<Reference["pick"]>,
  from: readonly number[] = [0, 0],
): SeenObject[] => {
  const volume = (object: SeenObject): number => object.size_m[0] * object.size_m[1] * object.size_m[2];
  const height = (object: SeenObject): number => topOf(object) - bottomOf(object);
  const keys = {
    leftmost: (object: SeenObject) => -object.position[1],
    rightmost: (object: SeenObject) => object.position[1],
    nearest: (object: SeenObject) => distance(object.position, from),
    farthest: (object: SeenObject) => -distance(object.position, from),
    biggest: (object: SeenObject) => -volume(object),
    smallest: volume,
    tallest: (object: SeenObject) => -height(object),
    shortest: height,
    highest: (object: SeenObject) => -topOf(object),
    lowest: bottomOf,
  } as const;
  return objects.toSorted((a, b) => keys[by](a) - keys[by](b));
};

const choice = (answer: string, options: readonly SeenObject[], scene: Scene): SeenObject | null => {
  const line = normalise(answer);
  const exact = options.find(
    (object) => object.name === answer.trim() || object.name.replaceAll("_", " ") === line,
  );
  if (exact) return exact;
  const place = ["first", "second", "third", "fourth", "fifth"].findIndex(
    (word, index) => line === String(index + 1) || new RegExp(`^(?:the )?${word}(?: one)?$`).test(line),
  );
  if (place >= 0) return options[place] ?? null;
  if (/^(?:any|either|whichever|any of them|any one|do not care|you choose)\b/.test(line))
    return options[0] ?? null;
  const reference = referenceOf(line.replace(/^(?:pick|take|i mean|use|it is) /, ""));
  if (!reference || reference.pronoun) return null;
  const among = new Resolver({ ...scene, objects: options }).fitting({ ...reference, all: false });
  return among.length === 1 ? (among[0] ?? null) : null;
};

export const withArticle = (text: string): string =>
  /^(?:the|a|an|any|all|every|everything|both|\d|two|three)\b/.test(text) ? text : `the ${text}`;
export const nameInWords = (object: SeenObject): string => `the ${object.name.replaceAll("_", " ")}`;
export const listOf = (objects: readonly SeenObject[]): string => {
  const names = objects.map(nameInWords);
  if (names.length === 0) return "nothing";
  return names.length === 1 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
};
