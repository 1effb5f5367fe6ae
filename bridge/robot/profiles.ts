import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../package-root.ts";
import { Profile, UserError } from "../protocol/index.ts";
import { parseJsonc } from "./jsonc.ts";

const shippedFolder = (): string => join(packageRoot(), "bridge", "robot", "profiles");

/** Names of the profiles that come with the package. */
export const shippedProfiles = (): string[] =>
  readdirSync(shippedFolder())
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .sort();

/**
 * The profile of that name, or in that file (anything with a `/`, a `\` or the ending `.json` is a file).
 *
 * @throws UserError with exit code 2 and one readable line for a name that is not there and a file that is no profile
 */
export function loadProfile(nameOrPath: string): Profile {
  const file = profileFile(nameOrPath);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(
      `Profile ${file} cannot be read (${oneLine(error)}). Give a file that is there and readable.`,
      2,
    );
  }
  const read = readProfile(text);
  if ("profile" in read) return read.profile;
  if (read.faults === null)
    throw new UserError(`Profile ${file} is not JSON (${read.reason}). Correct the file.`, 2);
  throw new UserError(
    `Profile ${file} is malformed: ${read.reason}. Correct it, or start from ${join(shippedFolder(), "simulated_arm.json")}.`,
    2,
  );
}

/** What a text is as a profile; `faults` one by one, null where it is not even JSON; `reason` has all of them in a line. */
export const readProfile = (
  text: string,
): { readonly profile: Profile } | { readonly faults: string[] | null; readonly reason: string } => {
  let content: unknown;
  try {
    content = parseJsonc(text);
  } catch (error) {
    return { faults: null, reason: oneLine(error) };
  }
  const parsed = Profile.safeParse(content);
  const faults = parsed.success ? disagreements(parsed.data) : parsed.error.issues.map(issueText);
  if (!parsed.success || faults.length > 0) return { faults, reason: faults.join("; ") };
  return { profile: parsed.data };
};

const profileFile = (nameOrPath: string): string => {
  if (/[/\\]|\.json$/.test(nameOrPath)) return nameOrPath;
  const file = join(shippedFolder(), `${nameOrPath}.json`);
  if (/^\w[\w-]*$/.test(nameOrPath) && existsSync(file)) return file;
  throw new UserError(
    `There is no profile "${nameOrPath}". Profiles that come with codeact-ros: ${shippedProfiles().join(", ")}. Or give the path of a profile file.`,
    2,
  );
};

const issueText = (issue: { path: PropertyKey[]; message: string }): string =>
  `${issue.path.length === 0 ? "profile" : issue.path.map(String).join(".")}: ${issue.message}`;

/** What the schema cannot say: lists that must go together, ranges that must not be empty. */
const disagreements = ({ arm, gripper, workspace, keep_out }: Profile): string[] => {
  const faults: string[] = [];
  const joints = arm?.joints.length ?? 0;
  const lists = {
    "arm.home": arm?.home,
    "arm.limits.velocity_rad_s": arm?.limits.velocity_rad_s,
    "arm.limits.acceleration_rad_s2": arm?.limits.acceleration_rad_s2,
  };
  for (const [name, list] of Object.entries(lists))
    if (list && list.length !== joints)
      faults.push(`${name}: has ${list.length} numbers, arm.joints has ${joints} joints`);
  if (gripper && gripper.min_width_m >= gripper.max_width_m)
    faults.push(
      `gripper.min_width_m: ${gripper.min_width_m} is not below max_width_m ${gripper.max_width_m}`,
    );
  if (gripper && gripper.default_force_n > gripper.max_force_n)
    faults.push(
      `gripper.default_force_n: ${gripper.default_force_n} is above max_force_n ${gripper.max_force_n}`,
    );
  const boxes = [
    ...(workspace ? [["workspace", workspace] as const] : []),
    ...keep_out.map((box, i) => [`keep_out.${i}`, box] as const),
  ];
  for (const [name, { min, max }] of boxes)
    if (min.some((low, axis) => low >= (max[axis] ?? low)))
      faults.push(`${name}: min [${min.join(", ")}] is not below max [${max.join(", ")}] on every axis`);
  return faults;
};

const oneLine = (error: unknown): string =>
  String(error instanceof Error ? error.message : error).replace(/\s+/g, " ");
