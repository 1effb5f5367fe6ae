import { rename, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { type SweepReport, sweepFiles } from "../../protocol/index.ts";
import { makeReport } from "./make-report.ts";
import { reportPage } from "./page/report-page.ts";
import { readSweep } from "./read-sweep.ts";

/** A reader sees the old file or the new one, never half of it. */
const writeWhole = async (file: string, text: string): Promise<void> => {
  await writeFile(`${file}.part`, text);
  await rename(`${file}.part`, file);
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
  await writeWhole(
    join(folder, sweepFiles.page),
    reportPage(report, { folder: relative(process.cwd(), folder) || "." }),
  );
  return report;
};
