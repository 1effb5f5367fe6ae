import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadProfile, shippedProfiles } from "../../../bridge/robot/profiles.ts";

/** What a driver documents: names, types and limits, with the file that they were read from. */
interface Facts {
  readonly read_from: readonly { repository: string; file: string }[];
  readonly topics: Record<string, string>;
  readonly actions: Record<string, string>;
  readonly frames: readonly string[];
  readonly joints?: readonly string[];
  readonly finger_joints?: readonly string[];
  readonly position_per_width?: number;
  readonly max_velocity_rad_s?: readonly number[];
  readonly max?: Record<"linear_m_s" | "angular_rad_s" | "linear_m_s2" | "angular_rad_s2", number>;
}

const folder = join(import.meta.dirname, "..", "..", "fixtures", "drivers");
const drivers = readdirSync(folder).map((file) => basename(file, ".json"));

it("there is a driver's documentation for every profile that is shipped, but for those of the simulator", () => {
  expect(drivers).toEqual(shippedProfiles().filter((name) => !name.startsWith("simulated_")));
  expect(drivers.length).toBeGreaterThan(2);
});

describe.each(drivers)("the profile %s", (name) => {
  const facts = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as Facts;
  const profile = loadProfile(name);
  const { arm, base, gripper } = profile;

  it("names topics and actions as the driver documents them, with their types", () => {
    const topics = [
      profile.joint_states,
      profile.robot_description,
      base?.cmd_vel,
      base?.odom,
      profile.wrench && { topic: profile.wrench.topic, type: "geometry_msgs/msg/WrenchStamped" },
      profile.tf && { topic: profile.tf.topic, type: "tf2_msgs/msg/TFMessage" },
      arm?.trajectory_topic && { topic: arm.trajectory_topic.name, type: arm.trajectory_topic.type },
    ];
    for (const one of topics.filter((topic) => topic != null)) expect(facts.topics[one.topic]).toBe(one.type);
    const actions = [arm?.trajectory_action, gripper?.action, base?.navigate_action];
    for (const one of actions.filter((action) => action != null))
      expect(facts.actions[one.name]).toBe(one.type);
    expect(Object.keys(profile.cameras)).toEqual([]);
  });

  it("names joints and frames as the driver documents them", () => {
    expect(arm?.joints).toEqual(facts.joints);
    expect(gripper?.joints).toEqual(facts.finger_joints);
    expect(gripper?.position_per_width).toBe(facts.position_per_width);
    const frames = [profile.frames.base, profile.frames.tool, base?.frame, base?.map_frame];
    for (const frame of frames.filter((one) => one != null)) expect(facts.frames).toContain(frame);
  });

  it("is no faster than the driver's own limits, and lets programs send nothing by itself", () => {
    for (const [joint, most] of (facts.max_velocity_rad_s ?? []).entries())
      expect(arm?.limits.velocity_rad_s?.[joint]).toBeLessThanOrEqual(most);
    for (const [limit, most] of Object.entries(facts.max ?? {}))
      expect(base?.limits[limit as keyof NonNullable<Facts["max"]>]).toBeLessThanOrEqual(most);
    expect(profile.allow).toEqual({ publish: [], call: [], goals: [], params: [] });
    expect(profile.simulation).toBeNull();
  });
});
