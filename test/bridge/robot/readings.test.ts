import { encode } from "fast-png";
import { afterEach, describe, expect, it } from "vitest";
import { nsToStamp } from "../../../bridge/protocol/index.ts";
import { SIX_JOINTS } from "./kinematics/arms.ts";
import { connectSmallRobot, jointState, type Setup } from "./small-robot.ts";

let open: Setup | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});
/** A robot whose clock stands at 20 s. */
const standing = async (changes?: Record<string, unknown>): Promise<Setup> => {
  open = await connectSmallRobot(changes);
  open.pause();
  await arrived(open, jointState(20));
  return open;
};
/** Resolves when that joint state, and with it all that was sent before, has been taken in. */
const arrived = async ({ robot, server }: Setup, message: ReturnType<typeof jointState>): Promise<void> => {
  const { sec, nanosec } = message.header.stamp;
  const taken = new Promise<void>((resolve) => {
    const stop = robot.onJointState(({ header }) => {
      if (header.stamp.sec !== sec || header.stamp.nanosec !== nanosec) return;
      stop();
      resolve();
    });
  });
  server.publish("/joint_states", message);
  await taken;
};
const stamp = (time_s: number) => nsToStamp(BigInt(Math.round(time_s * 1e9)));
const header = (time_s: number, frame_id = "base_link") => ({ stamp: stamp(time_s), frame_id });
const still = { x: 0, y: 0, z: 0, w: 1 };
const detectionArray = (time_s: number, detections: unknown[], frame_id?: string) => ({
  header: header(time_s, frame_id),
  detections,
});
const cube = (id: string, classes: string[]) => ({
  id,
  results: classes.map((class_id) => ({ hypothesis: { class_id, score: 0.9 }, pose: {} })),
  bbox: {
    center: { position: { x: 0.4, y: 0.1, z: 0.02 }, orientation: still },
    size: { x: 0.04, y: 0.05, z: 0.06 },
  },
});

describe("joint states", () => {
  it("come in the order of the profile, fingers apart", async () => {
    const { robot } = await standing();
    const reading = robot.arm();
    expect(reading.positions.map((value) => Number(value.toFixed(6)))).toEqual([
      0.1, 0.11, 0.12, 0.13, 0.14, 0.15,
    ]);
    expect(reading.stamp_s).toBe(20);
    expect(reading.efforts).toEqual(SIX_JOINTS.map(() => 0));
    expect(robot.fingers()).toEqual({ positions: [0.03], width_m: 0.03, stamp_s: 20 });
  });

  it("give velocities from positions where the robot sends none", async () => {
    const setup = await standing();
    await arrived(setup, jointState(20.5, 0.2, [null]));
    for (const velocity of setup.robot.arm().velocities) expect(velocity).toBeCloseTo(0.2, 9);
  });

  it("are Stale when they stop coming, and so is a fresh one that does not come", async () => {
    const { robot } = await standing({ joint_states: { topic: "/joint_states", stale_after_s: 0.05 } });
    await expect(robot.freshArm(undefined, 0.2)).rejects.toMatchObject({ code: "Stale" });
    expect(() => robot.arm()).toThrow(
      expect.objectContaining({ code: "Stale", message: expect.stringContaining("0.05 s") }),
    );
  });

  it("are not Stale because this thread was busy and could not take them", async () => {
    const { robot, keepPublishing } = await standing({
      joint_states: { topic: "/joint_states", stale_after_s: 0.3 },
    });
    keepPublishing();
    await robot.freshArm();
    const until = performance.now() + 600;
    while (performance.now() < until);
    expect(robot.arm().positions).toHaveLength(6);
  });

  it("of other joints and what is no joint state are not taken for the arm's", async () => {
    const setup = await standing();
    setup.server.publish("/joint_states", { header: header(30), name: ["lamp"], position: [1] });
    setup.server.publish("/joint_states", { header: header(31), name: ["elbow"], position: "bent" });
    await arrived(setup, jointState(20.1));
    expect(setup.robot.arm().stamp_s).toBeCloseTo(20.1);
  });

  it("that come late are left out, but a clock that was set back is followed", async () => {
    const setup = await standing();
    setup.server.publish("/joint_states", jointState(19.95, 0.9));
    await arrived(setup, jointState(20.02));
    expect(setup.robot.now()).toEqual(stamp(20.02));
    await arrived(setup, jointState(0.02));
    expect(setup.robot.now()).toEqual(stamp(0.02));
  });
});

