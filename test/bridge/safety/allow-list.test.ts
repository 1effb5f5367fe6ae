import { describe, expect, it } from "vitest";
import { Profile } from "../../../bridge/protocol/index.ts";
import { loadProfile } from "../../../bridge/robot/profiles.ts";
import { allowRefusal, paramRefusal, publishRate } from "../../../bridge/safety/allow-list.ts";

const base = loadProfile("simulated_arm");
const withAllow = (allow: unknown): Profile => Profile.parse({ ...base, allow });
const lamp = withAllow({
  publish: [
    { name: "/lamp/colour", type: "std_msgs/msg/String", max_rate_hz: 5 },
    { name: "/stage/*", type: "std_msgs/msg/Float64" },
  ],
  call: [{ name: "/lamp/set", type: "std_srvs/srv/SetBool" }],
  goals: [{ name: "/lamp/fade", type: "example_interfaces/action/Fibonacci" }],
  params: ["/lamp:*", "/stage:width"],
});
/** A profile whose author allowed everything that the schema lets him write. */
const careless = (types: readonly string[]): Profile => {
  const folders = [
    "/a",
    "/codeact",
    "/codeact_sim",
    "/rosapi",
    "/camera",
    "/joint_trajectory_controller",
    "/gripper_controller",
  ];
  const names = [
    ...folders.map((folder) => `${folder}/*`),
    ...[
      "/joint_states",
      "/tf",
      "/tf_static",
      "/clock",
      "/detections",
      "/wrench",
      "/contacts",
      "/robot_description",
      "/cmd_vel",
    ],
    ...["/set_entity_state", "/spawn_entity", "/delete_entity", "/reset_simulation", "/step_simulation"],
    ...["/set_simulation_state", "/get_entity_state", "/codeact"],
  ];
  const all = names.flatMap((name) => types.map((type) => ({ name, type })));
  return withAllow({ publish: all, call: all, goals: all, params: [] });
};

describe("the allow-list", () => {
  it("lets through what it names, in the spelling of ROS 1 too", () => {
    expect(allowRefusal(lamp, "publish", "/lamp/colour", "std_msgs/msg/String")).toBeNull();
    expect(allowRefusal(lamp, "publish", "/lamp/colour", "std_msgs/String")).toBeNull();
    expect(allowRefusal(lamp, "publish", "/stage/left/light", "std_msgs/msg/Float64")).toBeNull();
    expect(allowRefusal(lamp, "call", "/lamp/set", "std_srvs/srv/SetBool")).toBeNull();
    expect(allowRefusal(lamp, "goal", "/lamp/fade", "example_interfaces/action/Fibonacci")).toBeNull();
    expect(paramRefusal(lamp, "/lamp:colour")).toBeNull();
    expect(paramRefusal(lamp, "/stage:width")).toBeNull();
  });

  it("denies all else, and says what is allowed", () => {
    const denied = allowRefusal(lamp, "publish", "/lamp/heat", "std_msgs/msg/String");
    expect(denied).toMatchObject({ code: "Denied" });
    expect(denied?.message).toContain("/lamp/colour (std_msgs/msg/String), /stage/* (std_msgs/msg/Float64)");
    expect(allowRefusal(lamp, "publish", "/lamp/colour", "std_msgs/msg/Bool")?.message).toContain(
      "allowed as std_msgs/msg/String only",
    );
    expect(allowRefusal(lamp, "call", "/lamp/colour", "std_srvs/srv/SetBool")?.message).toContain(
      "/lamp/set",
    );
    expect(allowRefusal(lamp, "goal", "/lamp/set", "std_srvs/srv/SetBool")?.message).toContain("/lamp/fade");
    expect(allowRefusal(withAllow({}), "call", "/lamp/set", "std_srvs/srv/SetBool")?.message).toContain(
      "allow.call is empty",
    );
    expect(paramRefusal(lamp, "/stage:widths")?.message).toContain("/lamp:*, /stage:width");
    expect(paramRefusal(lamp, "/lamp2:colour")).toMatchObject({ code: "Denied" });
  });

  it.each([
    ["stage/left", "a relative name"],
    ["/stage/../joint_states", "dots"],
    ["//stage/left", "a doubled slash"],
    ["/stage/left/", "a slash at the end"],
    ["/stage", "the folder alone"],
    ["/stage/", "nothing in the folder"],
    ["/stagecoach/left", "a name that only begins alike"],
    ["/stage/_hidden", "a hidden name"],
    ["/stage/_action/send_goal", "the inside of an action"],
    ["~/stage/left", "a private name"],
    ["/stage/left\n/joint_states", "two lines"],
    ["/stage/left ", "a blank"],
    ["/stage/léft", "a letter that ROS has not"],
    ["/STAGE/left", "other capitals"],
    [`/stage/${"a".repeat(300)}`, "a name too long"],
    ["", "nothing"],
  ])("takes %j for no name under /stage (%s)", (name) => {
    expect(allowRefusal(lamp, "publish", name, "std_msgs/msg/Float64")).toMatchObject({ code: "Denied" });
  });

  it("knows how fast a topic may be repeated", () => {
    expect(publishRate(lamp, "/lamp/colour", "std_msgs/msg/String")).toBe(5);
    expect(publishRate(lamp, "/stage/left", "std_msgs/msg/Float64")).toBe(base.rates.publish_hz);
    expect(publishRate(lamp, "/other", "std_msgs/msg/Float64")).toBe(0);
  });

  it.each(["*", "/*", "/lamp*", "/lamp/*/set", "lamp", "/lamp/**", "/_hidden/*"])(
    "is not written with %j",
    (name) => {
      const allow = { publish: [{ name, type: "std_msgs/msg/String" }] };
      expect(Profile.safeParse({ ...base, allow }).success).toBe(false);
    },
  );
});

