import { type TaskFacts, UserError } from "../protocol/index.ts";

/** A task's name and what it is counted under. */
export type Listed = Pick<TaskFacts, "id" | "category">;

/** A name with `*` for any letters. */
const patternOf = (wanted: string): RegExp =>
  new RegExp(
    `^${wanted
      .split("*")
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  );

/**
 * The tasks that are wanted, in the order of the benchmark, each once.
 *
 * @param wanted ids and categories with commas between, `*` for any letters; undefined: all
 * @throws UserError for a word that names none
 */
export const selectTasks = (tasks: readonly Listed[], wanted: string | undefined): string[] => {
  if (wanted === undefined) return tasks.map(({ id }) => id);
  const words = wanted
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
  const patterns = words.map((word) => ({ word, pattern: patternOf(word) }));
  const matches = ({ id, category }: Listed, pattern: RegExp): boolean =>
    pattern.test(id) || pattern.test(category);
  const idle = patterns.find(({ pattern }) => !tasks.some((task) => matches(task, pattern)));
  if (idle || words.length === 0)
    throw new UserError(
      `--tasks ${idle?.word ?? `"${wanted}"`} names no task; give ids, categories (${categoriesOf(tasks)}) or patterns such as pick-*, with commas between. \`codeact-ros eval --list\` prints all.`,
      2,
    );
  return tasks.filter((task) => patterns.some(({ pattern }) => matches(task, pattern))).map(({ id }) => id);
};

const categoriesOf = (tasks: readonly Listed[]): string =>
  [...new Set(tasks.map(({ category }) => category))].join(", ");
