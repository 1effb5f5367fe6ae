import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Event, type EventOf, type RobotFrame, stampToNs } from "../../../bridge/protocol/index.ts";
import { safetyLimits } from "../../../bridge/safety/safety-limits.ts";
import { blobSource } from "../../../web/src/episode/byte-source.ts";
import { type Episode, openEpisode } from "../../../web/src/episode/episode.ts";
import { Replay } from "../../../web/src/replay/replay.ts";
import { type RecordedSession, recordedSession } from "../../bridge/episode/recorded-session.ts";

/* What the page shows of a recorded task beside words and joints: read from the file that a real session wrote. */

const PROGRAM = `
arm.move_to([0.4, 0.1, 0.3])
camera.capture("overhead")
arm.move_joints({"shoulder_pan_joint": 0.8}, speed=0.5)
camera.capture("overhead")
`;

let recorded: RecordedSession;
let episode: Episode;

beforeAll(async () => {
  recorded = await recordedSession({ actionTimeoutS: 100 });
  const file = join(recorded.folder, "task.mcap");
  const { ok, error } = await recorded.session.exec(PROGRAM, file);
  if (!ok) throw new Error(JSON.stringify(error));
  episode = await openEpisode("task", blobSource(new Blob([await readFile(file)])));
}, 120_000);
afterAll(() => recorded?.close());

const receipts = (): EventOf<"receipt">[] => episode.events.filter((event) => event.type === "receipt");
const timeOf = ({ stamp }: Pick<Event, "stamp">): bigint => stampToNs(stamp ?? { sec: 0, nanosec: 0 });
const at = async (timeNs: bigint): Promise<RobotFrame> => {
  const moment = await episode.robot.at(timeNs);
  if (!moment) throw new Error("nothing was measured then");
  return moment.frame;
};
const pan = (of: { joint_names: string[]; positions: number[] } | undefined): number =>
  of?.positions[of.joint_names.indexOf("shoulder_pan_joint")] ?? Number.NaN;

it("shows the tool where the receipts say that it was measured", async () => {
  const [first] = receipts();
  const { tool } = await at(timeOf(first as EventOf<"receipt">));
  const measured = first?.receipt["measured"] as { position: number[] };
  const apart = tool?.position.map((value, i) => value - (measured.position[i] ?? Number.NaN)) ?? [
    Number.NaN,
  ];
  expect(Math.hypot(...apart)).toBeLessThan(0.002);
});

it("shows where a motion was to end and where it was to be, with efforts, while it went on", async () => {
  const end = timeOf(receipts().at(-1) as EventOf<"receipt">);
  const before = await at(end - 600_000_000n);
  expect(pan(before.goal)).toBeCloseTo(0.8, 4);
  expect(Math.abs(pan(before.commanded) - pan(before))).toBeLessThan(0.1);
  expect(pan(before)).toBeLessThan(0.8);
  expect(before.efforts).toHaveLength(before.joint_names.length);
  const after = await at(end);
  expect(after.goal).toBeUndefined();
  expect(after.commanded).toBeUndefined();
});

it("shows the force at the wrist, and what lies on what", async () => {
  const frame = await at(timeOf(receipts().at(-1) as EventOf<"receipt">));
  expect(frame.wrench).toMatchObject({ frame_id: "tool0" });
  const cube = frame.contacts?.find(({ bodies }) => bodies.join() === "red_cube,table");
  // 50 g
  expect(cube?.force[2]).toBeCloseTo(0.49, 1);
  const seen = frame.objects.find(({ name }) => name === "red_cube");
  expect(cube?.position[0]).toBeCloseTo(seen?.position[0] ?? Number.NaN, 2);
});

it("shows the newest picture of a camera at the cursor, the log up to it, and the limits", async () => {
  const replay = new Replay(episode);
  const { store } = replay;
  const until = (ready: () => boolean) => expect.poll(ready, { timeout: 10_000 }).toBe(true);
  const pictures = episode.events.filter((event) => event.type === "image");
  expect(pictures).toHaveLength(2);
  replay.player.toStart();
  expect(store.get().session?.cameras).toEqual(["overhead"]);
  expect(store.get().session?.safety).toEqual(safetyLimits(recorded.session.robot));
  for (const picture of [...pictures, pictures[0]]) {
    replay.player.toEvent(episode.events.indexOf(picture as Event));
    await until(() => {
      const shown = store.get().pictures["overhead"];
      return shown !== undefined && stampToNs(shown.stamp) === timeOf(picture as Event);
    });
  }
  const shown = store.get().pictures["overhead"];
  expect(shown).toMatchObject({ mime: "image/png", view: null });
  // The file's bytes, as the program got them.
  const live = recorded.events.find((event) => event.type === "image");
  expect(shown?.data_base64).toBe(live?.type === "image" ? live.data_base64 : "none");
  replay.player.toStart();
  await until(() => store.get().pictures["overhead"] === undefined);
});
