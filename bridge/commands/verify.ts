import { type Episode, openEpisode } from "../episode/reader.ts";
import type { Difference, Tolerances } from "../episode/rerun/compare-values.ts";
import { pastOfStart } from "../episode/rerun/past.ts";
import { type Verdict, verifyEpisode } from "../episode/rerun/verify.ts";
import { isScene, openSession, type SessionOptions, sceneNames } from "../main.ts";
import { EPISODE_VERSION, UserError } from "../protocol/index.ts";
import { progressLine } from "../terminal/progress.ts";
import { table } from "../terminal/table.ts";
import { untilInterrupted } from "./signals.ts";

export interface VerifyFlags {
  json?: boolean;
  sandbox?: SessionOptions["sandbox"];
  profile?: string;
}

/** Why an episode cannot be executed again in a simulator; null when it can. */
const unverifiable = ({ metadata, path, summary }: Episode): string | null => {
  const clock = metadata.get("clock");
  if (clock !== "fast" && clock !== "realtime")
    return `it was recorded on a real robot ("${summary.robot}"), which cannot be put back to where it began. Only episodes of the simulator can be verified`;
  const { scene, seed } = summary;
  if (scene === null || !isScene(scene))
    return `its scene "${scene}" is not known here; known scenes: ${sceneNames.join(", ")}`;
  if (seed === null) return "it does not say with which seed its scene was placed";
  const version = metadata.get("episode_version");
  if (version !== undefined && Number(version) !== EPISODE_VERSION)
    return `its episode version is ${version}, this codeact-ros verifies ${EPISODE_VERSION}`;
  return path === "" ? "it is no file" : null;
};

const sessionFor = ({ metadata, summary }: Episode, flags: VerifyFlags): SessionOptions => ({
  robot: "sim",
  profile: flags.profile ?? metadata.get("robot") ?? "simulated_arm",
  scene: summary.scene ?? "table",
  seed: summary.seed ?? 1,
  clock: "fast",
  mode: "code",
  model: null,
  modelTimeoutS: 120,
  contextTokens: undefined,
  maxTurns: 1,
  actionTimeoutS: 60,
  sandbox: flags.sandbox ?? "auto",
  approve: "never",
});

/**
 * Executes the actions of an episode file again in a fresh simulator and compares.
 *
 * @throws UserError with exit code 2 for a file that cannot be verified
 */
export const verifyFile = async (
  file: string,
  flags: VerifyFlags,
  hooks: {
    readonly progress: (line: string) => void;
    readonly onInterrupt?: (stop: () => Promise<void>) => void;
  },
): Promise<Verdict> => {
  const episode = await openEpisode(file).catch((error: Error) => {
    throw new UserError(error.message, 2);
  });
  try {
    const why = unverifiable(episode);
    if (why !== null) throw new UserError(`${file} cannot be verified: ${why}.`, 2);
    const past = await pastOfStart(episode).catch((error: Error) => {
      throw new UserError(error.message, 2);
    });
    const session = await openSession(sessionFor(episode, flags), {
      progress: hooks.progress,
      person: { ask: async () => null, approve: async () => null },
    });
    hooks.onInterrupt?.(() => session.stop("terminal"));
    try {
      return await session.rerun((parts, signal) => verifyEpisode(parts, episode, past, signal));
    } finally {
      await session.close();
    }
  } finally {
    await episode.close();
  }
};

/** `replay FILE --verify`: exit 0 when all is the same, 1 on a difference, 2 for a file that cannot be verified. */
export const runVerify = async (file: string, flags: VerifyFlags): Promise<void> => {
  let stop = async (): Promise<void> => {};
  const interrupted = untilInterrupted(() => stop());
  const verdict = await verifyFile(file, flags, {
    progress: progressLine,
    onInterrupt: (stopping) => {
      stop = stopping;
    },
  });
  process.stdout.write(
    flags.json ? `${JSON.stringify({ type: "verify", file, ...verdict })}\n` : verdictText(file, verdict),
  );
  process.exitCode = interrupted() ? 130 : verdict.same ? 0 : 1;
};

const columns = [
  { title: "WHERE", widest: 64 },
  { title: "RECORDED", widest: 48 },
  { title: "NOW", widest: 48 },
  { title: "BY", right: true },
];
/** Rows of one action; what follows a first difference mostly differs by it. */
const MOST_ROWS = 12;

/** A verdict for people. */
export const verdictText = (file: string, verdict: Verdict): string => {
  const rows: string[][] = [];
  const add = (where: string, differences: readonly Difference[]): void => {
    for (const { what, recorded, now, by } of differences.slice(0, MOST_ROWS))
      rows.push([`${where} ${what}`, recorded, now, by]);
    const left = differences.length - MOST_ROWS;
    if (left > 0) rows.push([`${where} and ${left} more`, "", "", ""]);
  };
  add("start:", verdict.start);
  for (const { action, turn, differences } of verdict.actions)
    add(`${turn > 0 ? `turn ${turn}, ` : ""}action ${action}:`, differences);
  add("end:", verdict.final);
  const calls = verdict.actions.reduce((sum, action) => sum + action.calls, 0);
  const notes = [
    ...verdict.notes,
    ...verdict.actions.flatMap(({ action, not_compared }) =>
      not_compared === null ? [] : [`Action ${action} was not compared ${not_compared}.`],
    ),
  ];
  const amount = `${verdict.actions.length} actions, ${calls} calls`;
  return [
    verdict.same
      ? `same: ${file} (${amount})\n`
      : `different: ${file} (${amount})\n\n${table(columns, rows)}\n`,
    ...notes.map((note) => `  ${note}\n`),
    `  tolerances: ${tolerancesText(verdict.tolerances)}\n`,
  ].join("");
};

const tolerancesText = (t: Tolerances): string =>
  [
    `${t.length_m * 1000} mm`,
    `${t.angle_deg}°`,
    `joints ${t.joint_rad} rad`,
    `speeds ${t.velocity}`,
    `forces ${t.force} N`,
    t.time_s === null ? "times not compared" : `times ${t.time_s} s`,
    `other numbers ${t.other} of their size, or ${t.other}`,
  ].join(", ");
