import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { discoveryText } from "../../../bridge/commands/discover.ts";
import { Profile } from "../../../bridge/protocol/index.ts";
import { discover } from "../../../bridge/robot/discover.ts";
import { parseJsonc, writeJsonc } from "../../../bridge/robot/jsonc.ts";
import { loadProfile } from "../../../bridge/robot/profiles.ts";
import { SIX_JOINTS, urdfText } from "./kinematics/arms.ts";
import { jointState } from "./small-robot.ts";
import { SmallRosbridge } from "./small-rosbridge.ts";

let server: SmallRosbridge;
let timer: NodeJS.Timeout;
afterEach(async () => {
  clearInterval(timer);
  await server?.goAway();
});

/** A server whose rosapi tells of these, and which publishes those. */
const offer = async (
  topics: Record<string, string>,
  options: { actions?: Record<string, string>; publish?: () => void; latched?: Record<string, unknown> } = {},
): Promise<void> => {
  server = await SmallRosbridge.start();
  const { actions = {}, publish = () => {}, latched = {} } = options;
  server.services.set("/rosapi/topics", () => ({
    topics: Object.keys(topics),
    types: Object.values(topics),
  }));
  server.services.set("/rosapi/services", () => ({ services: [] }));
  if (options.actions) {
    server.services.set("/rosapi/action_servers", () => ({ action_servers: Object.keys(actions) }));
    server.services.set("/rosapi/action_type", (args) => ({
      type: actions[(args as { action: string }).action] ?? "",
    }));
  }
  for (const [topic, message] of Object.entries(latched)) server.latched.set(topic, message);
  timer = setInterval(publish, 20);
};

const odometry = {
  header: { stamp: { sec: 1, nanosec: 0 }, frame_id: "odom" },
  child_frame_id: "base_footprint",
  pose: { pose: { position: { x: 0, y: 0, z: 0 }, orientation: { x: 0, y: 0, z: 0, w: 1 } } },
  twist: { twist: { linear: { x: 0, y: 0, z: 0 }, angular: { x: 0, y: 0, z: 0 } } },
};
const what = (found: { recognised: { what: string; name: string }[] }) =>
  Object.fromEntries(found.recognised.map((one) => [one.name, one.what]));

