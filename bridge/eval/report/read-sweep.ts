import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { EvalResult, SweepFacts, sweepFiles, UserError } from "../../protocol/index.ts";
import { oneLine } from "../../terminal/table.ts";

export interface Sweep {
  readonly facts: SweepFacts;
  /** One a key, the last that was written. */
  readonly results: readonly EvalResult[];
  /** What was left out, and why. */
  readonly notes: readonly string[];
}

const textOf = async (file: string): Promise<string | null> =>
  readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });

const firstIssue = (error: z.ZodError): string => {
  const [issue] = error.issues;
  return issue ? `${issue.path.join(".") || "the line"}: ${issue.message}` : "not a result";
};

/** A line of results.jsonl, or what is wrong with it. */
const resultOf = (line: string): EvalResult | string => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "no JSON";
  }
  const parsed = EvalResult.safeParse(value);
  return parsed.success ? parsed.data : oneLine(firstIssue(parsed.error));
};

const factsOf = async (folder: string): Promise<SweepFacts> => {
  const file = join(folder, sweepFiles.facts);
  const text = await textOf(file);
  if (text === null)
    throw new UserError(
      `${folder} is no sweep: it has no ${sweepFiles.facts}. Give a folder that eval wrote.`,
      2,
    );
  try {
    return SweepFacts.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? firstIssue(error) : (error as Error).message;
    throw new UserError(
      `${file} cannot be read: ${oneLine(why)}. Run the sweep again into an empty folder.`,
      2,
    );
  }
};

/**
 * What a sweep has written so far. A line that is no result is left out and told of, and so is the last one where a
 * crash cut it off; of a key that was written twice the last line counts.
 *
 * @throws UserError where the folder has no readable sweep.json
 */
export const readSweep = async (folder: string): Promise<Sweep> => {
  const facts = await factsOf(folder);
  const text = (await textOf(join(folder, sweepFiles.results))) ?? "";
  const lines = text.split("\n");
  const byKey = new Map<string, EvalResult>();
  const bad: string[] = [];
  let twice = 0;
  let cut = false;
  for (const [i, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const result = resultOf(line);
    if (typeof result !== "string") {
      if (byKey.has(result.job.key)) twice += 1;
      byKey.set(result.job.key, result);
    } else if (i === lines.length - 1) cut = true;
    else bad.push(`line ${i + 1}: ${result}`);
  }
  const notes = [
    ...(cut ? [`The last line of ${sweepFiles.results} was cut off and is left out.`] : []),
    ...(bad.length > 0
      ? [
          `${bad.length} line${bad.length === 1 ? "" : "s"} of ${sweepFiles.results} ${bad.length === 1 ? "is" : "are"} no result and left out (${bad.slice(0, 3).join("; ")}${bad.length > 3 ? "; …" : ""}).`,
        ]
      : []),
    ...(twice > 0
      ? [`${twice} episode${twice === 1 ? " was" : "s were"} written twice; the last counts.`]
      : []),
  ];
  return { facts, results: [...byKey.values()], notes };
};
