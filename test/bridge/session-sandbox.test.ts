import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openSession, type SessionOptions } from "../../bridge/main.ts";
import { makeDeafPython } from "./executor/deaf-python.ts";
import { connectSmallRobot, type Setup, sixJointProfile } from "./robot/small-robot.ts";

let folder: string;
let robot: Setup;
let options: Omit<SessionOptions, "sandbox">;
const nobody = { progress: () => {}, person: { ask: async () => null, approve: async () => null } };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codeact-session-"));
  const profile = join(folder, "six.json");
  await writeFile(profile, JSON.stringify(sixJointProfile()));
  process.env["CODEACT_PYTHON"] = makeDeafPython(folder);
  robot = await connectSmallRobot();
  options = {
    robot: robot.server.url,
    profile,
    scene: "table",
    seed: 1,
    clock: "realtime",
    mode: "code",
    model: null,
    modelTimeoutS: 10,
    contextTokens: undefined,
    maxTurns: 1,
    actionTimeoutS: 10,
  } as Omit<SessionOptions, "sandbox">;
});

afterAll(async () => {
  delete process.env["CODEACT_PYTHON"];
  await robot.close();
  await rm(folder, { recursive: true });
});

it("does not run programs without a sandbox beside a real robot, unless that is said", async () => {
  await expect(openSession({ ...options, sandbox: "auto" }, nobody)).rejects.toThrow(
    /No sandbox starts here.*no simulator.*--sandbox none/,
  );
  const session = await openSession({ ...options, sandbox: "none" }, nobody);
  expect(session.info().sandbox).toBe("none");
  await session.close();
});

it("runs without a sandbox on the simulator, and warns", async () => {
  const simulated = { ...options, robot: "sim", profile: "simulated_arm", clock: "fast" } as const;
  const session = await openSession({ ...simulated, sandbox: "auto" }, nobody);
  try {
    expect(session.info().sandbox).toBe("none");
    const notices = session.events.history().filter((event) => event.type === "notice");
    expect(notices.map((event) => event.text).join()).toMatch(/No sandbox: Python .* your rights.*self:/);
  } finally {
    await session.close();
  }
});
