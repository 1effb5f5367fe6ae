import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { EventStream } from "../../../bridge/episode/event-stream.ts";
import type { RobotFrame, SessionInfo, Vec3 } from "../../../bridge/protocol/index.ts";
import { loadProfile } from "../../../bridge/robot/profiles.ts";
import { connectRobot, type Robot } from "../../../bridge/robot/robot.ts";
import { SafetyGate } from "../../../bridge/safety/gate.ts";
import { safetyLimits } from "../../../bridge/safety/safety-limits.ts";
import { PageHub } from "../../../bridge/server/page-hub.ts";
import { overTable } from "../../../sim/sensors/camera/cameras.ts";
import { type Simulator, startSimulator } from "../../../sim/simulator.ts";
import { GraphClient } from "../../sim/graph-client.ts";
import { PageLine } from "./page-line.ts";

/* What pages are shown of the simulated arm. */

let simulator: Simulator;
let graph: GraphClient;
let robot: Robot;
let gate: SafetyGate;
let hub: PageHub;
let sockets: WebSocketServer;
let url: string;
let page: PageLine;
const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...a.map((value, i) => value - (b[i] ?? Number.NaN)));
/** How many hear a topic of the simulator, other than who asks. */
const subscribers = async (topic: string): Promise<number> =>
  (await graph.call("/rosapi/subscribers", { topic })).values.subscribers.length;

beforeAll(async () => {
  simulator = await startSimulator({ clock: "realtime", seed: 1 });
  graph = await GraphClient.connect(simulator.url);
  const events = new EventStream(() => null);
  const profile = loadProfile("simulated_arm");
  robot = await connectRobot({ url: simulator.url, profile, emit: events.emit });
  gate = new SafetyGate({ robot, emit: events.emit });
  const info: Omit<SessionInfo, "connection"> = {
    version: "0",
    planner: "offline",
    model: "",
    mode: "code",
    robot: profile.name,
    robot_url: simulator.url,
    scene: "table",
    seed: 1,
    clock: "realtime",
    sandbox: "none",
    approve: "never",
    estop: null,
    manual: null,
    safety: safetyLimits(robot),
    cameras: Object.keys(profile.cameras),
    price: null,
    can_fork: false,
    can_rehearse: false,
    busy: false,
  };
  const session = (): SessionInfo => ({ ...info, connection: robot.connection });
  hub = new PageHub({ feed: robot, events, session, onRequest: async () => {} });
  sockets = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  sockets.on("connection", (socket) => hub.add(socket));
  await once(sockets, "listening");
  url = `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`;
}, 60_000);
afterAll(async () => {
  graph?.close();
  hub?.close();
  sockets?.close();
  await robot?.close();
  await simulator?.close();
});
beforeEach(async () => {
  page = await PageLine.open(url);
});
afterEach(() => page.close());

/** Turns the first joint by so much, radians, slowly. */
const turn = async (by: number): Promise<void> => {
  await gate.refresh();
  const from = robot.arm().positions;
  const to = from.map((value, joint) => (joint === 0 ? value + by : value));
  await gate.moveArm({
    path: [from, to],
    target: robot.model.forward(to),
    speed: { joint: 0.4 },
    mayTouch: [],
    timeoutS: null,
    signal: new AbortController().signal,
  });
};

it("shows efforts, the tool and the force at the wrist with the joints", async () => {
  const frame = await page.until("robot", ({ wrench, tool, efforts }) => !!wrench && !!tool && !!efforts);
  expect(frame.efforts).toHaveLength(frame.joint_names.length);
  const { position, orientation } = (await robot.frame("tcp")) ?? {};
  expect(distance(frame.tool?.position ?? [], position ?? [])).toBeLessThan(0.002);
  expect(Math.abs(dot(frame.tool?.orientation ?? [], orientation ?? []))).toBeGreaterThan(0.9999);
  expect(frame.wrench?.frame_id).toBe("tool0");
  expect(frame).not.toHaveProperty("goal");
});

it("shows where a motion is to be now and where it ends, while it goes on and no longer", async () => {
  const [start = 0] = robot.arm().positions;
  const done = turn(0.5);
  const under = await page.until("robot", ({ goal, commanded }) => !!goal && !!commanded);
  await done;
  const pan = (of: { joint_names: string[]; positions: number[] } | undefined): number =>
    of?.positions[of.joint_names.indexOf("shoulder_pan_joint")] ?? Number.NaN;
  expect(pan(under.goal)).toBeCloseTo(start + 0.5, 3);
  const commanded = page.of("robot").flatMap((frame) => (frame.commanded ? [pan(frame.commanded)] : []));
  expect(new Set(commanded).size).toBeGreaterThan(5);
  for (const [i, value] of commanded.entries()) {
    expect(value).toBeGreaterThanOrEqual(commanded[i - 1] ?? start);
    expect(value).toBeLessThanOrEqual(start + 0.5 + 1e-6);
  }
  const efforts = page
    .of("robot")
    .map((frame) => frame.efforts?.[frame.joint_names.indexOf("shoulder_pan_joint")]);
  expect(Math.max(...efforts.map((effort) => Math.abs(effort ?? 0)))).toBeGreaterThan(0.5);
  page.forget();
  const after = await page.until("robot");
  expect(after.goal).toBeUndefined();
  expect(after.commanded).toBeUndefined();
});

