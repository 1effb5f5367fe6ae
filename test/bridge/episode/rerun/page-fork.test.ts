import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { pageRequests } from "../../../../bridge/commands/page-requests.ts";
import { listEpisodes } from "../../../../bridge/episode/library.ts";
import { Recordings } from "../../../../bridge/episode/recordings.ts";
import { FromPage } from "../../../../bridge/protocol/index.ts";
import { PagePerson } from "../../../../bridge/server/page-person.ts";
import type { Session } from "../../../../bridge/session.ts";
import { fastSession, recordingsFolder } from "./recording.ts";

let folder: string;
let session: Session;
let ask: (message: object) => Promise<unknown>;
let recorded: () => void = () => {};

beforeAll(async () => {
  folder = await recordingsFolder();
  session = await fastSession();
  const request = pageRequests({
    session,
    person: new PagePerson(),
    recordings: new Recordings(folder),
    onTask: () => {},
    onRecorded: () => recorded(),
  });
  ask = (message) => request(FromPage.parse(message), "page 1");
  await session.exec("arm.move_to([0.45, 0.2, 0.3])", join(folder, "moved.mcap"));
}, 60_000);
afterAll(() => session?.close());

it("goes on from an episode of the folder when the page asks, and records that", async () => {
  expect(session.info().can_fork).toBe(true);
  const done = new Promise<void>((resolve) => {
    recorded = resolve;
  });
  await ask({ op: "fork", episode: "moved", turn: 0, code: "arm.joints().positions", instruction: null });
  await done;
  const [newest] = await listEpisodes(folder);
  expect(newest).toMatchObject({ forked_from: { id: "moved", turn: 0 }, outcome: "finished" });
}, 60_000);

it.each(["../moved", "/etc/passwd", "a/../moved", "..", "nothing", "mov\u0000ed"])(
  "takes %j for no episode",
  async (episode) => {
    const fork = ask({ op: "fork", episode, turn: 0, code: "1", instruction: null });
    await expect(fork).rejects.toThrow(/is no episode id|There is no episode/);
    expect(session.busy).toBe(false);
  },
);
