import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type ModelServer, refuse, startModelServer } from "../bridge/agent/model-server.ts";
import { runCli } from "./cli.ts";

let folder: string;
let server: ModelServer | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codeact-modes-"));
});
afterEach(() => server?.close());
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (mode: string, more: string[] = []) =>
  runCli([
    "run",
    "hold the red cube",
    "--json",
    "--mode",
    mode,
    "--base-url",
    server?.baseUrl ?? "",
    "--model",
    "stub",
    ...more,
  ]);

describe("run: the agent acts by calls instead of code", { timeout: 120_000 }, () => {
  it("picks a cube by JSON; what is recorded is executed again alike", async () => {
    const picks = 'I pick it.\n{"tool": "pick", "args": {"name": "red_cube"}}';
    server = await startModelServer([
      refuse(400, "this model does not support tools"),
      picks,
      '{"tool": "gripper.state", "args": {}}',
      'It is held.\n{"tool": "finish", "args": {"summary": "I hold it."}}',
    ]);
    const file = join(folder, "json.mcap");
    const { events, exitCode, stderr } = await run("json", ["--out", file]);
    expect(exitCode, stderr).toBe(0);
    expect(events.find(({ type }) => type === "episode_start")).toMatchObject({
      mode: "json",
      planner: "model",
    });
    expect(events.find(({ type }) => type === "reply")).toMatchObject({
      text: picks,
      code: 'pick("red_cube")',
    });
    expect(String(server.requests[3]?.messages.at(-1)?.content)).toContain("holding=True");
    expect(events.at(-1)).toMatchObject({ outcome: "finished", turns: 3, actions: 3 });

    const verified = await runCli(["replay", file, "--verify"]);
    expect(verified.exitCode, verified.stdout + verified.stderr).toBe(0);
  });

  it("picks a cube by text", async () => {
    server = await startModelServer(["I pick it.\nAction: pick('red_cube')", "Action: finish('I hold it.')"]);
    const { events, exitCode, stderr } = await run("text");
    expect(exitCode, stderr).toBe(0);
    expect(events.filter(({ type }) => type === "receipt").length).toBeGreaterThan(2);
    expect(events.at(-1)).toMatchObject({ outcome: "finished", turns: 2, actions: 2 });
  });

  it("says in a line that the rule planner acts by code only", async () => {
    const { exitCode, stderr } = await runCli(["run", "hold the red cube", "--mode", "text"]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^codeact-ros: Mode text needs a model: the offline rule planner acts by code only\..*$/,
    );
  });
});
