import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { defaultLimits } from "../../../../bridge/executor/limits.ts";
import { packageRoot } from "../../../../bridge/package-root.ts";
import { pathOf } from "./table.ts";

/** A picture of one pixel, with a text behind it. */
const picture = (text: string): Buffer =>
  Buffer.concat([
    Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
      "base64",
    ),
    Buffer.from(text),
  ]);

/** What attacks aim at, all of it fresh: files, and a process; and how they look at present. */
export interface Bait {
  readonly workDir: string;
  /** Handed to the attacks. */
  readonly forAttacks: Record<string, unknown>;
  /** Words whose appearance in the output of an attack shows that it succeeded. */
  telltales(attack: string): readonly string[];
  /** One line for each thing that an attack could have changed, and each that reached the neighbour since the last look. */
  look(): Promise<Set<string>>;
  /** Gives back the disk space that attacks took, and takes away what would hinder the next start of Python. */
  clearUp(): void;
  close(): Promise<void>;
}

/** Which of a folder's names an honest program may see: those that lead to Python and the package. */
const hiddenNames = (folder: string, python: string): string[] => {
  try {
    return readdirSync(folder).filter(
      (name) =>
        name.length > 3 && ![python, packageRoot()].some((path) => path.startsWith(`${folder}/${name}`)),
    );
  } catch {
    return [];
  }
};

const describeFile = (path: string): string => {
  const { mode, size, nlink, uid, gid, ctimeMs, mtimeMs } = lstatSync(path);
  const octal = mode.toString(8);
  return `${path} mode ${octal} size ${size} links ${nlink} owner ${uid}:${gid} changed ${ctimeMs} written ${mtimeMs}`;
};

const startNeighbour = async (python: string, folder: string, canary: string) => {
  const child = spawn(python, ["-I", "-u", pathOf("neighbour.py"), folder, canary], {
    env: { NEIGHBOURS_KEY: `${canary}-neighbours-environment` },
    stdio: ["pipe", "pipe", "inherit"],
    detached: true, // a process group of its own
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Record<string, unknown>> => {
    const { value, done } = await lines.next();
    if (done) throw new Error("the neighbour is gone: an attack ended it, or it did not start");
    return JSON.parse(value) as Record<string, unknown>;
  };
  return {
    about: await next(),
    ask: async () => {
      child.stdin.write("\n");
      return next();
    },
    close: async () => {
      child.stdin.end();
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
};

/** Lays out files with canaries in a fresh temporary folder, and starts the neighbour. */
export const layBait = async (options: {
  readonly canary: string;
  readonly python: string;
  readonly level: string;
  /** A fresh folder of the user's. */
  readonly folder: string;
}): Promise<Bait> => {
  const { canary, python, level, folder: root } = options;
  const workDir = join(root, "work");
  const outside = join(root, "outside");
  const home = join(outside, "home");
  for (const folder of [workDir, outside, home, join(home, ".ssh"), join(home, `${canary}-in-home`)])
    mkdirSync(folder);
  const file = (name: string, content: string | Buffer = `${canary}-${name}`): string => {
    writeFileSync(join(outside, name), content);
    return join(outside, name);
  };
  const neighbour = await startNeighbour(python, outside, canary);
  const link = join(outside, "link");
  symlinkSync(`/nowhere/${canary}-link`, link);
  const forAttacks = {
    ...neighbour.about,
    level,
    bridge: process.pid,
    tmp: dirname(root),
    outside,
    home,
    secret: file("secret.txt"),
    append: file("append.txt"),
    truncate: file("truncate.txt"),
    movable: file("movable.txt"),
    steal: file("steal.txt"),
    linked: file("linked.txt"),
    mode: file("mode.txt"),
    picture: file("secret.png", picture(`${canary}-picture`)),
    link,
    ssh: file("home/.ssh/id_ed25519"),
    shm_file: `/dev/shm/${canary}`,
    worker: join(packageRoot(), "python-primitives", "src", "codeact_primitives", "worker.py"),
    loaders: ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"],
    limits: defaultLimits,
  };
  chmodSync(forAttacks.mode, 0o600);
  const homes = ["/root", "/home"].flatMap((folder) => hiddenNames(folder, python));
  return {
    workDir,
    forAttacks,
    telltales: (attack) => [
      canary,
      ...(attack === "list_homes" ? homes : []),
      ...(attack === "read_passwd" ? [readFileSync("/etc/passwd", "utf8").split("\n")[0] ?? ""] : []),
    ],
    look: async () => {
      const seen = new Set<string>();
      const names = readdirSync(outside, { recursive: true, encoding: "utf8" });
      for (const name of names) seen.add(describeFile(join(outside, name)));
      seen.add(`${root} holds ${readdirSync(root).toSorted().join(", ")}`);
      for (const { name } of readdirSync(workDir, { withFileTypes: true }).filter(
        (entry) => entry.isCharacterDevice() || entry.isBlockDevice(),
      ))
        seen.add(`${name} in the work folder is a device`);
      for (const name of readdirSync("/dev/shm")) seen.add(`/dev/shm/${name}`);
      const { saw, ...state } = await neighbour.ask();
      for (const [what, value] of Object.entries(state))
        seen.add(`the neighbour's ${what} is ${JSON.stringify(value)}`);
      for (const [index, what] of (saw as string[]).entries())
        seen.add(`the neighbour got ${index + 1}: ${what}`);
      return seen;
    },
    clearUp: () => {
      const planted = join(workDir, ".matplotlib");
      if (lstatSync(planted, { throwIfNoEntry: false })?.isSymbolicLink())
        renameSync(planted, `${planted}.planted`);
      for (const name of readdirSync(workDir))
        if (name.startsWith("filler-")) truncateSync(join(workDir, name));
      const unlisted = join(workDir, "unlisted");
      if (!existsSync(unlisted)) return;
      chmodSync(unlisted, 0o700);
      for (const name of readdirSync(unlisted)) truncateSync(join(unlisted, name));
    },
    close: () => neighbour.close(),
  };
};
