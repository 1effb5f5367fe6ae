import { InvalidArgumentError } from "commander";

/** Reads a whole number of a flag. */
export const integer =
  (min: number, max: number) =>
  (value: string): number => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < min || number > max)
      throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
    return number;
  };

/** Reads a number above 0 of a flag. */
export const positive = (value: string): number => {
  const number = Number(value);
  if (!(number > 0) || !Number.isFinite(number)) throw new InvalidArgumentError("Give a number above 0.");
  return number;
};

/** Reads a flag that is a list with commas between, each item by `one`; every item counts once. */
export const listOf =
  <T>(one: (item: string) => T) =>
  (value: string): T[] => {
    const items = value
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
    if (items.length === 0) throw new InvalidArgumentError("Give one item or more, with commas between.");
    return [...new Set(items.map(one))];
  };

/** Reads one of several words. */
export const oneOf =
  <T extends string>(choices: readonly T[]) =>
  (value: string): T => {
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw new InvalidArgumentError(`${value} is none of ${choices.join(", ")}.`);
    return found;
  };
