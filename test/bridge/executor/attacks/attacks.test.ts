import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../../../bridge/package-root.ts";
import type { SandboxLevel } from "../../../../bridge/protocol/index.ts";
import { rounds } from "../../../rounds.ts";
import { printTable, type Results } from "./report.ts";
import type { Assignment, Verdict } from "./runner.ts";
import { attacks } from "./table.ts";
import { type TestUser, usersHere } from "./users.ts";

/** What a level is known not to stop, and says so (docs/sandbox.md). */
const known: Partial<Record<SandboxLevel, Record<string, string>>> = {
  self: {
    look_at_metadata: "Landlock does not cover stat",
    look_at_link: "Landlock does not cover readlink",
  },
};

/** Without a sandbox these must succeed, whoever runs them: else the suite proves nothing. */
const alwaysOpen = [
  "read_secret",
  "create_file",
  "bridge_environment",
  "list_processes",
  "rosbridge_ipv4",
  "unix_stream",
  "signal_neighbour",
  "fork",
  "replace_program",
];

const folders: string[] = [];

/** A fresh folder in the temporary folder of all. */
const freshFolder = (uid: number, mode: number): string => {
  const folder = mkdtempSync(join(tmpdir(), "codeact-attacks-"));
  folders.push(folder);
  chmodSync(folder, mode);
  if (process.getuid?.() === 0) chownSync(folder, uid, uid);
  return folder;
};

/** Attacks make folders that only rm(1) can clear away. Only what this test made, and nothing that is mounted. */
const clearAway = (folder: string): void => {
  const mounted =
    existsSync("/proc/self/mounts") && readFileSync("/proc/self/mounts", "utf8").includes(folder);
  if (mounted || !/^.+\/codeact-attacks-\w{6}$/.test(folder)) throw new Error(`${folder} is left as it is`);
  spawnSync("rm", ["-rf", "--one-file-system", "--", folder], { stdio: "inherit" });
};

/** Runs the whole table in a bridge of its own, as a user; a string says why the level is not to be had. */
const runTable = async (user: TestUser, level: SandboxLevel): Promise<Verdict[] | string> => {
  const canary = `canary-${randomBytes(8).toString("hex")}`;
  const folder = freshFolder(user.uid, 0o700);
  const beside = join(tmpdir(), canary); // seen by who lists the temporary folder
  mkdirSync(beside);
  const secret = join(folder, "inherited");
  writeFileSync(secret, `${canary}-inherited`);
  const inherited = openSync(secret, "r");
  const [file = "", ...args] = [...user.as, ...user.runner];
  const assignment: Assignment = { level, python: user.python, canary, folder };
  const child = spawn(file, [...args, JSON.stringify(assignment)], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      TMPDIR: tmpdir(),
      HOME: folder,
      OPENAI_API_KEY: `${canary}-key`,
      BRIDGES_TOKEN: `${canary}-token`,
    },
    // Two open files that the bridge knows nothing of.
    stdio: [
      "ignore",
      "pipe",
      "inherit",
      "ignore",
      "ignore",
      "ignore",
      inherited,
      "ignore",
      "ignore",
      inherited,
    ],
  });
  const exit = once(child, "exit");
  const verdicts: Verdict[] = [];
  let unavailable: string | null = null;
  try {
    for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
      const found = JSON.parse(line) as Verdict | { unavailable: string };
      if ("unavailable" in found) unavailable = found.unavailable;
      else verdicts.push(found);
    }
    const [code] = await exit;
    if (code !== 0) throw new Error(`the bridge did not survive the attack after ${verdicts.at(-1)?.name}`);
    return unavailable ?? verdicts;
  } finally {
    closeSync(inherited);
    rmdirSync(beside);
    if (existsSync(`/dev/shm/${canary}`)) unlinkSync(`/dev/shm/${canary}`);
  }
};

const results: Results = new Map();
let users: TestUser[] = [];
let missing: string[] = [];

beforeAll(() => {
  ({ users, missing } = usersHere(freshFolder(process.getuid?.() ?? 0, 0o755)));
});

afterAll(() => {
  printTable(results, known, missing, join(packageRoot(), "test", "artifacts", "sandbox-attacks.txt"));
  for (const folder of folders) clearAway(folder);
});

/** Both users at a time: most of it is waiting. */
const runLevel = async (
  level: SandboxLevel,
  whom: readonly TestUser[] = users,
): Promise<Map<TestUser["name"], Verdict[]>> => {
  const ran = new Map<TestUser["name"], Verdict[]>();
  const both = await Promise.allSettled(
    whom.map(async (user) => {
      const outcome = await runTable(user, level);
      results.set(`${level} ${user.name}`, outcome);
      if (typeof outcome !== "string") ran.set(user.name, outcome);
    }),
  );
  for (const one of both) if (one.status === "rejected") throw one.reason;
  return ran;
};

const openNames = (verdicts: readonly Verdict[]): string[] =>
  verdicts.filter(({ evidence }) => evidence.length > 0).map(({ name }) => name);

const faults = (ran: ReadonlyMap<string, readonly Verdict[]>): string[] =>
  [...ran].flatMap(([user, verdicts]) =>
    verdicts.filter(({ broken }) => broken).map(({ name, broken }) => `${user}: ${name}: ${broken}`),
  );

describe.skipIf(process.platform !== "linux")("attacks of an untrusted program", () => {
  it("are many, and each has a name of its own", () => {
    expect(attacks.length).toBeGreaterThan(150);
    expect(new Set(attacks.map(({ name }) => name)).size).toBe(attacks.length);
    expect(new Set(attacks.map(({ title }) => title)).size).toBe(attacks.length);
  });

  it("succeed where there is no sandbox", async () => {
    const ran = await runLevel("none", users.slice(0, rounds(users.length, "users without a sandbox")));
    expect(ran.size).toBeGreaterThan(0);
    expect(faults(ran)).toEqual([]);
    for (const verdicts of ran.values()) {
      expect(verdicts).toHaveLength(attacks.length);
      expect(openNames(verdicts)).toEqual(expect.arrayContaining(alwaysOpen));
    }
  }, 300_000);

  it.for(["self", "bwrap+self"] as const)(
    "are all stopped at level %s",
    { timeout: 300_000 },
    async (level, { skip }) => {
      const ran = await runLevel(level);
      skip(ran.size === 0, `NOT TESTED: level ${level} does not start here`);
      const left = Object.keys(known[level] ?? {});
      expect(faults(ran)).toEqual([]);
      for (const [user, verdicts] of ran) {
        expect(verdicts).toHaveLength(attacks.length);
        expect(
          verdicts
            .filter(({ evidence, name }) => evidence.length > 0 && !left.includes(name))
            .map(({ group, name, evidence }) => `${user}: ${group}/${name}: ${evidence.join(" | ")}`),
        ).toEqual([]);
        expect(openNames(verdicts)).toEqual(left);
      }
    },
  );
});
