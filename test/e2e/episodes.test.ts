import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startModelServer } from "../bridge/agent/model-server.ts";
import { type CliResult, cliCommand, runCli, startCli } from "./cli.ts";

/* Episodes that the command line recorded, listed, deleted and exported by the command line. */

const KEY = "planted-key-0123456789";
const SERVICE_TOKEN = "another-planted-one";
const ROBOT_TOKEN = "robot-token-planted";
let place: string;
/** Real episodes by what they are; `task.json` beside them is what was printed meanwhile. */
let real: string;
let folder: string;
let folders = 0;
let task: CliResult;

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "codeact-kept-"));
  real = join(place, "real");
  const telltale = recordTelltale();
  telltale.catch(() => {});
  // One after the other: which is newest is told below.
  const told = ["run", "put the red cube on the blue plate", "--json", "--out", join(real, "task.mcap")];
  task = await runCli(told);
  expect(task.exitCode, task.stderr).toBe(0);
  const talk = await runCli(["run", "what do you see?", "--out", join(real, "talk.mcap")]);
  expect(talk.exitCode, talk.stderr).toBe(0);
  const own = await runCli(["exec", "-", "--out", join(real, "own.mcap")], { input: "import os\n1 / 0" });
  expect(own.exitCode).toBe(1);
  await telltale;
  const bytes = await readFile(join(real, "task.mcap"));
  await writeFile(join(real, "cut.mcap"), bytes.subarray(0, Math.floor(bytes.length * 0.8)));
}, 300_000);
/** A model whose program raises in a file of its own, prints keys and paths, and then mends its error. */
const recordTelltale = async (): Promise<void> => {
  const model = await startModelServer([
    [
      "I try.\n<execute>",
      "import os, sys",
      "open('tool.py', 'w').write('def burst():\\n    raise RuntimeError(\"at \" + __file__)')",
      "sys.path.insert(0, os.getcwd())",
      "import tool",
      `print(os.getcwd(), '${KEY}', '${SERVICE_TOKEN}', '/home/mallory/notes.txt', '=1+1')`,
      "tool.burst()\n</execute>",
    ].join("\n"),
    "That raised.\n<execute>\nprint('mended')\n</execute>",
    "<execute>\nfinish('=done')\n</execute>",
  ]);
  const sim = await startCli(
    ["sim", "--port", "0", "--clock", "fast", "--token", ROBOT_TOKEN],
    /rosbridge (ws:\S+)/,
  );
  try {
    const address = new URL(sim.match[1] ?? "");
    address.searchParams.set("token", ROBOT_TOKEN);
    const run = await runCli(
      ["run", "tell all", "--robot", address.href, "--sandbox", "auto", "--approve", "never"].concat([
        "--base-url",
        model.baseUrl,
        "--model",
        "stand-in",
        "--out",
        join(real, "telltale.mcap"),
      ]),
      { env: { OPENAI_API_KEY: KEY } },
    );
    expect(run.exitCode, run.stderr + run.stdout).toBe(0);
  } finally {
    await sim.stop();
    await model.close();
  }
};
beforeEach(async () => {
  folders += 1;
  folder = join(place, `folder ${folders}`);
  await mkdir(folder);
});
afterAll(() => rm(place, { recursive: true, force: true }));

const put = (name: string, as = name): Promise<void> =>
  copyFile(join(real, `${name}.mcap`), join(folder, `${as}.mcap`));
