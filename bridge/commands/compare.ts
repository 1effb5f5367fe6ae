import { type Episode, openEpisode } from "../episode/reader.ts";
import { type ComparedAction, type Comparison, compareEpisodes } from "../episode/rerun/compare-episodes.ts";
import { UserError } from "../protocol/index.ts";
import { table } from "../terminal/table.ts";

const open = (file: string): Promise<Episode> =>
  openEpisode(file).catch((error: Error) => {
    throw new UserError(error.message, 2);
  });

/** `replay A --compare B`: exit 0 when they do not differ, 1 when they do, 2 for what is no episode. */
export const runCompare = async (fileA: string, fileB: string, flags: { json?: boolean }): Promise<void> => {
  const a = await open(fileA);
  const b = await open(fileB).catch(async (error: Error) => {
    await a.close();
    throw error;
  });
  try {
    const comparison = await compareEpisodes(a, b);
    process.stdout.write(
      flags.json
        ? `${JSON.stringify({ type: "compare", a: fileA, b: fileB, ...comparison })}\n`
        : comparisonText(fileA, fileB, comparison),
    );
    process.exitCode = comparison.parted_at_turn === null && comparison.final.length === 0 ? 0 : 1;
  } finally {
    await Promise.all([a.close(), b.close()]);
  }
};

const WIDTH = 52;

/** Two episodes side by side from where they part, for people. */
export const comparisonText = (fileA: string, fileB: string, comparison: Comparison): string => {
  const { parted_at_turn, turns, final, outcomes } = comparison;
  const differences = [
    ...turns.flatMap(({ turn, differences: found }) =>
      found.map(({ what, recorded, now, by }) => [`turn ${turn} ${what}`, recorded, now, by]),
    ),
    ...final.map(({ what, recorded, now, by }) => [`end: ${what}`, recorded, now, by]),
  ];
  const titles = (first: string): { title: string; widest: number }[] =>
    [first, `A ${fileA}`, `B ${fileB}`].map((title, index) => ({ title, widest: index === 0 ? 48 : WIDTH }));
  return [
    parted_at_turn === null ? "They do the same in every turn.\n" : `They part at turn ${parted_at_turn}.\n`,
    turns.length > 0
      ? `\n${table(
          titles("TURN"),
          turns.flatMap(({ turn, a, b }) => turnRows(turn, a, b)),
        )}`
      : "",
    `\noutcome: A ${outcomes[0] ?? "cut off"}, B ${outcomes[1] ?? "cut off"}\n`,
    differences.length > 0
      ? `\n${table([...titles("DIFFERS"), { title: "BY", widest: 20 }], differences)}`
      : "Everything ends in the same place.\n",
  ].join("");
};

const turnRows = (turn: number, a: ComparedAction | null, b: ComparedAction | null): string[][] => {
  const [left, right] = [actionLines(a), actionLines(b)];
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => [
    index === 0 ? String(turn) : "",
    left[index] ?? "",
    right[index] ?? "",
  ]);
};

const actionLines = (action: ComparedAction | null): string[] => {
  if (!action) return ["–"];
  const lines = action.code.trimEnd().split("\n");
  const end = action.error ?? (action.ended_by === "done" ? (action.value ?? "done") : action.ended_by);
  const shown = lines.length > 12 ? [...lines.slice(0, 11), `… ${lines.length - 11} more lines`] : lines;
  return [...(action.by === "person" ? ["# by a person"] : []), ...shown, `→ ${end}`];
};
