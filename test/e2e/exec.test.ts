import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { McapIndexedReader } from "@mcap/core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runCli } from "./cli.ts";

// Each test starts a bridge of its own, and half of its time waits for it.
vi.setConfig({ maxConcurrency: 2, testTimeout: 180_000 });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codeact-exec-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const exec = (code: string, ...args: string[]) => runCli(["exec", "-", ...args], { input: code });

describe.concurrent("exec: a person as the agent", () => {
  it("prints what the program prints, then its value", async () => {
    const { stdout, exitCode } = await exec("print('hello')\nx = 20\nx * 2 + 2");
    expect(stdout).toBe("hello\n42");
    expect(exitCode).toBe(0);
  });

  it("shows the traceback with the source line, and exits with 1", async () => {
    const { stderr, exitCode } = await exec("def f(n):\n    return 1 / n\nf(0)");
    expect(stderr).toMatch(/return 1 \/ n/);
    expect(stderr).toMatch(/ZeroDivisionError/);
    expect(stderr).not.toMatch(/worker\.py/);
    expect(exitCode).toBe(1);
  });

  it("exits with 1 when the program runs out of time", async () => {
    const { stderr, exitCode } = await exec("while True: pass", "--timeout-s", "1");
    expect(stderr).toMatch(/time/i);
    expect(exitCode).toBe(1);
  });

  it("gives a receipt of measured motion, from sensors", async () => {
    const { stdout, exitCode } = await exec(
      "r = arm.move_to([0.4, 0.1, 0.3])\nprint(r.ended_by, r.error_m < 0.002, abs(arm.pose().position[2] - 0.3) < 0.002)",
    );
    expect(stdout).toBe("reached True True");
    expect(exitCode).toBe(0);
  });

  it("runs the skills, which check by looking", async () => {
    const { stdout, stderr } = await exec(
      "pick('green_cube')\nplace_in('bowl')\nc, b = scene.find('green_cube'), scene.find('bowl')\nprint(sum((p - q) ** 2 for p, q in zip(c.pose.position[:2], b.pose.position[:2])) ** 0.5 < 0.05)",
    );
    expect(stdout, stderr).toBe("True");
  });

  it("pushes a thing along the table without taking it up", async () => {
    const { stdout, stderr } = await exec(
      "z = scene.find('yellow_cylinder').z\nr = push('yellow_cylinder', 'left', 0.08)\nprint(abs(r.moved_m - 0.08) < 0.02, abs(scene.find('yellow_cylinder').z - z) < 0.005, gripper.state().holding)",
    );
    expect(stdout, stderr).toBe("True True False");
  });

  it("records an MCAP that an independent reader opens", async () => {
    const file = join(folder, "a.mcap");
    const { exitCode } = await exec("arm.move_to([0.4, -0.1, 0.3])", "--out", file);
    expect(exitCode).toBe(0);
    const bytes = await readFile(file);
    const reader = await McapIndexedReader.Initialize({
      readable: {
        size: async () => BigInt(bytes.length),
        read: async (offset, size) => bytes.subarray(Number(offset), Number(offset + size)),
      },
    });
    expect(reader.header.profile).toBe("ros2");
    const counts = new Map<string, number>();
    for await (const message of reader.readMessages()) {
      const topic = reader.channelsById.get(message.channelId)?.topic ?? "";
      counts.set(topic, (counts.get(topic) ?? 0) + 1);
    }
    expect(counts.get("/joint_states")).toBeGreaterThan(20);
    expect(counts.get("/tf")).toBeGreaterThan(20);
    // The start and the end of the episode and of its action, a call with its result, a receipt.
    expect(counts.get("/codeact/event")).toBeGreaterThanOrEqual(2);
    expect(counts.get("/codeact/action")).toBe(2);
    expect(counts.get("/codeact/primitive_call")).toBe(2);
    expect(counts.get("/codeact/receipt")).toBe(1);
    const attachments = [];
    for await (const attachment of reader.readAttachments()) attachments.push(attachment.name);
    expect(attachments.sort()).toEqual(["lichtblick-layout.json", "robot.urdf", "transcript.jsonl"]);
  });

  it("does the same thing twice in the same way", async () => {
    const code =
      "pick('red_cube'); place_on('blue_plate'); print(arm.joints().positions, scene.find('red_cube').pose.position)";
    const [first, second] = [await exec(code, "--seed", "3"), await exec(code, "--seed", "3")];
    expect(first.exitCode, first.stderr).toBe(0);
    expect(second.stdout).toBe(first.stdout);
  });
});
