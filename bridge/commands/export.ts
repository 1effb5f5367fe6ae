import { scrubber, thisMachine } from "../episode/export/scrub.ts";
import { type DropRule, dropRules, judge, type Verdict } from "../episode/export/select.ts";
import { episodeSources, type Source } from "../episode/export/sources.ts";
import { type ExportFormat, type ExportWriter, openWriter } from "../episode/export/writers.ts";
import { openEpisode } from "../episode/reader.ts";
import { UserError } from "../protocol/index.ts";
import { oneLine } from "../terminal/table.ts";

export interface ExportFlags {
  format: ExportFormat;
  out: string;
  select?: boolean;
  overwrite?: boolean;
  fps: number;
  cameras?: readonly string[];
  json?: boolean;
}

interface Report {
  exported: number;
  recovered: number;
  /** By rule, what --select dropped. */
  readonly dropped: Record<DropRule, number>;
  readonly left_out: { readonly file: string; readonly reason: string }[];
  /** Files that could not be read. */
  unreadable: number;
}

const tell = (line: string): void => void process.stderr.write(`${oneLine(line)}\n`);

/** `export FILE…`: episodes as training data, or as tables. Exit 1 when a file was unreadable or nothing was exported. */
export const runExport = async (files: readonly string[], flags: ExportFlags): Promise<void> => {
  const inFolder = flags.format === "csv" || flags.format === "lerobot";
  if (flags.out === "-" && (inFolder || flags.json))
    throw new UserError(
      `--out - is for a single stream; with ${inFolder ? `--format ${flags.format}` : "--json"} name a ${inFolder ? "folder" : "file"}.`,
      2,
    );
  const sources = await episodeSources(files);
  const report: Report = {
    exported: 0,
    recovered: 0,
    dropped: { no_model: 0, cut_off: 0, not_succeeded: 0, refuted: 0, few_turns: 0, all_failed: 0 },
    left_out: [],
    unreadable: 0,
  };
  const writer = await openWriter(flags.format, {
    out: flags.out,
    overwrite: flags.overwrite === true,
    fps: flags.fps,
    cameras: flags.cameras ?? null,
    scrub: scrubber(thisMachine()),
  });
  try {
    for (const source of sources) await exportOne(source, flags, writer, report);
  } finally {
    await writer.close();
  }
  if (flags.json) process.stdout.write(`${JSON.stringify(summaryOf(flags, sources.length, report))}\n`);
  else for (const line of reportLines(flags, sources.length, report)) process.stderr.write(`${line}\n`);
  process.exitCode = report.unreadable > 0 || report.exported === 0 ? 1 : 0;
};

const exportOne = async (
  { path, id, done }: Source,
  flags: ExportFlags,
  writer: ExportWriter,
  report: Report,
): Promise<void> => {
  const leaveOut = (reason: string): void => {
    report.left_out.push({ file: path, reason });
    if (!flags.json) tell(`left out ${path}: ${reason}`);
  };
  const read = await open(path).catch((error: Error) => {
    report.unreadable += 1;
    leaveOut(error.message.replace(`${path} `, "it "));
    return null;
  });
  if (!read) return;
  const { episode, events } = read;
  try {
    const verdict: Verdict = judge(events, done);
    if (flags.select && verdict.dropped) {
      report.dropped[verdict.dropped] += 1;
      return;
    }
    const reason = await writer.add(id, episode, events);
    if (reason !== null) return leaveOut(reason);
    report.exported += 1;
    if (verdict.recovered) report.recovered += 1;
    if (episode.recovered && !flags.json)
      tell(`${path} was cut off; it is exported as far as it goes (${episode.recovered.lost})`);
  } finally {
    await episode.close();
  }
};

const open = async (path: string) => {
  const episode = await openEpisode(path);
  try {
    return { episode, events: await episode.events() };
  } catch (error) {
    await episode.close();
    throw error;
  }
};

const summaryOf = (flags: ExportFlags, read: number, report: Report): unknown => ({
  format: flags.format,
  out: flags.out,
  episodes: read,
  exported: report.exported,
  recovered_from_error: report.recovered,
  ...(flags.select ? { dropped: report.dropped } : {}),
  left_out: report.left_out,
});

const reportLines = (flags: ExportFlags, read: number, report: Report): string[] => {
  const number = (n: number): string => String(n).padStart(5);
  const lines = [`${number(read)} episode${read === 1 ? "" : "s"} read`];
  if (flags.select)
    for (const { rule, text } of dropRules)
      if (rule !== "refuted" || report.dropped[rule] > 0)
        lines.push(`${number(-report.dropped[rule])} ${text}`);
  if (report.left_out.length > 0) lines.push(`${number(-report.left_out.length)} left out, see above`);
  lines.push(`${number(report.exported)} exported${flags.out === "-" ? "" : ` to ${flags.out}`}`);
  if (flags.select) lines.push(`${number(report.recovered)} of them recovered from an error`);
  return lines;
};
