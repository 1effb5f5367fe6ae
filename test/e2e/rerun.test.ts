import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { runCli, startCli } from "./cli.ts";

// Each test starts commands of its own, and half of its time waits for them.
vi.setConfig({ maxConcurrency: 2, testTimeout: 180_000 });

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codeact-rerun-"));
  file = join(folder, "task.mcap");
  const { exitCode, stderr } = await runCli([
    "run",
    "put the red cube in the bowl",
    "--seed",
    "2",
    "--out",
    file,
  ]);
  expect(exitCode, stderr).toBe(0);
}, 120_000);

describe.concurrent("replay --verify", () => {
  it("ends with 0 for an episode that does the same again", async () => {
    const text = await runCli(["replay", file, "--verify"]);
    expect(text.exitCode, text.stdout + text.stderr).toBe(0);
    expect(text.stdout).toMatch(
      /^same: .*task\.mcap \(\d+ actions, \d+ calls\)\n {2}tolerances: 1 mm, 0\.5°, joints 0\.001 rad/,
    );
  });

  it("ends with 1 and names what differs, also for machines", async () => {
    const program = join(folder, "random.mcap");
    const input = "import random\narm.move_to([0.45, random.uniform(-0.2, 0.2), 0.3])\n";
    await runCli(["exec", "-", "--out", program], { input });
    const { exitCode, stdout } = await runCli(["replay", program, "--verify", "--json"]);
    expect(exitCode).toBe(1);
    const verdict = JSON.parse(stdout);
    expect(verdict).toMatchObject({ type: "verify", same: false, start: [] });
    expect(verdict.actions[0].differences[0]).toMatchObject({ what: "call 1 arm.move_to with.position" });
    expect(verdict.final.map(({ what }: { what: string }) => what)).toContain("shoulder_pan_joint");
  });

  it("ends with 2 for what cannot be verified, and says why", async () => {
    const none = join(folder, "none.mcap");
    await writeFile(none, "no episode");
    const notOne = await runCli(["replay", none, "--verify"]);
    expect(notOne).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^codeact-ros: .*none\.mcap is no/),
    });

    const simulator = await startCli(["sim", "--port", "0", "--clock", "fast"], /rosbridge (ws:\S+)/);
    const profiles = new URL("../../bridge/robot/profiles/simulated_arm.json", import.meta.url);
    const real = { ...JSON.parse(await readFile(profiles, "utf8")), name: "real_arm", simulation: null };
    const profile = join(folder, "real.json");
    await writeFile(profile, JSON.stringify(real));
    const recorded = join(folder, "real.mcap");
    const robot = ["--robot", simulator.match[1] ?? "", "--profile", profile];
    await runCli(["exec", "-", ...robot, "--out", recorded], { input: "1 + 1" });
    const onRobot = await runCli(["replay", recorded, "--verify"]);
    expect(onRobot).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/recorded on a real robot \("real_arm"\)/),
    });
    const forked = await runCli(["run", "go home", "--fork", recorded, "--turn", "0"]);
    expect(forked.exitCode).toBe(1);
    expect(forked.stderr).toMatch(/recorded on a real robot .* it can be replayed, not gone on from/);
    const onto = await runCli(["run", "--fork", file, "--turn", "1", ...robot]);
    expect(onto.stderr).toMatch(/is no simulator: a real robot and the things around it cannot be put back/);
    await simulator.stop();
  }, 120_000);
});

describe.concurrent("run --fork", () => {
  it("goes on from a turn with a person's code, and the two can be compared", async () => {
    const code = join(folder, "other.py");
    await writeFile(code, 'arm.move_to([0.45, 0.3, 0.3])\nfinish("elsewhere")\n');
    const out = join(folder, "forked.mcap");
    const forked = await runCli([
      "run",
      "--fork",
      file,
      "--turn",
      "2",
      "--code",
      code,
      "--out",
      out,
      "--json",
    ]);
    expect(forked.events.at(-1), forked.stderr).toMatchObject({ type: "episode_end", outcome: "finished" });
    const compared = await runCli(["replay", file, "--compare", out]);
    expect(compared.exitCode).toBe(1);
    expect(compared.stdout).toMatch(/^They part at turn 2\.[\s\S]*# by a person[\s\S]*red_cube\.position/);
    const verified = await runCli(["replay", out, "--verify"]);
    expect(verified.exitCode, verified.stdout + verified.stderr).toBe(0);
  }, 120_000);

  it("says what is missing", async () => {
    expect(await runCli(["run", "--fork", file])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/--fork needs --turn/),
    });
    expect(await runCli(["run", "x", "--turn", "2"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/belong to --fork/),
    });
    expect((await runCli(["run"])).exitCode).toBe(2);
  });
});
