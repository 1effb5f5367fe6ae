import { rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join, relative, resolve } from "node:path";
import { type SweepReport, sweepFiles } from "../../protocol/index.ts";
import { makeReport } from "./make-report.ts";
import { reportPage } from "./page/report-page.ts";
import { readSweep } from "./read-sweep.ts";

/** A reader sees the old file or the new one, never half of it. */
const writeWhole = async (file: string, text: string): Promise<void> => {
  await writeFile(`${file}.part`, text);
  await rename(`${file}.part`, file);
};

const inside = (folder: string, parent: string): string | null => {
  const way = relative(parent, resolve(folder));
  return way.startsWith("..") || isAbsolute(way) ? null : way;
};

/** The folder as it is written in a command: from here, else from home, so that a page tells little of its machine. */
const asTyped = (folder: string): string => {
  const here = inside(folder, process.cwd());
  if (here !== null) return here || ".";
  const home = inside(folder, homedir());
  return home === null ? resolve(folder) : `~/${home}`;
};

/**
 * Reads what a sweep has written so far and writes `report.json` and `report.html` beside it; may be called again at
 * any time.
 *
 * @param folder the sweep's
 * @throws UserError where it has no readable sweep.json
 */
export const writeReport = async (folder: string): Promise<SweepReport> => {
  const { facts, results, notes } = await readSweep(folder);
  const report = makeReport(facts, results, notes);
  await writeWhole(join(folder, sweepFiles.report), `${JSON.stringify(report, null, 1)}\n`);
  await writeWhole(join(folder, sweepFiles.page), reportPage(report, { folder: asTyped(folder) }));
  return report;
};
