// `npm run bench [name …]`: every benchmark, or those named; each prints ratios of things measured in one run.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("../..", import.meta.url)));
const helpers = new Set(["page-feed.ts", "report.ts", "server-process.ts"]);
const wanted = process.argv.slice(2);
const files = readdirSync("test/bench").filter((file) => file.endsWith(".ts") && !helpers.has(file));
let failed = 0;
for (const file of files) {
  const name = file.replace(/\.ts$/, "");
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stdout.write(`▸ ${name}\n`);
  if (
    spawnSync(process.execPath, ["--import", "tsx", join("test/bench", file)], { stdio: "inherit" })
      .status !== 0
  )
    failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;