describe("what no profile may allow", () => {
  const sensors: [string, string][] = [
    ["/joint_states", "sensor_msgs/msg/JointState"],
    ["/tf", "tf2_msgs/msg/TFMessage"],
    ["/tf_static", "tf2_msgs/msg/TFMessage"],
    ["/clock", "rosgraph_msgs/msg/Clock"],
    ["/wrench", "geometry_msgs/msg/WrenchStamped"],
    ["/contacts", "ros_gz_interfaces/msg/Contacts"],
    ["/detections", "vision_msgs/msg/Detection3DArray"],
    ["/robot_description", "std_msgs/msg/String"],
    ["/camera/wrist/image_raw", "sensor_msgs/msg/Image"],
    ["/camera/wrist/image_raw/compressed", "sensor_msgs/msg/CompressedImage"],
    ["/camera/overhead/camera_info", "sensor_msgs/msg/CameraInfo"],
    ["/camera/overhead/depth/image_raw", "sensor_msgs/msg/Image"],
    ["/codeact/estop", "std_msgs/msg/Bool"],
    ["/codeact", "std_msgs/msg/Bool"],
    ["/cmd_vel", "std_msgs/msg/String"],
    ["/a/steering", "geometry_msgs/msg/Twist"],
    ["/a/steering", "geometry_msgs/msg/TwistStamped"],
    ["/a/arm", "trajectory_msgs/msg/JointTrajectory"],
    ["/a/arm", "trajectory_msgs/JointTrajectory"],
    ["/joint_trajectory_controller/joint_trajectory", "trajectory_msgs/msg/JointTrajectory"],
    ["/joint_trajectory_controller/joint_trajectory", "std_msgs/msg/String"],
  ];
  it.each(sensors)("publishing on %s as %s", (name, type) => {
    expect(allowRefusal(careless([type]), "publish", name, type)).toMatchObject({ code: "Denied" });
  });

  it.each([
    ["/codeact_sim/save_state", "codeact_interfaces/srv/SaveState"],
    ["/codeact_sim/restore_state", "codeact_interfaces/srv/RestoreState"],
    ["/codeact_sim/restore_state", "std_srvs/srv/Trigger"],
    ["/a/back", "codeact_interfaces/srv/RestoreState"],
    ["/set_entity_state", "simulation_interfaces/srv/SetEntityState"],
    ["/spawn_entity", "simulation_interfaces/srv/SpawnEntity"],
    ["/delete_entity", "simulation_interfaces/srv/DeleteEntity"],
    ["/reset_simulation", "simulation_interfaces/srv/ResetSimulation"],
    ["/step_simulation", "simulation_interfaces/srv/StepSimulation"],
    ["/set_simulation_state", "simulation_interfaces/srv/SetSimulationState"],
    ["/set_entity_state", "std_srvs/srv/Trigger"],
    ["/get_entity_state", "std_srvs/srv/Trigger"],
    ["/a/anything", "simulation_interfaces/srv/SetEntityState"],
    ["/rosapi/set_param", "rosapi_msgs/srv/SetParam"],
    ["/rosapi/delete_param", "rosapi_msgs/srv/DeleteParam"],
    ["/codeact/reset", "std_srvs/srv/Trigger"],
    ["/joint_trajectory_controller/follow_joint_trajectory", "std_srvs/srv/Trigger"],
  ])("calling %s as %s", (name, type) => {
    expect(allowRefusal(careless([type]), "call", name, type)).toMatchObject({ code: "Denied" });
  });

  it.each([
    ["/joint_trajectory_controller/follow_joint_trajectory", "control_msgs/action/FollowJointTrajectory"],
    ["/gripper_controller/gripper_cmd", "control_msgs/action/GripperCommand"],
    ["/gripper_controller/gripper_cmd", "example_interfaces/action/Fibonacci"],
    ["/a/other_arm", "control_msgs/action/FollowJointTrajectory"],
    ["/codeact/goal", "example_interfaces/action/Fibonacci"],
  ])("a raw goal to %s as %s", (name, type) => {
    expect(allowRefusal(careless([type]), "goal", name, type)).toMatchObject({ code: "Denied" });
  });

  it("leaves the careless profile its own things", () => {
    const profile = careless(["std_msgs/msg/String"]);
    expect(allowRefusal(profile, "publish", "/a/lamp", "std_msgs/msg/String")).toBeNull();
  });
});