const episodes = (...args: string[]): Promise<CliResult> => runCli(["episodes", ...args, "--folder", folder]);
const kept = async (): Promise<string[]> => (await readdir(folder)).toSorted();
const lines = async (file: string): Promise<Record<string, unknown>[]> =>
  (await readFile(file, "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("episodes list", () => {
  it("is a readable table, newest first", async () => {
    for (const name of ["task", "talk", "own", "cut"]) await put(name);
    const { exitCode, stdout } = await episodes();
    expect(exitCode).toBe(0);
    const [head, ...rows] = stdout.split("\n");
    expect(head).toMatch(/^DATE +OUTCOME +LENGTH +SIZE +TITLE +ID$/);
    expect(rows[0]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d +error +[\d.]+ s +[\d.]+ [kM]?B +import os +own$/);
    expect(rows.slice(2, 4).join("\n")).toMatch(/finished .* put the red cube on the blue plate +task/);
    expect(rows.slice(2, 4).join("\n")).toMatch(/cut off .* put the red cube on the blue plate +cut/);
    expect(stdout).toMatch(/\n4 episodes, .*, in .*folder/);
  });

  it("is for machines too, and says how episodes come about where there are none", async () => {
    await put("task");
    const { stdout } = await episodes("list", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ folder, episodes: [{ id: "task", outcome: "finished" }] });
    const none = await runCli(["episodes", "--folder", join(folder, "none")]);
    expect([none.exitCode, none.stdout]).toEqual([0, expect.stringContaining("No episodes in")]);
  });

  it("looks where `start` keeps them when no folder is named", async () => {
    const home = join(folder, "codeact-ros", "episodes");
    await mkdir(home, { recursive: true });
    await copyFile(join(real, "talk.mcap"), join(home, "talk.mcap"));
    const { stdout } = await runCli(["episodes", "--json"], { env: { XDG_DATA_HOME: folder } });
    expect(JSON.parse(stdout)).toMatchObject({ folder: home, episodes: [{ id: "talk" }] });
  });

  it("does not let a title take over the terminal", async () => {
    await writeFile(join(folder, "x\u001b[2Jx.mcap"), "");
    await writeFile(join(folder, "rtl\u202Egnp.mcap"), "");
    const { stdout } = await episodes();
    expect(stdout).not.toMatch(/[\u001b\u202E]/);
  });
});

describe("episodes delete", () => {
  it("deletes what is named, or nothing when one of them is not there", async () => {
    for (const name of ["task", "talk", "own"]) await put(name);
    const wrong = await episodes("delete", "task", "nothing");
    expect([wrong.exitCode, wrong.stderr]).toEqual([1, expect.stringContaining('no episode "nothing"')]);
    for (const id of ["../real/task", "..", "a/b"])
      expect((await episodes("delete", id)).exitCode, id).toBe(2);
    expect(await kept()).toEqual(["own.mcap", "talk.mcap", "task.mcap"]);
    const { exitCode, stdout } = await episodes("delete", "task", "talk.mcap");
    expect([exitCode, stdout]).toEqual([0, "deleted task\ndeleted talk"]);
    expect(await kept()).toEqual(["own.mcap"]);
    expect(existsSync(join(real, "task.mcap"))).toBe(true);
  });
});

describe("episodes prune", () => {
  it("wants to be told what goes, and asks: without a terminal nothing goes", async () => {
    for (const name of ["task", "talk", "own"]) await put(name);
    expect((await episodes("prune")).exitCode).toBe(2);
    expect((await episodes("prune", "--keep", "1", "--older-than", "1d")).exitCode).toBe(2);
    expect((await episodes("prune", "--older-than", "soon")).exitCode).toBe(2);
    const asked = await episodes("prune", "--keep", "1");
    expect([asked.exitCode, asked.stderr]).toEqual([2, expect.stringContaining("--yes")]);
    expect(asked.stdout).toContain("task");
    expect((await kept()).length).toBe(3);
  });

  it("keeps the newest, what is no episode, and what may still be recorded", async () => {
    for (const name of ["task", "talk", "own", "cut"]) await put(name);
    await writeFile(join(folder, "foreign.mcap"), "not ours to delete");
    const { exitCode, stdout } = await episodes("prune", "--keep", "1", "--yes");
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/deleted 2 episodes, /)]);
    expect(await kept()).toEqual(["cut.mcap", "foreign.mcap", "own.mcap"]);
  });

  it("deletes by age", async () => {
    await put("task");
    expect((await episodes("prune", "--older-than", "1d", "--yes")).stdout).toContain("Nothing to delete");
    expect(await kept()).toEqual(["task.mcap"]);
    expect((await episodes("prune", "--older-than", "0m", "--yes")).stdout).toContain("deleted 1 episode");
    expect(await kept()).toEqual([]);
  });
});

