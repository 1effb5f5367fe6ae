import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { z } from "zod";
import { hasArm, ManualEntry, type Profile, type SavedSkill, UserError } from "../protocol/index.ts";
import type { ActionMode } from "./modes/mode.ts";
import { skillsSection } from "./prompt-skills.ts";
import { COMPACT_METHOD, COMPACT_ROLE, CONVENTIONS, METHOD, ROLE } from "./prompt-text.ts";
import { BASE_BESIDE_ARM, BASE_COMPACT_METHOD, BASE_CONVENTIONS, BASE_METHOD } from "./prompt-text-base.ts";

const MANUAL = join("python-primitives", "src", "codeact_primitives", "manual.py");

/**
 * Reads the Python library's own signatures and docstrings.
 *
 * @param python path of the interpreter
 * @throws UserError when the interpreter cannot run the library's manual
 */
export const loadManual = async (python: string): Promise<ManualEntry[]> => {
  const result = await execa(python, ["-I", manualPath(), "--json"], { reject: false, timeout: 30_000 });
  if (result.failed)
    throw new UserError(
      `${python} cannot print the primitives' manual: ${lastLine(result.stderr || (result.shortMessage ?? ""))}. Run doctor to check Python.`,
    );
  try {
    return z.array(ManualEntry).min(1).parse(JSON.parse(result.stdout));
  } catch (error) {
    throw new UserError(
      `The primitives' manual cannot be read (${lastLine((error as Error).message)}). Install codeact-ros afresh.`,
    );
  }
};

/** Found upwards from here, since compiled code lies one folder deeper than its source. */
const manualPath = (): string => {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = join(folder, MANUAL);
    if (existsSync(path)) return path;
    if (dirname(folder) === folder) throw new UserError(`${MANUAL} is missing. Install codeact-ros afresh.`);
  }
};

const lastLine = (text: string): string => text.trim().split("\n").at(-1)?.trim() ?? "";

export interface PromptOptions {
  readonly manual: readonly ManualEntry[];
  readonly profile: Profile;
  /** How the agent acts; only the words on that differ between modes. */
  readonly mode: ActionMode;
  /** What earlier episodes kept. */
  readonly skills?: readonly SavedSkill[];
  /** Signatures and one line each only, for windows of about 4k tokens. */
  readonly compact?: boolean;
}

/** The system prompt: role, how to act, method, the robot by its profile, and the primitives by their own docstrings. */
export const buildSystemPrompt = ({
  manual: whole,
  profile,
  mode,
  skills = [],
  compact = false,
}: PromptOptions): string => {
  const manual = manualFor(profile, whole).filter(({ name }) => !mode.withheld.has(name));
  const drives = profile.arm === null;
  const { turn, example, compact: short } = mode.howToAct(drives ? "base" : "arm");
  const errors = manual.filter(isError);
  const records = manual.filter((entry) => !isError(entry) && /^[A-Z]/.test(entry.name));
  const primitives = manual.filter((entry) => !isError(entry) && !records.includes(entry));
  if (compact)
    return [
      COMPACT_ROLE,
      short.turn,
      drives ? BASE_COMPACT_METHOD : COMPACT_METHOD,
      short.example,
      `Robot ${robotText(profile)}`,
      `Primitives:\n${primitives.map(brief).join("\n")}`,
      ...skillsSection(skills, mode, "compact"),
      `Results have fields: ${records.map(call).join(" ")}`,
    ].join("\n");
  return [
    ROLE,
    turn,
    drives ? BASE_METHOD : METHOD,
    ...(!drives && profile.base ? [BASE_BESIDE_ARM] : []),
    drives ? BASE_CONVENTIONS : CONVENTIONS,
    `# The robot\n${robotText(profile)}`,
    `# Primitives${drives ? "" : " and skills"}\n\n${primitives.map(full).join("\n\n")}`,
    ...skillsSection(skills, mode, "full"),
    `# What they return\n${records.map(full).join("\n\n")}`,
    `# What they raise\n${errors.map((entry) => `- ${entry.name}: ${entry.summary}`).join("\n")}`,
    example,
  ].join("\n\n");
};

