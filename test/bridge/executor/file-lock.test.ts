import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { withFileLock } from "../../../bridge/executor/file-lock.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codeact-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it("lets one at a time in, however many find a lock that a killed process left behind", async () => {
  for (let round = 0; round < 8; round++) {
    const path = join(folder, `lock-${round}`);
    await writeFile(path, "999999999");
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      for (let turns = 0; turns < 20; turns++) await turn();
      inside--;
    };
    const three = await Promise.all([0, 1, 2].map(() => withFileLock(path, 10_000, () => {}, work)));
    expect(three).toEqual([undefined, undefined, undefined]);
    expect({ round, most }).toEqual({ round, most: 1 });
  }
});

it("gives up on a lock that is held for longer than the patience", async () => {
  const path = join(folder, "held");
  await writeFile(path, String(process.pid));
  let told = 0;
  expect(
    await withFileLock(
      path,
      300,
      () => told++,
      async () => "worked",
    ),
  ).toBeNull();
  expect(told).toBe(1);
});