describe("contacts", () => {
  const weight = (frame: RobotFrame, name: string): Vec3 | undefined =>
    frame.contacts?.find(({ bodies }) => bodies[0] === name && bodies[1] === "table")?.force;

  it("tell what stands on what with which force, in the frame of the objects", async () => {
    const frame = await page.until("robot", (one) => weight(one, "red_cube") !== undefined);
    const cube = frame.objects.find(({ name }) => name === "red_cube");
    // 50 g
    expect(weight(frame, "red_cube")?.[2]).toBeCloseTo(0.49, 1);
    const at = frame.contacts?.find(({ bodies }) => bodies[0] === "red_cube")?.position ?? [];
    expect(distance(at, [cube?.position[0] ?? 0, cube?.position[1] ?? 0, 0])).toBeLessThan(0.003);
  });

  it("are computed only while a page is open", async () => {
    await page.until("robot", ({ contacts }) => !!contacts);
    expect(await subscribers("/contacts")).toBe(1);
    await page.close();
    await expect.poll(() => subscribers("/contacts")).toBe(0);
    page = await PageLine.open(url);
  });
});

describe("a watched camera", () => {
  it("shows pictures with where they were taken, until nobody watches", async () => {
    page.ask({ op: "watch", cameras: ["overhead"] });
    const picture = await page.until("picture", ({ view }) => view !== null);
    expect(picture).toMatchObject({ camera: "overhead", mime: "image/png" });
    expect(Buffer.from(picture.data_base64, "base64").subarray(1, 4).toString()).toBe("PNG");
    const { mount, fovY, width, height } = overTable;
    expect(distance(picture.view?.position ?? [], mount.position)).toBeLessThan(1e-6);
    expect(Math.abs(dot(picture.view?.orientation ?? [], mount.orientation))).toBeCloseTo(1, 6);
    expect(picture.view?.fov_y_rad).toBeCloseTo(fovY, 6);
    expect(picture.view?.aspect).toBeCloseTo(width / height, 6);
    page.ask({ op: "watch", cameras: [] });
    await expect.poll(() => subscribers("/camera/overhead/image_raw/compressed")).toBe(0);
    expect(await subscribers("/camera/overhead/camera_info")).toBe(0);
  });

  it("in the hand is where the hand was when its picture was taken", async () => {
    const camera = await robot.frame("wrist_camera_optical_frame");
    const apart = distance(camera?.position ?? [], robot.toolPose()?.position ?? []);
    page.ask({ op: "watch", cameras: ["wrist"] });
    await page.until("picture", ({ view }) => view !== null);
    page.forget();
    const done = turn(-1.5);
    const moving = seconds((await page.until("robot", ({ goal }) => !!goal)).stamp);
    const { stamp, view } = await page.until("picture", (picture) => seconds(picture.stamp) > moving);
    await done;
    const after = (frame: RobotFrame): number => Math.abs(seconds(frame.stamp) - seconds(stamp));
    const then = page.of("robot").reduce((best, one) => (after(one) < after(best) ? one : best));
    // The camera is fixed beside the tool.
    expect(distance(view?.position ?? [], then.tool?.position ?? [])).toBeCloseTo(apart, 1);
  });

  it("that is not there is refused with those that are", async () => {
    page.ask({ op: "watch", cameras: ["ceiling"] });
    expect((await page.until("refused")).reason).toBe(
      'There is no camera "ceiling". Cameras: overhead, wrist.',
    );
  });

  it("is let go of when its page is closed", async () => {
    page.ask({ op: "watch", cameras: ["wrist", "overhead"] });
    await page.until("picture", ({ camera }) => camera === "wrist");
    await page.close();
    await expect.poll(() => subscribers("/camera/wrist/image_raw/compressed")).toBe(0);
    page = await PageLine.open(url);
  });
});

it("shows the robot's log, also to a page that comes later", async () => {
  const stamp = { sec: 7, nanosec: 0 };
  graph.send({ op: "advertise", topic: "/rosout", type: "rcl_interfaces/msg/Log" });
  const msg = { stamp, level: 40, name: "gripper", msg: "<b>slipped</b>", file: "", function: "", line: 0 };
  graph.send({ op: "publish", topic: "/rosout", msg });
  const said = await page.until("log", ({ name }) => name === "gripper");
  expect(said).toEqual({ op: "log", stamp, level: "error", name: "gripper", text: "<b>slipped</b>" });
  const later = await PageLine.open(url);
  expect(await later.until("log", ({ name }) => name === "gripper")).toEqual(said);
  await later.close();
});

it("tells the limits that the gate checks by", () => {
  const limits = safetyLimits(robot);
  const { workspace, rates, wrench } = robot.profile;
  expect(limits).toMatchObject({ frame_id: "base_link", workspace, keep_out: [] });
  expect(limits.joints.map(({ name }) => name)).toEqual(robot.model.jointNames);
  expect(limits.joints[0]).toEqual({
    name: "shoulder_pan_joint",
    lower: robot.model.limits[0]?.lower,
    upper: robot.model.limits[0]?.upper,
    max_velocity: 2.5,
  });
  expect(limits.contact_force_n).toBe(wrench?.contact_force_n);
  expect(limits.commands_per_s).toBe(rates.commands_per_s);
});

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((total, value, i) => total + value * (b[i] ?? Number.NaN), 0);
const seconds = ({ sec, nanosec }: { sec: number; nanosec: number }): number => sec + nanosec / 1e9;
