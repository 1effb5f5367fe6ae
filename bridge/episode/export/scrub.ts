import { homedir, hostname, userInfo } from "node:os";
import { packageRoot } from "../../package-root.ts";

/** What is known of the machine that exports; the rest is told by its form. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly user: string;
  readonly host: string;
  /** Folders of this machine that programs and errors may name. */
  readonly folders: readonly string[];
}

export const thisMachine = (): Surroundings => ({
  env: process.env,
  home: homedir(),
  user: userInfo().username,
  host: hostname(),
  folders: [packageRoot(), process.cwd()],
});

type Replacement = readonly [find: RegExp, by: string];

const SECRET = "[secret]";
/** Names of variables whose values are secret, and values too short to be one. */
const SECRET_NAME = /key|token|secret|passw|credential|auth/i;
const SHORTEST_SECRET = 8;
/** Names that are ordinary words, too; replacing them would spoil what was said. */
const COMMON_NAMES = new Set([
  "root",
  "user",
  "admin",
  "robot",
  "ubuntu",
  "debian",
  "node",
  "localhost",
  "guest",
]);
const SHORTEST_NAME = 3;

const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
const whole = (text: string): RegExp => new RegExp(`(?<![\\w.-])${literally(text)}(?![\\w-])`, "g");
const folder = (path: string): RegExp => new RegExp(`${literally(path)}(?![\\w.-])`, "g");

/** Keys and tokens by their well-known forms, wherever they come from. */
const keys: readonly Replacement[] = [
  [/\b(?:sk|pk|rk)-[\w-]{16,}/g, SECRET],
  [/\b(?:gh[pousr]_|github_pat_|glpat-|hf_|xox[abprs]-|AKIA|AIza|gsk_|npm_)[\w-]{12,}/g, SECRET],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+/g, SECRET],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/g, `$1 ${SECRET}`],
  [/([?&#](?:\w*(?:token|key|secret|passw\w*|auth))=)[^\s&#'"`)\]}>]+/gi, `$1${SECRET}`],
  [/(\b\w*(?:api_?key|access_?token|secret|password)['"]?\s*[:=]\s*['"]?)[^\s'",;)]{6,}/gi, `$1${SECRET}`],
  [/(\b[a-z][\w+.-]*:\/\/)[^\s/@'"]+@/gi, "$1"],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g, SECRET],
];

/** Paths by their forms: the work folder of a program, Python's own folders, and the homes of people. */
const paths: readonly Replacement[] = [
  [/(?:\/[^\s'"`:,;()]*)?\/codeact-[A-Za-z0-9]{6}(?![\w-])/g, "/workspace"],
  [/(File ["'])[^"'\n<>]*?\/(site-packages|dist-packages)\//g, "$1$2/"],
  [/(File ["'])[^"'\n<>]*?\/lib\d*\/(python3\.\d+)\//g, "$1$2/"],
  [/(File ["'])\/(?!workspace\/)[^"'\n]*\/([^"'\n/]+)(?=["'])/g, "$1$2"],
  [/\/(?:home|Users)\/[^\s/'"`:,;()]+/g, "/home/user"],
  [/\b[A-Za-z]:\\Users\\[^\s\\'"`:,;()]+/g, "/home/user"],
  [/(?<![\w/.])\/root(?![\w.-])/g, "/home/user"],
];

/**
 * Makes a function that takes out of a text what tells of the machine where it was written: keys and tokens (`[secret]`),
 * the work folder (`/workspace`), homes (`/home/user`), and the names of user and machine.
 */
export const scrubber = (around: Surroundings): ((text: string) => string) => {
  const replacements: Replacement[] = [];
  for (const [name, value = ""] of Object.entries(around.env))
    if (SECRET_NAME.test(name) && value.length >= SHORTEST_SECRET && !value.startsWith("/"))
      replacements.push([new RegExp(literally(value), "g"), SECRET]);
  replacements.push(...keys, ...paths.slice(0, 4));
  const folders = [...around.folders, around.home].filter((path) => path.length > 1);
  for (const path of folders.toSorted((a, b) => b.length - a.length))
    replacements.push([folder(path), path === around.home ? "/home/user" : "/project"]);
  replacements.push(...paths.slice(4));
  for (const [name, by] of [
    [around.user, "user"],
    [around.host, "machine"],
  ] as const)
    if (name.length >= SHORTEST_NAME && !COMMON_NAMES.has(name.toLowerCase()))
      replacements.push([whole(name), by]);
  return (text) => replacements.reduce((sum, [find, by]) => sum.replaceAll(find, by), text);
};
