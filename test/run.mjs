// `npm test`: everything that must hold, in one command on a fresh machine. Ends with `N passed, N failed`.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);
const bin = (name) => join("node_modules", ".bin", name);
let passed = 0;
let failed = 0;
let skipped = 0;

const run = (command, args) => {
  const started = Date.now();
  const result = spawnSync(command, args, { stdio: "inherit" });
  return { ok: result.status === 0, seconds: ((Date.now() - started) / 1000).toFixed(1) };
};

/** A check that is one test: it passes or fails as a whole. */
const check = (title, command, args) => {
  process.stdout.write(`\n▸ ${title}\n`);
  const { ok, seconds } = run(command, args);
  process.stdout.write(`${ok ? "✓" : "✗"} ${title} (${seconds} s)\n`);
  if (ok) passed += 1;
  else failed += 1;
  return ok;
};

check("types", bin("tsc"), ["--noEmit"]);
check("format and style", bin("biome"), [
  "check",
  "--config-path=.ci",
  "bridge",
  "sim",
  "web",
  "test",
  "python-primitives",
]);
check("lint", bin("oxlint"), ["-c", ".ci/oxlint.json", "--quiet", "bridge", "sim", "web", "test"]);
if (check("build", "npm", ["run", "build", "--silent"])) process.env.CODEACT_BUILT = "1";
check("Python environment", process.execPath, ["test/prepare-python.mjs"]);
check("browser", process.execPath, ["test/prepare-browser.mjs"]);
check("sandbox", process.execPath, ["test/prepare-sandbox.mjs"]);
check("ROS 2", process.execPath, ["test/prepare-ros2.mjs"]);

// Some checks repeat themselves many times; without --all a fixed spread of their rounds is done.
const all = process.argv.includes("--all");
if (all) process.env.CODEACT_ALL = "1";
const spread = all ? "all rounds" : "a spread of the checks that go in rounds; all: npm test -- --all";
process.stdout.write(`\n▸ vitest (${spread})\n`);
const report = "test/artifacts/vitest.json";
mkdirSync("test/artifacts", { recursive: true });
rmSync(report, { force: true });
run(bin("vitest"), [
  "run",
  "--config=test/vitest.config.ts",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${report}`,
  ...process.argv.slice(2).filter((argument) => argument !== "--all"),
]);
if (existsSync(report)) {
  const counts = JSON.parse(readFileSync(report, "utf8"));
  passed += counts.numPassedTests;
  failed += counts.numFailedTests;
  skipped += counts.numPendingTests + counts.numTodoTests;
  // A file that fails to load has no tests to count, and is a failure all the same.
  failed += counts.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  if (counts.numTotalTests === 0) failed += 1;
  // ROS 2 is there: then its test ran, or was left out on purpose by naming other files.
  const ros2 = counts.testResults.find((file) => file.name.endsWith("test/ros2/arm.test.ts"));
  if (
    existsSync(".venv-ros2/wheels.txt") &&
    ros2?.assertionResults.some(({ status }) => status !== "passed" && status !== "failed")
  ) {
    process.stdout.write("✗ ROS 2 is installed, and its test was skipped\n");
    failed += 1;
  }
} else failed += 1;

process.stdout.write("\n▸ Python tests\n");
const python = process.platform === "win32" ? ".venv/Scripts/python.exe" : ".venv/bin/python";
const unit = spawnSync(
  existsSync(python) ? python : "python3",
  ["-m", "unittest", "discover", "-s", "python-primitives", "-t", "python-primitives"],
  {
    stdio: ["ignore", "inherit", "pipe"],
    encoding: "utf8",
    env: { ...process.env, PYTHONPATH: join(root, "python-primitives", "src") },
  },
);
process.stdout.write(unit.stderr);
const ran = Number(/^Ran (\d+) tests?/m.exec(unit.stderr)?.[1] ?? 0);
const bad = [...(/^FAILED \((.*)\)/m.exec(unit.stderr)?.[1] ?? "").matchAll(/(?:failures|errors)=(\d+)/g)];
const pythonFailures = bad.reduce((sum, match) => sum + Number(match[1]), 0);
const pythonSkips = Number(/skipped=(\d+)/.exec(unit.stderr)?.[1] ?? 0);
passed += ran - pythonFailures - pythonSkips;
skipped += pythonSkips;
failed += unit.status !== 0 && pythonFailures === 0 ? 1 : pythonFailures;

process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
