import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runCli } from "./cli.ts";

// Each test starts commands of its own, and half of its time waits for them.
vi.setConfig({ maxConcurrency: 3, testTimeout: 180_000 });

/** Listens on a free port and gives its address. */
const listen = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`));
  });

let folder: string;
let webServer: Server;
let webAddress: string;
let modelServer: Server;
let modelAddress: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codeact-bad-input-"));
  webServer = createServer((_request, response) => response.end("<html>a web page</html>"));
  webAddress = await listen(webServer);
  modelServer = createServer((_request, response) => {
    response.writeHead(401, { "content-type": "application/json" });
    response.end(
      JSON.stringify({ error: { message: "Incorrect API key provided", code: "invalid_api_key" } }),
    );
  });
  modelAddress = await listen(modelServer);
});
afterAll(async () => {
  webServer.close();
  modelServer.close();
  await rm(folder, { recursive: true, force: true });
});

/** One readable line: no stack, no second line of noise. */
const expectOneLine = (stderr: string, ...words: RegExp[]): void => {
  const lines = stderr.split("\n").filter((line) => line.startsWith("codeact-ros:"));
  expect(lines, stderr).toHaveLength(1);
  expect(stderr).not.toMatch(/\n\s+at /);
  for (const word of words) expect(lines[0]).toMatch(word);
};

describe.concurrent("wrong input gives one line that says what to do", () => {
  it("for a port that is no port", async () => {
    const { exitCode, stderr } = await runCli(["sim", "--port", "70000"]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/from 0 to 65535/);
  });

  it("for a port in use", async () => {
    const port = webAddress.split(":")[1] ?? "";
    for (const args of [
      ["sim", "--port", port],
      ["start", "--no-open", "--port", port],
    ]) {
      const { exitCode, stderr } = await runCli(args);
      expect(exitCode).toBe(1);
      expectOneLine(stderr, new RegExp(port), /--port/);
    }
  });

  it("for no Python", async () => {
    const { exitCode, stderr } = await runCli(["run", "go home"], {
      env: { CODEACT_PYTHON: join(folder, "no-python") },
    });
    expect(exitCode).toBe(1);
    expectOneLine(stderr, /Python/, /no-python/);
  });

  it("for a Python that is too old", async () => {
    const old = join(folder, "old-python");
    await writeFile(old, "#!/bin/sh\necho 'Python 3.6.9'\necho '3.6.9'\n", { mode: 0o755 });
    const { exitCode, stderr } = await runCli(["run", "go home"], { env: { CODEACT_PYTHON: old } });
    expect(exitCode).toBe(1);
    expectOneLine(stderr, /3\.9/);
  });

  it("for a model that cannot be reached", async () => {
    const gone = createServer();
    const address = await listen(gone);
    await new Promise((resolve) => gone.close(resolve));
    for (const nobody of [address, "127.0.0.1:9"]) {
      const args = ["run", "go home", "--base-url", `http://${nobody}/v1`, "--model", "some-model"];
      const { exitCode, stderr, stdout } = await runCli(args);
      expect(exitCode).toBe(1);
      expect(stdout + stderr).toContain(nobody);
      expect(stdout + stderr).toMatch(/--base-url/);
      expect(stdout + stderr).not.toMatch(/\n\s+at /);
    }
  });

  it("for a wrong key, without showing it", async () => {
    const { exitCode, stdout, stderr } = await runCli(
      ["run", "go home", "--base-url", `http://${modelAddress}/v1`, "--model", "some-model"],
      { env: { OPENAI_API_KEY: "sk-secret-of-mine" } },
    );
    expect(exitCode).toBe(1);
    expect(stdout + stderr).toMatch(/key/i);
    expect(stdout + stderr).toMatch(/OPENAI_API_KEY/);
    expect(stdout + stderr).not.toContain("sk-secret-of-mine");
  });

  it("for an endpoint without a model's name", async () => {
    const { exitCode, stderr } = await runCli(["run", "go home", "--base-url", `http://${modelAddress}/v1`]);
    expect(exitCode).toBe(2);
    expectOneLine(stderr, /--model/);
  });

  it("for a robot URL that is no rosbridge", async () => {
    const { exitCode, stderr } = await runCli(["run", "go home", "--robot", `ws://${webAddress}`]);
    expect(exitCode).toBe(1);
    expectOneLine(stderr, new RegExp(webAddress), /rosbridge/);
  });

  it("for a robot that is not there, and one that is no address", async () => {
    const gone = await runCli(["exec", "-", "--robot", "ws://127.0.0.1:9"], { input: "1" });
    expect(gone.exitCode).toBe(1);
    expectOneLine(gone.stderr, /127\.0\.0\.1:9/);
    const wrong = await runCli(["exec", "-", "--robot", "my-robot"], { input: "1" });
    expect(wrong.exitCode).toBe(2);
    expectOneLine(wrong.stderr, /my-robot/, /ws:/);
  });

  it("for an unknown scene and an unknown profile, naming those there are", async () => {
    const scene = await runCli(["run", "go home", "--scene", "moon"]);
    expect(scene.exitCode).toBe(2);
    expectOneLine(scene.stderr, /moon/, /table/);
    const profile = await runCli(["run", "go home", "--profile", "moon"]);
    expect(profile.exitCode).toBe(2);
    expectOneLine(profile.stderr, /moon/, /simulated_arm/);
  });

  it("for a malformed profile, naming the field", async () => {
    const broken = join(folder, "broken.json");
    await writeFile(broken, "{ not json");
    const notJson = await runCli(["run", "go home", "--profile", broken]);
    expect(notJson.exitCode).toBe(2);
    expectOneLine(notJson.stderr, /broken\.json/, /JSON/);
    const incomplete = join(folder, "incomplete.json");
    await writeFile(incomplete, JSON.stringify({ name: "x", arm: { joints: "all" } }));
    const noField = await runCli(["run", "go home", "--profile", incomplete]);
    expect(noField.exitCode).toBe(2);
    expectOneLine(noField.stderr, /incomplete\.json/, /arm\.joints/);
  });

  it("for an unknown command or option", async () => {
    expect((await runCli(["fly"])).exitCode).toBe(2);
    expect((await runCli(["run", "go home", "--warp", "9"])).exitCode).toBe(2);
  });

  it("for a model that replies nonsense: the episode ends without a claim", async () => {
    const nonsense = createServer((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const chunk = {
        id: "x",
        object: "chat.completion.chunk",
        created: 0,
        model: "m",
        choices: [{ index: 0, delta: { content: "" }, finish_reason: "stop" }],
      };
      response.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
    });
    const address = await listen(nonsense);
    try {
      const { events, exitCode } = await runCli([
        "run",
        "go home",
        "--json",
        "--base-url",
        `http://${address}/v1`,
        "--model",
        "m",
        "--max-turns",
        "3",
      ]);
      expect(["turn_limit", "gave_up"]).toContain(events.at(-1)?.["outcome"]);
      expect(exitCode).toBe(1);
    } finally {
      nonsense.close();
    }
  });
});
