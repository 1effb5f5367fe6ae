/** What CI does of a check that repeats itself, in a fixed spread; `npm test -- --all` does all of it. */
const SHARE = 0.4;

/**
 * How many of `all` repetitions to do: all of them when `CODEACT_ALL` is 1, and otherwise 40 %, rounded up. Says so.
 *
 * @param what is repeated, in the plural
 */
export const rounds = (all: number, what: string): number => {
  if (process.env["CODEACT_ALL"] === "1") return all;
  const some = Math.ceil(all * SHARE);
  console.log(`a spread of ${some} of ${all} ${what}; all: npm test -- --all`);
  return some;
};
