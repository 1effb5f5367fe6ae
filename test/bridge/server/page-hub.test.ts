import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { EventStream } from "../../../bridge/episode/event-stream.ts";
import type { SessionInfo, Stamp } from "../../../bridge/protocol/index.ts";
import { PageHub } from "../../../bridge/server/page-hub.ts";
import { DrivenFeed, tableObjects } from "./driven-feed.ts";
import { PageLine } from "./page-line.ts";

/* What pages get of a robot whose sensors a test plays. */

const session: SessionInfo = {
  version: "0",
  planner: "offline",
  model: "",
  mode: "code",
  robot: "codeact_arm",
  robot_url: "",
  scene: null,
  seed: null,
  clock: null,
  sandbox: "none",
  approve: "never",
  estop: null,
  connection: "connected",
  manual: null,
  safety: null,
  cameras: ["overhead", "wrist"],
  price: null,
  can_fork: false,
  can_rehearse: false,
  busy: false,
};

let feed: DrivenFeed;
let hub: PageHub;
let sockets: WebSocketServer;
let page: PageLine;
beforeEach(async () => {
  feed = new DrivenFeed();
  const events = new EventStream(() => null);
  hub = new PageHub({ feed, events, session: () => session, onRequest: async () => {} });
  sockets = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  sockets.on("connection", (socket) => hub.add(socket));
  await once(sockets, "listening");
  page = await PageLine.open(`ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`);
});
afterEach(async () => {
  await page.close();
  hub.close();
  sockets.close();
});

const IMAGE = "/camera/overhead/image_raw/compressed";
const INFO = "/camera/overhead/camera_info";
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0];
const JPEG = [0xff, 0xd8, 0xff, 0xe0];
const picture = (stamp: Stamp, bytes: number[] | Buffer = PNG, frame_id = "lens") => ({
  header: { stamp, frame_id },
  format: "anything",
  data: Buffer.from(bytes).toString("base64"),
});
const watch = async (): Promise<void> => {
  page.ask({ op: "watch", cameras: ["overhead"] });
  await expect.poll(() => feed.listeners(IMAGE)).toBe(1);
};

it("shows a picture with where its camera was when it was taken, not where it is now", async () => {
  await watch();
  feed.publish(INFO, { height: 240, width: 320, k: [240, 0, 160, 0, 240, 120, 0, 0, 1] });
  const then = feed.transform("lens", [1, 2, 3]);
  feed.transform("lens", [7, 7, 7]);
  feed.publish(IMAGE, picture(then));
  const { view } = await page.until("picture");
  expect(view).toMatchObject({ position: [1, 2, 3], orientation: [0, 0, 0, 1], aspect: 320 / 240 });
  expect(view?.fov_y_rad).toBeCloseTo(2 * Math.atan(0.5), 9);
  // What a lens is like is asked for once.
  expect(feed.listeners(INFO)).toBe(0);
});

it("shows a picture without a place where the robot does not tell one, and JPEG as what it is", async () => {
  await watch();
  feed.publish(IMAGE, picture({ sec: 1, nanosec: 0 }, JPEG, "nowhere"));
  expect(await page.until("picture")).toMatchObject({ mime: "image/jpeg", view: null });
});

it("sends no picture that is none, and goes on after it", async () => {
  await watch();
  feed.publish(IMAGE, { header: null });
  feed.publish(IMAGE, picture({ sec: 1, nanosec: 0 }, Buffer.from("<svg onload=alert(1)>")));
  feed.publish(IMAGE, picture({ sec: 2, nanosec: 0 }));
  expect((await page.until("picture")).stamp.sec).toBe(2);
  expect(page.of("picture")).toHaveLength(1);
});

it("gives a slow page the newest picture, and keeps none of the others for it", async () => {
  await watch();
  const large = Buffer.concat([Buffer.from(PNG), Buffer.alloc(3_000_000)]);
  feed.publish(IMAGE, picture({ sec: 1, nanosec: 0 }, large));
  await page.until("picture");
  page.pause();
  const quick = await PageLine.open(`ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`);
  quick.ask({ op: "watch", cameras: ["overhead"] });
  for (let sec = 2; sec <= 12; sec += 1) {
    feed.publish(IMAGE, picture({ sec, nanosec: 0 }, large));
    await quick.until("picture", ({ stamp }) => stamp.sec === sec);
  }
  page.resume();
  await page.until("picture", ({ stamp }) => stamp.sec === 12);
  await quick.close();
  // One was under way, and what the operating system buffers.
  expect(page.of("picture").length).toBeLessThan(8);
});