describe("discover", () => {
  it("recognises a base with navigation, laser and camera, and drafts a profile that loads with its comments", async () => {
    await offer(
      {
        "/cmd_vel": "geometry_msgs/msg/TwistStamped",
        "/teleop/cmd_vel": "geometry_msgs/msg/Twist",
        "/odom": "nav_msgs/msg/Odometry",
        "/scan": "sensor_msgs/msg/LaserScan",
        "/joint_states": "sensor_msgs/msg/JointState",
        "/front/image_raw/compressed": "sensor_msgs/msg/CompressedImage",
        "/front/depth/image_raw": "sensor_msgs/msg/Image",
      },
      {
        actions: { "/navigate_to_pose": "nav2_msgs/action/NavigateToPose" },
        publish: () => server.publish("/odom", odometry),
      },
    );
    const found = await discover(server.url);
    expect(what(found)).toEqual({
      "/navigate_to_pose": "navigation",
      "/joint_states": "joint states",
      "/cmd_vel": "base (velocity)",
      "/teleop/cmd_vel": "base (velocity)",
      "/odom": "base (odometry)",
      "/scan": "laser",
      "/front/image_raw/compressed": "camera (compressed)",
      "/front/depth/image_raw": "camera (depth)",
    });
    const { base, arm, frames, cameras } = Profile.parse(found.profile);
    expect(arm).toBeNull();
    expect(frames).toEqual({ base: "odom", tool: null });
    expect(base).toMatchObject({
      cmd_vel: { topic: "/cmd_vel", type: "geometry_msgs/msg/TwistStamped" },
      odom: { topic: "/odom" },
      navigate_action: { name: "/navigate_to_pose" },
      frame: "base_footprint",
      limits: { linear_m_s: 0.2 },
    });
    expect(cameras["front"]).toMatchObject({ depth: "/front/depth/image_raw" });
    expect(found.profile_text).toMatch(
      /\/\/ chosen of \/cmd_vel, \/teleop\/cmd_vel\n {4}"cmd_vel": \{ "topic"/,
    );
    expect(found.profile_text).toMatch(/\/\/ no such frame came on tf: .*\n {4}"map_frame"/);
    const file = join(mkdtempSync(join(tmpdir(), "codeact-draft-")), "mine.json");
    writeFileSync(file, found.profile_text);
    expect(loadProfile(file)).toEqual(found.profile);
    const text = discoveryText(found);
    expect(text).toMatch(/^Recognised\nwhat +name +type\nnavigation +\/navigate_to_pose +nav2_msgs/);
    expect(text).toMatch(/\n\/odom +nav_msgs\/msg\/Odometry +\d+\.\d\n/);
  });

  it("finds the actions of a ROS 1 arm by their topics", async () => {
    await offer(
      {
        "/joint_states": "sensor_msgs/JointState",
        "/robot_description": "std_msgs/String",
        "/arm/follow/goal": "control_msgs/FollowJointTrajectoryActionGoal",
        "/arm/follow/cancel": "actionlib_msgs/GoalID",
        "/hand/goal": "control_msgs/GripperCommandActionGoal",
        "/arm/command": "trajectory_msgs/JointTrajectory",
      },
      {
        publish: () => server.publish("/joint_states", jointState(1)),
        latched: { "/robot_description": { data: urdfText("six-joint") } },
      },
    );
    const found = await discover(server.url);
    expect(found.actions).toEqual([
      { name: "/arm/follow", type: "control_msgs/FollowJointTrajectoryAction" },
      { name: "/hand", type: "control_msgs/GripperCommandAction" },
    ]);
    const profile = Profile.parse(found.profile);
    expect(profile).toMatchObject({
      ros_version: 1,
      base: null,
      arm: {
        joints: SIX_JOINTS,
        trajectory_action: { name: "/arm/follow", type: "control_msgs/FollowJointTrajectoryAction" },
        trajectory_topic: { name: "/arm/command" },
      },
      gripper: { action: { name: "/hand" }, joints: ["finger_left_joint"] },
    });
    expect(found.profile_text).toContain("// a guess: every joint at 0");
  });

  it("says what is missing where nothing can be moved", async () => {
    await offer({ "/cmd_vel": "geometry_msgs/msg/Twist", "/chatter": "std_msgs/msg/String" });
    const found = await discover(server.url);
    expect(found.notes.join("\n")).toMatch(
      /no odometry tells of it[\s\S]*nothing was found that can be moved/,
    );
    expect(Profile.safeParse(found.profile).success).toBe(false);
    expect(found.notes.join("\n")).toContain("it has neither an arm nor a base");
  });
});

describe("JSON with comments", () => {
  it("is read with both kinds of comments, and with what looks like one in a string", () => {
    const text = '{ // one\n "a": "// not /* one */", /* two\n lines */ "b": [1, 2] } // three';
    expect(parseJsonc(text)).toEqual({ a: "// not /* one */", b: [1, 2] });
    expect(parseJsonc('{"a": "\\"// no"}')).toEqual({ a: '"// no' });
    expect(() => parseJsonc('{ // no end\n "a": }')).toThrow(SyntaxError);
  });

  it("is written so that it can be read again, whatever a comment says", () => {
    const value = { a: { b: [1, 2], c: null }, d: [], e: {}, f: [{ g: "x" }] };
    const comments = new Map([
      ["a.b", 'two\nlines, "quotes" */ and \u2028 more'],
      ["f", "what"],
    ]);
    const text = writeJsonc(value, comments);
    expect(parseJsonc(text)).toEqual(value);
    expect(text).toContain('    // two lines, "quotes" */ and   more\n    "b": [1, 2]');
  });
});
