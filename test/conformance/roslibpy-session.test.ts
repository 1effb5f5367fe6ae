import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { startSimulator } from "../../sim/simulator.ts";

/*
 * The published roslibpy against the whole simulator. It needs a Python that has it: python3, or CODEACT_ROSLIBPY_PYTHON.
 * roslibpy has no png, cbor or fragments, and before 2.0 no actions: those are roslib's session and the cases.
 */
const python = process.env["CODEACT_ROSLIBPY_PYTHON"] ?? "python3";
const probe = spawnSync(python, ["-c", "import roslibpy; print(roslibpy.__version__)"], { encoding: "utf8" });
const missing = probe.status === 0 ? null : `${python} has no roslibpy (pip install roslibpy)`;
if (missing !== null) process.stdout.write(`skipped: the session with roslibpy: ${missing}\n`);

const STEPS = [
  "topics",
  "publishing and latching",
  "services",
  "services of its own",
  "parameters",
  "status",
  "discovery",
  "reconnection",
];

describe(`roslibpy ${probe.stdout?.trim() ?? ""}${missing === null ? "" : `(${missing})`}`, () => {
  it.skipIf(missing !== null)("holds a whole session with the simulator", async () => {
    const simulator = await startSimulator({ clock: "realtime" });
    try {
      const script = fileURLToPath(new URL("roslibpy_session.py", import.meta.url));
      const session = await execa(python, [script, simulator.url], { reject: false, timeout: 50_000 });
      const done = session.stdout.split("\n").filter((line) => line.startsWith("ok "));
      expect(
        done.map((line) => line.slice(3)),
        session.stderr,
      ).toEqual(STEPS);
      expect(session.exitCode, session.stderr).toBe(0);
    } finally {
      await simulator.close();
    }
  });
});