describe("detections", () => {
  it("have each the stamp of its own sighting, where the detector gives one", async () => {
    const { robot, server } = await standing();
    const [old, unstamped] = [
      { ...cube("old", []), header: header(12.5) },
      { ...cube("unstamped", []), header: { stamp: { sec: 0, nanosec: 0 }, frame_id: "base_link" } },
    ];
    server.publish("/detections", detectionArray(20, [old, unstamped, cube("plain", [])]));
    const seen = await robot.detections(5);
    expect(seen.map(({ name, stamp_s }) => [name, stamp_s])).toEqual([
      ["old", 12.5],
      ["unstamped", 20],
      ["plain", 20],
    ]);
  });

  it("of before now are waited out, and the next one is taken", async () => {
    const setup = await standing();
    const { robot, server } = setup;
    const fence = () => arrived(setup, jointState(20));
    server.publish("/detections", detectionArray(19, [cube("older", [])]));
    await fence();
    const seen = robot.detections(5);
    await fence();
    server.publish("/detections", detectionArray(19.9, [cube("old", [])]));
    await fence();
    server.publish(
      "/detections",
      detectionArray(20, [cube("red_cube", ["red_cube", "color:red", "shape:cube"])]),
    );
    expect(await seen).toEqual([
      {
        name: "red_cube",
        pose: { position: [0.4, 0.1, 0.02], orientation: [0, 0, 0, 1], frame_id: "base_link" },
        size_m: [0.04, 0.05, 0.06],
        color: "red",
        shape: "cube",
        stamp_s: 20,
        confidence: 0.9,
      },
    ]);
    await expect(robot.detections(5)).resolves.toHaveLength(1);
    await expect(robot.detections(0.05, AbortSignal.abort())).rejects.toMatchObject({ code: "Stopped" });
  });

  it("take colour and shape from the name's words, and come in the base frame", async () => {
    const { robot, server } = await standing();
    const transform = { translation: { x: 0, y: 0, z: 0.5 }, rotation: { x: 0, y: 0, z: 1, w: 0 } };
    server.publish("/tf", { transforms: [{ header: header(20), child_frame_id: "camera", transform }] });
    const seen = robot.detections(5);
    server.publish("/detections", detectionArray(20, [cube("", ["yellow_ball", "state:hot"])], "camera"));
    const [ball] = await seen;
    expect(ball).toMatchObject({
      name: "yellow_ball",
      color: "yellow",
      shape: "ball",
      states: ["hot"],
      pose: { frame_id: "base_link" },
    });
    expect(ball?.pose.position.map((value) => Number(value.toFixed(9)))).toEqual([-0.4, -0.1, 0.52]);
  });

  it("are Stale when none come, and NotSupported without a detector", async () => {
    const { robot } = await standing();
    await expect(robot.detections(0.05)).rejects.toMatchObject({ code: "Stale" });
    await open?.close();
    open = await connectSmallRobot({ detections: null, wrench: null });
    await expect(open.robot.detections(1)).rejects.toMatchObject({ code: "NotSupported" });
    await expect(open.robot.wrench()).rejects.toMatchObject({ code: "NotSupported" });
  });
});

