import { mkdtemp, rm, stat, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it, vi } from "vitest";

import { openEpisode } from "../../../bridge/episode/reader.ts";
import type { Event } from "../../../bridge/protocol/index.ts";
import { cliCommand } from "../../e2e/cli.ts";
import { recordedSession } from "./recorded-session.ts";

/** A file that may not grow any more is a full disk that needs no disk. */
const LIMIT_KIB = 1200;
const PROGRAM = `
import time
for n in range(25):
    print("round", n, "x" * 20000)
    try:
        arm.move_joints([0.1 * (n % 3), -1.57, 1.57, -1.57, -1.57, 0.0])
    except Stale:  # a busy machine
        pass
    time.sleep(0.1)
print("the end")
`;

// Two bridges and a simulator start here, each with a file of its own.
vi.setConfig({ testTimeout: 180_000, maxConcurrency: 2 });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codeact-full-"));
});
afterAll(() => rm(folder, { recursive: true }));

const runOnFullDisk = async (
  file: string,
  ...args: string[]
): Promise<{ exitCode: number; events: Event[] }> => {
  const command = [process.execPath, ...cliCommand, "exec", "-", "--json", "--out", file, ...args];
  const { exitCode, stdout } = await execa(
    "bash",
    ["-c", `ulimit -f ${LIMIT_KIB}; exec "$@"`, "bash", ...command],
    { input: PROGRAM, reject: false },
  );
  return { exitCode: exitCode ?? -1, events: stdout.split("\n").map((line) => JSON.parse(line)) };
};

const failures = (events: readonly Event[]): string[] =>
  events.flatMap((event) => (event.type === "notice" && /ended early/.test(event.text) ? [event.text] : []));

it.concurrent("says once that the disk is full, goes on with the task, and keeps what was written", async () => {
  const file = join(folder, "full.mcap");
  const { exitCode, events } = await runOnFullDisk(file);
  expect(failures(events)).toEqual([
    "Recording full.mcap ended early: the file has reached the size that is allowed. What was written before is kept; nothing more is. The robot goes on.",
  ]);
  expect(events.find(({ type }) => type === "action_end")).toMatchObject({ error: null });
  expect(exitCode).toBe(0);
  expect(events.some((event) => event.type === "output" && event.text.includes("the end"))).toBe(true);
  expect((await stat(file)).size).toBeLessThanOrEqual(LIMIT_KIB * 1024);

  const episode = await openEpisode(file);
  const kept = await episode.events();
  const start = events.findIndex(({ type }) => type === "episode_start");
  expect(kept.map(({ seq }) => seq)).toEqual(events.slice(start, start + kept.length).map(({ seq }) => seq));
  expect(kept.filter(({ type }) => type === "receipt").length).toBeGreaterThan(2);
  await episode.close();
});

it.concurrent("stops the task when it is told to", async () => {
  const file = join(folder, "stopped.mcap");
  const { exitCode, events } = await runOnFullDisk(file, "--on-recording-failure", "stop");
  expect(failures(events)).toEqual([expect.stringMatching(/ended early: .*The task is stopped\.$/)]);
  expect(exitCode).toBe(1);
  expect(events.at(-1)).toMatchObject({ type: "episode_end", outcome: "stopped" });
  expect(events.some((event) => event.type === "output" && event.text.includes("the end"))).toBe(false);
});

it.concurrent("notices that its file was removed", async () => {
  const { session, events, folder, close } = await recordedSession();
  try {
    const file = join(folder, "removed.mcap");
    const off = session.events.subscribe((event) => {
      if (event.type !== "output") return;
      off();
      void unlink(file);
    });
    const result = await session.exec(
      "import time\nfor n in range(30):\n    print(n)\n    time.sleep(0.05)\n'done'",
      file,
    );
    expect(result.value).toBe("'done'");
    expect(failures(events)).toEqual([expect.stringMatching(/the file was removed while it was written/)]);
  } finally {
    await close();
  }
});
