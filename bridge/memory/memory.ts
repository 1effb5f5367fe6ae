import { join } from "node:path";
import { z } from "zod";
import { type Event, PrimitiveError, SavedSkill } from "../protocol/index.ts";
import { KeptValues } from "./kept-values.ts";
import { rankSkills } from "./rank-skills.ts";

const MOST_KEYS = 1000;
const MOST_VALUE_CHARACTERS = 65_536;
const MOST_SKILLS = 500;
/** Skills that a search gives. */
const MOST_FOUND = 5;

/** What outlives an episode: values that programs remember, and functions that they keep. */
export class Memory {
  readonly #values: KeptValues<unknown>;
  readonly #skills: KeptValues<SavedSkill>;

  /**
   * @param folder where both are kept; null: nowhere, they go with this process
   * @param under what is seen where nothing was kept here; it is never changed
   */
  constructor(folder: string | null, under?: Memory) {
    this.#values = new KeptValues(
      folder && join(folder, "memory.json"),
      z.unknown(),
      under ? under.#values : undefined,
    );
    this.#skills = new KeptValues(
      folder && join(folder, "skills.json"),
      SavedSkill,
      under ? under.#skills : undefined,
    );
  }

  /** @throws PrimitiveError when the value is too large, or too much is remembered */
  async remember(key: string, value: unknown): Promise<void> {
    const size = JSON.stringify(value)?.length ?? 0;
    if (size > MOST_VALUE_CHARACTERS)
      throw new PrimitiveError(
        "LimitExceeded",
        `memory.remember: the value of "${key}" is ${size} characters of JSON; at most ${MOST_VALUE_CHARACTERS} can be kept. Keep less of it.`,
      );
    await this.#values.change((values) => {
      if (!values.has(key) && values.size >= MOST_KEYS)
        throw new PrimitiveError(
          "LimitExceeded",
          `memory.remember: ${values.size} values are kept, and no more can be. Use one of memory.keys() again.`,
        );
      return new Map(values).set(key, value ?? null);
    });
  }

  /** @throws PrimitiveError NotFound when nothing is remembered under this key */
  async recall(key: string): Promise<unknown> {
    const values = await this.#values.read();
    if (values.has(key)) return values.get(key);
    throw new PrimitiveError(
      "NotFound",
      `Nothing is remembered as "${key}". ${values.size === 0 ? "Nothing is remembered at all." : `There are: ${listed([...values.keys()])}.`}`,
    );
  }

  async keys(): Promise<string[]> {
    return [...(await this.#values.read()).keys()];
  }

  /** Keeps a function; one of the same name is replaced. @throws PrimitiveError when there are too many */
  async saveSkill(skill: SavedSkill): Promise<void> {
    await this.#skills.change((skills) => {
      if (!skills.has(skill.name) && skills.size >= MOST_SKILLS)
        throw new PrimitiveError(
          "LimitExceeded",
          `skills.save: ${skills.size} skills are kept, and no more can be. Save it under the name of one that it replaces.`,
        );
      return new Map(skills).set(skill.name, skill);
    });
  }

  /** Those that fit the words best, best first; of an empty text the latest. */
  async searchSkills(text: string): Promise<SavedSkill[]> {
    return rankSkills([...(await this.#skills.read()).values()], text).slice(0, MOST_FOUND);
  }

  /** @throws PrimitiveError NotFound when there is none of this name */
  async loadSkill(name: string): Promise<SavedSkill> {
    const skills = await this.#skills.read();
    const skill = skills.get(name);
    if (skill) return skill;
    throw new PrimitiveError(
      "NotFound",
      `No skill "${name}" is kept. ${skills.size === 0 ? "None is kept at all." : `There are: ${listed([...skills.keys()])}.`}`,
    );
  }

  /** Every skill that is kept, in the order in which they were. */
  async skills(): Promise<SavedSkill[]> {
    return [...(await this.#skills.read()).values()];
  }

  /**
   * Takes in what recorded calls were answered before the episode itself kept anything under that name, so that its
   * actions find what they found then.
   */
  async takeIn(events: readonly Event[]): Promise<void> {
    const own = new Set<string>();
    const calls = new Map<string, Record<string, unknown>>();
    for (const event of events) {
      if (event.type === "primitive_call") calls.set(`${event.action} ${event.call}`, event.params);
      if (event.type !== "primitive_result" || !event.ok) continue;
      const { key, name } = Kept.parse(calls.get(`${event.action} ${event.call}`) ?? {});
      if (event.name === "memory.remember") own.add(`memory ${key}`);
      if (event.name === "skills.save") own.add(`skills ${name}`);
      if (event.name === "memory.recall" && key !== undefined && !own.has(`memory ${key}`))
        await this.remember(key, event.result);
      const answered =
        event.name === "skills.search" ? event.result : event.name === "skills.load" ? [event.result] : [];
      for (const skill of z.array(SavedSkill).catch([]).parse(answered))
        if (!own.has(`skills ${skill.name}`)) await this.saveSkill(skill);
    }
  }
}

/** What names the value or the function that a recorded call was about. */
const Kept = z.object({ key: z.string().optional(), name: z.string().optional() });

const listed = (names: readonly string[]): string =>
  names.length <= 20 ? names.join(", ") : `${names.slice(0, 20).join(", ")} and ${names.length - 20} more`;