describe("frames, wrench, topics", () => {
  it("gives a frame in the base frame along its chain, and null for one on no chain", async () => {
    const { robot, server } = await standing();
    const edge = (parent: string, child: string, x: number) => ({
      header: header(20, parent),
      child_frame_id: child,
      transform: { translation: { x, y: 0, z: 0 }, rotation: still },
    });
    const heard = new Promise<void>((resolve) => robot.onTransforms(() => resolve()));
    server.publish("/tf", {
      transforms: [
        edge("world", "base_link", 1),
        edge("world", "table", 3),
        edge("table", "cup", 0.5),
        edge("a", "b", 1),
        edge("p", "q", 1),
        edge("q", "p", 1),
      ],
    });
    await heard;
    expect(await robot.frame("cup")).toEqual({
      position: [2.5, 0, 0],
      orientation: [0, 0, 0, 1],
      frame_id: "base_link",
    });
    expect(await robot.frame("base_link")).toMatchObject({ position: [0, 0, 0] });
    expect(await robot.frame("b")).toBeNull();
    expect(await robot.frame("p")).toBeNull();
    expect(await robot.frame("nowhere")).toBeNull();
    expect(robot.frameNames()).toContain("cup");
  });

  it("takes a wrench of now only", async () => {
    const setup = await standing();
    const { robot, server } = setup;
    const wrench = (time_s: number, z: number) => ({
      header: header(time_s, "tool"),
      wrench: { force: { x: 0, y: 0, z }, torque: { x: 0, y: 0, z: 0 } },
    });
    server.publish("/wrench", wrench(19.5, 1));
    await arrived(setup, jointState(20));
    const felt = robot.wrench(5);
    await arrived(setup, jointState(20));
    server.publish("/wrench", wrench(19.95, 2));
    expect(await felt).toEqual({ force: [0, 0, 2], torque: [0, 0, 0], frame_id: "tool", stamp_s: 19.95 });
  });

  it("reads one message of a topic, and names similar topics for one that is not there", async () => {
    const { robot, server } = await standing();
    server.services.set("/rosapi/topics", () => ({
      topics: ["/lamp", "/joint_states"],
      types: ["std_msgs/msg/Bool", "x"],
    }));
    server.latched.set("/lamp", { data: true });
    expect(await robot.readTopic("/lamp", 5)).toEqual({ data: true });
    await robot.topics();
    expect(server.ops("unsubscribe").map(({ topic }) => topic)).toEqual(["/lamp"]);
    await expect(robot.readTopic("/joint_stats", 1)).rejects.toMatchObject({
      code: "NotFound",
      message: expect.stringContaining("/joint_states"),
    });
    server.latched.clear();
    await expect(robot.readTopic("/lamp", 0.05)).rejects.toMatchObject({ code: "Timeout" });
  });
});

describe("pictures", () => {
  const image = (time_s: number, data: Uint8Array, encoding: string, step: number) => ({
    header: header(time_s, "camera"),
    width: 2,
    height: 2,
    encoding,
    is_bigendian: 0,
    step,
    data: Buffer.from(data).toString("base64"),
  });
  // bgr8 with two bytes of padding a row
  const bgr = Uint8Array.from([3, 2, 1, 6, 5, 4, 0, 0, 9, 8, 7, 12, 11, 10, 0, 0]);

  it("are taken now, colour and depth of one moment, and the topics are left again", async () => {
    const { robot, server } = await standing();
    const asked = server.next((op) => op.op === "subscribe" && op.topic === "/wrist/depth");
    const picture = robot.capture("wrist", AbortSignal.timeout(20_000));
    await asked;
    const depth = new Uint8Array(Float32Array.from([1, 2, 3, 0.5]).buffer);
    server.publish("/wrist/image", image(19, bgr, "bgr8", 8));
    server.publish("/wrist/depth", image(20, depth, "32FC1", 8));
    server.publish("/wrist/image", image(20.5, bgr, "bgr8", 8));
    server.publish("/wrist/depth", image(20.5, depth, "32FC1", 8));
    const taken = await picture;
    expect(taken).toMatchObject({ name: "wrist", width: 2, height: 2, stamp_s: 20.5 });
    expect([...taken.rgb]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect([...(taken.depth_m ?? [])]).toEqual([1, 2, 3, 0.5]);
    expect(Buffer.from(taken.png.slice(1, 4)).toString()).toBe("PNG");
    await robot.topics().catch(() => {});
    expect(server.ops("unsubscribe").map(({ topic }) => topic)).toEqual(["/wrist/image", "/wrist/depth"]);
  });

  it("come from PNG where there is no raw topic, and stop when told to", async () => {
    const cameras = { top: { image: "/top/compressed" } };
    const { robot, server } = await standing({ cameras });
    const png = encode({ width: 2, height: 1, data: Uint8Array.from([9, 8, 7, 6, 5, 4]), channels: 3 });
    server.latched.set("/top/compressed", {
      header: header(20),
      format: "rgb8; png compressed",
      data: Buffer.from(png).toString("base64"),
    });
    const { rgb, depth_m } = await robot.capture(null, AbortSignal.timeout(20_000));
    expect([...rgb]).toEqual([9, 8, 7, 6, 5, 4]);
    expect(depth_m).toBeNull();
    server.latched.clear();
    const stop = new AbortController();
    const stopped = robot.capture("top", stop.signal);
    stop.abort();
    await expect(stopped).rejects.toMatchObject({ code: "Stopped" });
  });

  it("of an unknown camera are NotFound, naming the cameras", async () => {
    const { robot } = await standing();
    await expect(robot.capture("constructor", AbortSignal.timeout(1000))).rejects.toMatchObject({
      code: "NotFound",
      message: expect.stringContaining("wrist"),
    });
  });
});