/** What the manual has for an arm only, and for a base only, by the first part of the name. */
const OF_ARM =
  /^(arm|gripper|pick|place_\w+|push|stack|MotionResult|GripperResult|PickResult|PlaceResult|PushResult|JointState|Reach|Unreachable|CollisionAhead|GraspFailed)(\.|$)/;
const OF_BASE = /^(base|BasePose|BaseResult)(\.|$)/;

/** Whether the robot has what a name of the library is for. */
const isThere = (name: string, { arm, base }: Profile): boolean =>
  (arm !== null || !OF_ARM.test(name)) && (base !== null || !OF_BASE.test(name));

/** What of the library's manual is for a robot with such a profile. */
export const manualFor = (profile: Profile, manual: readonly ManualEntry[]): ManualEntry[] =>
  manual.filter(({ name }) => isThere(name, profile));

/** Exceptions are told from records by the class they extend. */
const isError = (entry: ManualEntry): boolean => /\((\w*Error|\w*Exception)\)$/.test(entry.signature);

const full = (entry: ManualEntry): string => {
  const doc = entry.doc.trim();
  return doc === "" ? call(entry) : `${call(entry)}\n${doc.replace(/^(?=.)/gm, "    ")}`;
};

const brief = (entry: ManualEntry): string => {
  // Waiting times, and what may be touched, are rarely given; a small window has better uses.
  const signature = call(entry)
    .replace(/(, )?\b(timeout_s|may_touch|frame_id|stamp_s)=(\(\)|[^,)]*)/g, "")
    .replace(/\(, /, "(")
    .replace(/(, )?\*(?=\))/, "");
  return entry.summary === "" ? signature : `${signature}: ${firstWords(entry.summary)}`;
};

/** The first clause of a summary. */
const firstWords = (summary: string): string =>
  summary.replace(/\s+/g, " ").split(/[:;.](?= |$)|, e\.g\./, 1)[0] ?? "";

const call = ({ name, signature }: ManualEntry): string =>
  signature.startsWith("(") ? `${name}${signature}` : signature || name;

const metres = (values: readonly number[]): string =>
  `[${values.map((value) => Number(value.toFixed(3))).join(", ")}]`;

const robotText = (profile: Profile): string => {
  const { gripper } = profile;
  const cameras = Object.keys(profile.cameras);
  const lines = [`${profile.name}${profile.description ? `: ${profile.description}` : ""}`];
  if (hasArm(profile)) {
    const { arm, workspace } = profile;
    lines.push(
      `Joints: ${arm.joints.join(", ")}; home ${metres(arm.home)} rad.`,
      `Workspace of the tool: ${metres(workspace.min)} to ${metres(workspace.max)} m; at most ${arm.limits.tool_speed_m_s} m/s.`,
    );
  } else lines.push("It has no arm.");
  const { base } = profile;
  if (base)
    lines.push(
      `Mobile base: at most ${base.limits.linear_m_s} m/s and ${base.limits.angular_rad_s} rad/s; ${base.navigate_action ? `navigates in frame ${base.map_frame}` : "cannot navigate by itself"}.`,
      ...base.keep_out.map(
        ({ min, max }) => `Kept out: ${metres(min)} to ${metres(max)} m of frame ${base.map_frame}.`,
      ),
    );
  if (profile.table_z_m !== null) lines.push(`The table's surface is at z = ${profile.table_z_m} m.`);
  for (const box of profile.keep_out) lines.push(`Keep-out box: ${metres(box.min)} to ${metres(box.max)} m.`);
  lines.push(
    gripper
      ? `Gripper: opens from ${gripper.min_width_m} to ${gripper.max_width_m} m, up to ${gripper.max_force_n} N; wider objects cannot be grasped.`
      : "It has no gripper.",
  );
  lines.push(cameras.length > 0 ? `Cameras: ${cameras.join(", ")}.` : "It has no camera.");
  return lines.join("\n");
};