describe("export", () => {
  const to = (name: string): string => join(folder, name);
  const exported = (format: string, out: string, ...args: string[]): Promise<CliResult> =>
    runCli(["export", ...args, "--format", format, "--out", out]);
  const task_ = (): string => join(real, "task.mcap");

  it("gives the conversation as the model had it, in CodeActInstruct's format", async () => {
    const result = await exported("codeactinstruct", to("a.jsonl"), task_());
    expect(result.exitCode, result.stderr).toBe(0);
    const [line, ...others] = await lines(to("a.jsonl"));
    expect(others).toEqual([]);
    const { id, conversations } = line as { id: string; conversations: { role: string; content: string }[] };
    expect(id).toBe("task");
    const [system, user, ...turns] = conversations;
    expect(system).toMatchObject({ role: "system", content: expect.stringContaining("arm.move_to") });
    expect(user).toEqual({ role: "user", content: "put the red cube on the blue plate" });
    const told = task.events;
    const replies = told.filter(({ type }) => type === "reply");
    const observations = told.filter(({ type }) => type === "observation");
    expect(replies.length).toBeGreaterThan(2);
    expect(turns.filter(({ role }) => role === "assistant").map(({ content }) => content)).toEqual(
      replies.map(({ thought, code, text }) =>
        code === null ? text : `${thought}\n\n<execute>\n${code}\n</execute>`,
      ),
    );
    // What the last action gave was read by nobody.
    expect(turns.filter(({ role }) => role === "user").map(({ content }) => content)).toEqual(
      observations.slice(0, replies.length - 1).map(({ text }) => text),
    );
    expect(turns.map(({ role }) => role)).toEqual(turns.map((_, i) => (i % 2 === 0 ? "assistant" : "user")));
  });

  it("gives the same words as ShareGPT and as messages for fine-tuning", async () => {
    for (const format of ["codeactinstruct", "sharegpt", "messages"])
      expect((await exported(format, to(format), task_())).exitCode).toBe(0);
    const [instruct, shared, messages] = await Promise.all(
      ["codeactinstruct", "sharegpt", "messages"].map(async (name) => (await lines(to(name)))[0]),
    );
    const words = instruct?.["conversations"] as { role: string; content: string }[];
    expect(messages).toEqual({ messages: words });
    const names: Record<string, string> = { system: "system", user: "human", assistant: "gpt" };
    expect(shared).toEqual({
      id: "task",
      conversations: words.map(({ role, content }) => ({ from: names[role], value: content })),
    });
  });

  it("gives joint states and receipts as tables, of every episode", async () => {
    const result = await exported("csv", to("tables"), real);
    expect(result.exitCode, result.stderr).toBe(0);
    expect(await readdir(to("tables"))).toEqual(["joint_states.csv", "receipts.csv"]);
    const joints = (await readFile(join(to("tables"), "joint_states.csv"), "utf8")).split("\r\n");
    expect(joints[0]).toBe(
      "episode,stamp_s,joint,position_rad,velocity_rad_s,effort_nm,position_m,velocity_m_s,effort_n",
    );
    expect(joints.at(-1)).toBe("");
    const elbow = joints.filter((line) =>
      /^task,[\d.]+,elbow_joint,-?[\d.e-]+,-?[\d.e-]+,-?[\d.e-]+,,,$/.test(line),
    );
    expect(elbow.length).toBeGreaterThan(50);
    const finger = joints.filter((line) => /^task,[\d.]+,\w*(finger|gripper)\w*,,,,[\d.e-]+,/.test(line));
    expect(finger.length).toBe(2 * elbow.length);
    const receipts = (await readFile(join(to("tables"), "receipts.csv"), "utf8")).split("\r\n");
    const measured = task.events.filter(({ type }) => type === "receipt").length;
    expect(receipts.filter((line) => line.startsWith("task,")).length).toBe(measured);
  });

  it("selects by the paper's rules, and counts what each drops", async () => {
    const { exitCode, stderr } = await exported("codeactinstruct", to("good.jsonl"), real, "--select");
    expect(exitCode).toBe(0);
    expect((await lines(to("good.jsonl"))).map(({ id }) => id)).toEqual(["task", "telltale"]);
    for (const line of [
      "5 episodes read",
      "-1 not planned by a model",
      "-1 cut off",
      "0 did not succeed",
      "-1 two turns or fewer",
      "0 every execution failed",
      "2 exported to",
      "1 of them recovered from an error",
    ])
      expect(stderr).toContain(line);
    const { stdout } = await exported("messages", to("more.jsonl"), real, "--select", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      episodes: 5,
      exported: 2,
      recovered_from_error: 1,
      dropped: { no_model: 1, cut_off: 1, not_succeeded: 0, few_turns: 1, all_failed: 0 },
    });
  });

  it("exports what was cut off as far as it goes, and says so", async () => {
    const { exitCode, stderr } = await exported("messages", to("cut.jsonl"), join(real, "cut.mcap"));
    expect([exitCode, stderr]).toEqual([
      0,
      expect.stringMatching(/cut\.mcap was cut off; .*as far as it goes/),
    ]);
    const [whole] = await lines(to("cut.jsonl"));
    expect(whole).toHaveProperty("messages.2.role", "assistant");
  });

  it("overwrites nothing unless it is told to", async () => {
    await writeFile(to("mine.jsonl"), "mine");
    const refused = await exported("messages", to("mine.jsonl"), task_());
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining("is there already")]);
    expect(await readFile(to("mine.jsonl"), "utf8")).toBe("mine");
    expect((await exported("messages", to("mine.jsonl"), task_(), "--overwrite")).exitCode).toBe(0);
    await mkdir(to("tables"));
    await writeFile(join(to("tables"), "receipts.csv"), "mine");
    expect((await exported("csv", to("tables"), task_())).exitCode).toBe(2);
    expect(await readFile(join(to("tables"), "receipts.csv"), "utf8")).toBe("mine");
  });

  it("says in a line what is not there or no episode, and exports the rest", async () => {
    const missing = await exported("messages", to("x.jsonl"), task_(), join(folder, "none.mcap"));
    expect([missing.exitCode, missing.stderr]).toEqual([
      2,
      expect.stringContaining("There is no file or folder"),
    ]);
    expect(existsSync(to("x.jsonl"))).toBe(false);
    await writeFile(to("foreign.mcap"), "no episode, but long enough to be looked at for its first bytes");
    const partly = await exported("messages", to("y.jsonl"), to("foreign.mcap"), task_());
    expect([partly.exitCode, partly.stderr]).toEqual([
      1,
      expect.stringMatching(/left out .*foreign\.mcap: it is no/),
    ]);
    expect((await lines(to("y.jsonl"))).length).toBe(1);
    const nothing = await exported("messages", to("z.jsonl"), join(real, "own.mcap"));
    expect([nothing.exitCode, nothing.stderr]).toEqual([1, expect.stringContaining("no reply of a model")]);
  });

  it("goes to standard output, whose reader may leave", async () => {
    const { exitCode, stdout } = await exported("sharegpt", "-", task_());
    expect([exitCode, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ id: "task" })]);
    const args = ["export", ...Array(12).fill(task_()), "--format", "messages", "--out", "-"];
    const names = await Promise.all(
      Array.from({ length: 12 }, async (_, i) => {
        await copyFile(task_(), to(`copy${i}.mcap`));
        return to(`copy${i}.mcap`);
      }),
    );
    args.splice(1, 12, ...names);
    const piped = await execa(
      "sh",
      ["-c", 'node "$@" | head -c 100 >/dev/null', "sh", ...cliCommand, ...args],
      { reject: false, timeout: 60_000 },
    );
    expect(piped.exitCode).toBe(0);
    expect(piped.stderr).not.toMatch(/unexpected failure|EPIPE|\n\s+at /);
    for (const wrong of [
      await exported("csv", "-", task_()),
      await exported("messages", "-", task_(), "--json"),
    ])
      expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining("--out -")]);
  });

  it("holds no key, token or path of this machine", async () => {
    const env = { OPENAI_API_KEY: KEY, MY_SERVICE_TOKEN: SERVICE_TOKEN };
    for (const format of ["codeactinstruct", "csv"]) {
      const done = await runCli(["export", real, "--format", format, "--out", to(format)], { env });
      expect(done.exitCode, done.stderr).toBe(0);
    }
    const files = [
      to("codeactinstruct"),
      ...["joint_states.csv", "receipts.csv"].map((name) => join(to("csv"), name)),
    ];
    for (const file of files) {
      const text = await readFile(file, "utf8");
      expect(text, file).not.toMatch(/\/tmp\/|codeact-[A-Za-z0-9]{6}\b|\/root\b|mallory/);
      for (const secret of [KEY, SERVICE_TOKEN, ROBOT_TOKEN, place, process.cwd(), homedir(), hostname()])
        expect(text, file).not.toContain(secret);
    }
    // What was said stays, and says that something was taken out.
    const telltale = (await lines(to("codeactinstruct"))).find(({ id }) => id === "telltale");
    const told = JSON.stringify(telltale);
    expect(told).toContain("RuntimeError: at ");
    expect(told).toContain("[secret]");
    expect(told).toContain("/home/user/notes.txt");
  });
});
