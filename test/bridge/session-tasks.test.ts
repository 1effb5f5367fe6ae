import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openSession } from "../../bridge/main.ts";
import type { Session } from "../../bridge/session.ts";
import { simulatedSession } from "./simulated-session.ts";

let folder: string;
let session: Session;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codeact-tasks-"));
  session = await openSession(simulatedSession({ clock: "fast", maxTurns: 3 }), {
    progress: () => {},
    person: { ask: async () => null, approve: async () => null },
  });
});
afterAll(async () => {
  await session?.close();
  await rm(folder, { recursive: true });
});

const file = (name: string): string => join(folder, `${name}.mcap`);

it("takes the next task as soon as the last one has told its end, and records both whole", async () => {
  const second = new Promise<unknown>((resolve) => {
    const off = session.events.subscribe((event) => {
      if (event.type !== "episode_end") return;
      off();
      resolve(session.exec("2", file("second")));
    });
  });
  await session.exec("arm.joints()", file("first"));
  expect(await second).toMatchObject({ ok: true, value: "2" });
  for (const name of ["first", "second"]) expect((await stat(file(name))).size).toBeGreaterThan(1000);
});

it("refuses a second task while one runs", async () => {
  const first = session.exec("wait(0.2)", null);
  await expect(session.exec("1", null)).rejects.toThrow(/Busy with another task/);
  await first;
});
