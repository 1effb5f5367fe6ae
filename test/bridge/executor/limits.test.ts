import { existsSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { defaultLimits, type Limits, parseLimits } from "../../../bridge/executor/limits.ts";
import { UserError } from "../../../bridge/protocol/index.ts";
import { runCli } from "../../e2e/cli.ts";
import { answerAtOnce, type Bench, observed, openBench } from "./harness.ts";

const MIB = 2 ** 20;

let bench: Bench;
afterEach(() => bench?.close());

const open = async (limits: Partial<Limits>, sandbox?: "none"): Promise<Bench> => {
  bench = await openBench(answerAtOnce, { limits, ...(sandbox ? { sandbox } : {}) });
  await bench.run("kept = 42");
  return bench;
};

const keptVariables = async (): Promise<void> => {
  expect(await bench.run("print(arm.pose().x)\nkept")).toMatchObject({
    ok: true,
    output: "0.4\n",
    value: "42",
  });
};

describe("--limit NAME=VALUE", () => {
  it("sets what it names and leaves the rest", () => {
    expect(parseLimits([])).toEqual(defaultLimits);
    expect(parseLimits(["memory=4G", "disk=1.5g", "processes=8", "output=2048", "file=512 KiB"])).toEqual({
      ...defaultLimits,
      memory_bytes: 4 * 1024 * MIB,
      disk_bytes: 1.5 * 1024 * MIB,
      processes: 8,
      output_characters: 2048,
      file_bytes: 512 * 1024,
    });
    expect(parseLimits(["value=200", "value=300"]).value_characters).toBe(300);
  });

  it.each([
    ["memroy=1G", /no limit "memroy".*memory, file, disk, processes/],
    ["memory", /"" is no size from 128 MiB to 1024 GiB.*--limit memory=2G/],
    ["memory=lots", /"lots" is no size/],
    ["memory=1M", /"1M" is no size from 128 MiB/],
    ["processes=1.5", /"1.5" is no whole number from 4/],
    ["toString=1", /no limit "toString"/],
    ["=1", /no limit ""/],
  ])("refuses %s in one line that names what is valid", (flag, words) => {
    expect(() => parseLimits([flag])).toThrow(UserError);
    expect(() => parseLimits([flag])).toThrow(words);
  });
});

describe("memory", () => {
  it("that is asked for without end raises MemoryError, and the variables stay", async () => {
    await open({ memory_bytes: 400 * MIB });
    const result = await bench.run("print('partial')\nx = []\nwhile True: x.append(bytearray(2**24))");
    expect(result).toMatchObject({ ended_by: "error", state_kept: true, error: { type: "MemoryError" } });
    expect(observed(result)).toMatch(/partial[\s\S]*line 3[\s\S]*MemoryError/);
    await bench.run("x = None");
    await keptVariables();
    expect((await bench.run("y = bytearray(2**40)")).error?.type).toBe("MemoryError");
    await keptVariables();
  });

  it("that is filled by a program which catches the error is freed for the next action", async () => {
    await open({ memory_bytes: 400 * MIB });
    await bench.run(
      "def fill():\n    x = []\n    try:\n        while True: x.append(bytearray(2**24))\n    except MemoryError: pass\nfill()",
    );
    await keptVariables();
  });
});

describe("disk", () => {
  it("a file beyond its limit is an OSError", async () => {
    await open({ file_bytes: MIB });
    const result = await bench.run("with open('large', 'wb') as f: f.write(bytes(2**21))");
    expect(result.error).toMatchObject({
      type: "OSError",
      message: expect.stringContaining("File too large"),
    });
    await keptVariables();
  });

  /** Writes files of a mebibyte until it is ended, and waits at the last so that the watch need not be fast. */
  const fill = (files: number) =>
    `import time\nprint('partial')\nfor i in range(${files}):\n    with open(f'file{i}', 'wb') as f: f.write(bytes(2**20))\ntime.sleep(1000)`;

  it("a folder that grows beyond its limit ends the action, and the next may clear it up", async () => {
    await open({ disk_bytes: 8 * MIB });
    const result = await bench.run(fill(12));
    expect(result).toMatchObject({ ok: false, ended_by: "limit", state_kept: true, output: "partial\n" });
    expect(observed(result)).toMatch(
      /ended at a limit: the work folder grew to [\d.]+ MiB; the limit is 8 MiB .*Delete files.*in the next action\./,
    );
    expect(existsSync(`${bench.workDir}/file0`)).toBe(true);

    const still = await bench.run("import time; time.sleep(0.6)\n'looked'");
    expect(still).toMatchObject({ ok: true, value: "'looked'" });
    expect(observed(still)).toContain("Delete files");
    const more = await bench.run(fill(24));
    expect(more.ended_by).toBe("limit");

    const cleared = await bench.run(
      "import os\nfor i in range(24):\n    if os.path.exists(f'file{i}'): os.remove(f'file{i}')",
    );
    expect(cleared).toMatchObject({ ok: true, output: "" });
    await keptVariables();
  });

  it("an action too quick for the watch is told afterwards", async () => {
    await open({ disk_bytes: 2 * MIB });
    const result = await bench.run("with open('file', 'wb') as f: f.write(bytes(4 * 2**20))");
    expect(result.state_kept).toBe(true);
    expect(observed(result)).toMatch(/[Tt]he work folder grew to 4 MiB; the limit is 2 MiB/);
    await bench.run("import os; os.remove('file')");
    expect((await bench.run("1")).output).toBe("");
  });

  it("folders too deep to look into end it, and can be removed with the work folder", async () => {
    await open({ disk_bytes: 4 * MIB });
    const deep = await bench.run(
      "import os, time\nfolder = None\nfor _ in range(20):\n    os.mkdir('d' * 250, 0o700, dir_fd=folder)\n    folder = os.open('d' * 250, os.O_RDONLY, dir_fd=folder)\ntime.sleep(1000)",
    );
    expect(deep).toMatchObject({ ended_by: "limit", state_kept: true });
    expect(deep.reason).toContain("cannot be looked into");
    const { workDir } = bench;
    expect((await bench.run("kept")).value).toBe("42");
    await bench.close();
    expect(existsSync(workDir)).toBe(false);
  });

  // The system lets only root look at them.
  it.runIf(process.getuid?.() === 0)("files without a name count", async () => {
    await open({ disk_bytes: 4 * MIB });
    const nameless = await bench.run(
      "import tempfile, time\nkeep = tempfile.TemporaryFile(dir='.')\nkeep.write(bytes(6 * 2**20)); keep.flush()\ntime.sleep(1000)",
    );
    expect(nameless).toMatchObject({ ended_by: "limit", reason: expect.stringContaining("grew to") });
  });

  it("a program that ignores interrupts does not go on filling it: at twice the limit it is killed", async () => {
    await open({ disk_bytes: 4 * MIB });
    const result = await bench.run(
      "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nfor i in range(32):\n    with open(f'file{i}', 'wb') as f: f.write(bytes(2**20))\ntime.sleep(1000)",
    );
    expect(result).toMatchObject({ ended_by: "limit", state_kept: false });
    expect(result.error?.message).toContain("the work folder grew to");
  });

  it("a thread that goes on filling it after its action is ended with its Python", async () => {
    await open({ disk_bytes: 4 * MIB });
    await bench.run(
      "import threading, time\ndef fill():\n    for i in range(16):\n        with open(f'late{i}', 'wb') as f: f.write(bytes(2**20))\n    time.sleep(1000)\nthreading.Timer(0.2, fill).start()",
    );
    await expect.poll(() => bench.executor.alive, { timeout: 10_000 }).toBe(false);
    const next = await bench.run("1");
    expect(next.state_kept).toBe(false);
    expect(observed(next)).toContain("the work folder grew to");
  });
});

describe("threads and processes", () => {
  const bomb =
    "import threading, time\nprint('partial', flush=True)\nfor _ in range(200): threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()\n";
  const LINUX = process.platform === "linux";

  it.runIf(LINUX)("too many threads end the action, and Python with them", async () => {
    await open({ processes: 32 });
    const result = await bench.run(`${bomb}time.sleep(1000)`);
    expect(result).toMatchObject({ ok: false, state_kept: false, output: "partial\n" });
    expect(observed(result)).toMatch(/more than 32 threads and processes at once[\s\S]*variables.*are lost/);
    expect(await bench.run("arm.pose().x")).toMatchObject({ ok: true, value: "0.4", state_kept: true });
  });

  it.runIf(LINUX)("too many that are left behind by an action that ended by itself, too", async () => {
    await open({ processes: 32 });
    const result = await bench.run(bomb);
    expect(result).toMatchObject({ ok: false, ended_by: "limit", state_kept: false });
    expect(await bench.run("1")).toMatchObject({ ok: true, output: "", state_kept: true });
  });

  it.runIf(LINUX)("programs that it started count as well", async () => {
    await open({ processes: 16 }, "none");
    const result = await bench.run(
      "import subprocess, time\nx = [subprocess.Popen(['sleep', '1000']) for _ in range(20)]\ntime.sleep(1000)",
    );
    expect(result).toMatchObject({ ended_by: "limit", state_kept: false });
  });

  it("a few are nobody's business", async () => {
    await open({});
    const result = await bench.run(
      "import threading, time\nts = [threading.Thread(target=time.sleep, args=(0.4,)) for _ in range(20)]\n[t.start() for t in ts]; [t.join() for t in ts]\nprint(len(ts))",
    );
    expect(result).toMatchObject({ ok: true, output: "20\n", state_kept: true });
    await keptVariables();
  });
});

describe("what is told", () => {
  it("an echoed value keeps head and tail", async () => {
    await open({ value_characters: 200 });
    const { value } = await bench.run("'A' + 'x' * 5000 + 'Z'");
    expect(value).toMatch(/^'Ax{98}\n\[… 4804 characters left out …\]\nx{98}Z'$/);
  });

  it("kept output keeps head and tail, and what is shown while it runs is as long", async () => {
    await open({ output_characters: 2000 });
    const { output } = await bench.run("print('HEAD')\nfor _ in range(100): print('x' * 99)\nprint('TAIL')");
    expect(output).toMatch(/^HEAD\nx[\s\S]*\[… 8010 characters left out …\][\s\S]*x\nTAIL\n$/);
    const shown = bench.events.reduce(
      (sum, event) => sum + (event.type === "output" ? event.text.length : 0),
      0,
    );
    expect(shown).toBeLessThan(2100);
  });

  it("a frame beyond its limit is refused on either side", async () => {
    await open({ frame_bytes: 64 * 1024 });
    const asked = await bench.run("user.say('x' * 70_000)");
    expect(asked.error).toMatchObject({
      type: "InvalidArgument",
      message: expect.stringContaining("the limit is 65536"),
    });
    const code = await bench.run(`# ${"x".repeat(70_000)}`);
    expect(code.error?.message).toContain("the limit is 65536");
    await keptVariables();
    const forged = await bench.run("import os\nos.write(4, b'x' * 70_000)\nwhile True: pass");
    expect(forged).toMatchObject({ ended_by: "died" });
    expect(forged.error?.message).toContain("longer than 65536 bytes");
  });
});

describe("the command line", () => {
  it("passes --limit on to the program, as often as it is given", async () => {
    const { exitCode, stdout } = await runCli(["exec", "-", "--limit", "value=200", "--limit", "file=1M"], {
      input:
        "try:\n    with open('large', 'wb') as f: f.write(bytes(2**21))\nexcept OSError as e: print(e.strerror)\n'x' * 5000",
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("File too large");
    expect(stdout).toContain("characters left out");
    expect(stdout.length).toBeLessThan(400);
  });

  it("refuses one that it does not know, with exit code 2", async () => {
    const { exitCode, stderr } = await runCli(["exec", "-", "--limit", "memroy=1G"], { input: "1" });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/no limit "memroy".*memory, file/);
  });
});