it("listens to a camera while any page watches it, and to the contacts while a page is open", async () => {
  await watch();
  expect(feed.listeners("/contacts")).toBe(1);
  const other = await PageLine.open(`ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`);
  other.ask({ op: "watch", cameras: ["overhead", "wrist"] });
  await expect.poll(() => feed.listeners("/camera/wrist/image_raw/compressed")).toBe(1);
  page.ask({ op: "watch", cameras: [] });
  await other.close();
  await expect.poll(() => feed.listeners(IMAGE)).toBe(0);
  expect(feed.listeners("/contacts")).toBe(1);
  await page.close();
  await expect.poll(() => feed.listeners("/contacts")).toBe(0);
});

it("goes on with the cameras that pages watch when another robot is shown", async () => {
  await watch();
  const next = new DrivenFeed();
  hub.use({ feed: next, events: new EventStream(() => null) });
  expect(feed.watchers).toBe(0);
  next.publish(IMAGE, picture({ sec: 5, nanosec: 0 }));
  expect((await page.until("picture")).stamp.sec).toBe(5);
  next.publish("/rosout", { stamp: { sec: 1, nanosec: 0 }, level: 20, name: "n", msg: "I am new" });
  await page.until("log", ({ text }) => text === "I am new");
});

it("shows a robot's flood of log lines at a bounded rate, and says how many it left out", async () => {
  for (let i = 0; i < 1_000; i += 1)
    feed.publish("/rosout", { stamp: { sec: i, nanosec: 0 }, level: 30, name: "driver", msg: `line ${i}` });
  const told = await page.until("log", ({ name }) => name === "codeact-ros");
  const left = Number(/^(\d+) lines left out/.exec(told.text)?.[1]);
  const shown = page.of("log").filter(({ name }) => name === "driver");
  expect(shown.length + left).toBe(1_000);
  expect(shown.length).toBeLessThan(200);
  expect(shown[0]).toMatchObject({ level: "warn", text: "line 0" });
});

it("understands the log of ROS 1", async () => {
  const stamp = { secs: 3, nsecs: 4 };
  feed.publish("/rosout", { header: { stamp, frame_id: "" }, level: 8, name: "/arm", msg: "hot" });
  expect(await page.until("log")).toMatchObject({
    level: "error",
    stamp: { sec: 3, nanosec: 4 },
    text: "hot",
  });
});

it("shows a robot that does not measure everything", async () => {
  feed.detect(tableObjects);
  feed.measure(undefined, [Number.NaN, Number.NaN]);
  const frame = await page.until("robot");
  expect(frame.velocities.slice(0, 2)).toEqual([0, 0]);
  expect(frame).not.toHaveProperty("tool");
  expect(frame).not.toHaveProperty("wrench");
});

it("shows contacts in the frame of the objects, whatever frame they are told in", async () => {
  feed.measure();
  feed.transform("rig", [1, 0, 0], "base_link", [0, 0, Math.SQRT1_2, Math.SQRT1_2]);
  const zero = { x: 0, y: 0, z: 0 };
  const wrench = (x: number) => ({ body_1_wrench: { force: { x, y: 0, z: 0 }, torque: zero } });
  feed.publish("/contacts", {
    header: { stamp: { sec: 1, nanosec: 0 }, frame_id: "rig" },
    contacts: [
      {
        collision1: { name: "cup" },
        collision2: { name: "shelf" },
        positions: [
          { x: 1, y: 0, z: 0 },
          { x: 3, y: 0, z: 0 },
        ],
        wrenches: [wrench(2), wrench(4)],
      },
    ],
  });
  const { contacts } = await page.until("robot", (frame) => frame.contacts !== undefined);
  expect(contacts?.[0]?.bodies).toEqual(["cup", "shelf"]);
  for (const [i, value] of [1, 2, 0].entries()) expect(contacts?.[0]?.position[i]).toBeCloseTo(value, 9);
  for (const [i, value] of [0, 6, 0].entries()) expect(contacts?.[0]?.force[i]).toBeCloseTo(value, 9);
});
