import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Verdict } from "./runner.ts";
import { attacks } from "./table.ts";

/** By "LEVEL USER"; a string says why the level is not to be had. */
export type Results = Map<string, Verdict[] | string>;

const WIDTH = 16;

const cell = (outcome: Verdict[] | string | undefined, attack: string, accepted: boolean): string => {
  const verdict = typeof outcome === "object" ? outcome.find(({ name }) => name === attack) : undefined;
  if (!verdict) return "–";
  if (verdict.broken) return "FAULTY ATTACK";
  if (verdict.evidence.length === 0) return "blocked";
  return accepted ? "open (known)" : "OPEN";
};

const tableOf = (results: Results, known: Partial<Record<string, Record<string, string>>>): string[] => {
  const columns = [...results.keys()].toSorted((one, other) => order(one) - order(other));
  const titles = Math.max(...attacks.map(({ title }) => title.length)) + 2;
  const row = (title: string, cells: readonly string[]) =>
    `${title.padEnd(titles)}${cells.map((text) => text.padEnd(WIDTH)).join("")}`.trimEnd();
  const lines = [row("", columns)];
  let group = "";
  for (const attack of attacks) {
    if (attack.group !== group) lines.push("", (group = attack.group).replaceAll("_", " "));
    const cells = columns.map((column) => {
      const accepted = known[column.split(" ")[0] ?? ""]?.[attack.name] !== undefined;
      return cell(results.get(column), attack.name, accepted);
    });
    lines.push(row(`  ${attack.title}`, cells));
  }
  const open = columns.map((column) => {
    const outcome = results.get(column);
    if (typeof outcome !== "object") return "not run";
    return `${outcome.filter(({ evidence }) => evidence.length > 0).length} of ${outcome.length}`;
  });
  return [...lines, "", row("open", open)];
};

const levels = ["none", "self", "bwrap+self"];
const order = (column: string): number =>
  levels.indexOf(column.split(" ")[0] ?? "") * 2 + (column.endsWith("root") ? 0 : 1);

/** Prints attack × level and user, and keeps it in a file; what did not run is said so that nobody overlooks it. */
export const printTable = (
  results: Results,
  known: Partial<Record<string, Record<string, string>>>,
  missing: readonly string[],
  file: string,
): void => {
  const lines = ["", "Attacks on the sandbox", ...tableOf(results, known)];
  for (const [level, reasons] of Object.entries(known))
    for (const [name, why] of Object.entries(reasons ?? {}))
      lines.push(`known at ${level}: ${name}, because ${why}`);
  for (const [column, outcome] of results)
    if (typeof outcome === "string") lines.push(`!!! NOT TESTED: ${column}: ${outcome}`);
  for (const what of missing) lines.push(`!!! NOT TESTED: ${what}`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${lines.join("\n")}\n`);
  process.stdout.write(`${lines.join("\n")}\n`);
};
