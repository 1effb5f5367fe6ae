import { execFileSync } from "node:child_process";

/** Worker threads and the command line run as JavaScript from dist/: bring it up to date before any test. */
export default function setup(): void {
  // `npm test` has just built it.
  if (process.env["CODEACT_BUILT"] === "1") return;
  execFileSync(
    process.execPath,
    ["node_modules/typescript/bin/tsc", "-p", "bridge/tsconfig.build.json", "--noCheck"],
    { stdio: "inherit" },
  );
}
