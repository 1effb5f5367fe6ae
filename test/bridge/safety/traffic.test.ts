import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createExecutor } from "../../../bridge/executor/executor.ts";
import type { ActionResult, Executor } from "../../../bridge/executor/types.ts";
import { createCallHandler } from "../../../bridge/primitives/handlers.ts";
import type { RosbridgeOp } from "../../../bridge/protocol/index.ts";
import { startSimulator } from "../../../sim/simulator.ts";
import { RecordingWire } from "../../recording-wire.ts";
import { python } from "../executor/harness.ts";
import { Rig } from "./rig.ts";

/** In everything that must not pass. */
const MARK = "hostile";

/** Tries every primitive and every name to reach what it must not reach, then what it may. */
const PROGRAM = `
import json
from codeact_primitives import _client
tried = 0
ends = {}
passed = []

def attempt(function, *arguments, **more):
    global tried
    tried += 1
    try:
        function(*arguments, **more)
        end = "passed"
        passed.append(repr(arguments))
    except Exception as error:
        end = type(error).__name__
    ends[end] = ends.get(end, 0) + 1

ARM = ["shoulder_pan_joint", "shoulder_lift_joint", "elbow_joint", "wrist_1_joint", "wrist_2_joint", "wrist_3_joint"]
def trajectory(positions, seconds, names=ARM):
    return {"joint_names": names, "points": [{"positions": positions, "time_from_start": {"sec": seconds, "nanosec": 0}}]}
BAD = [trajectory([9, 0, 0, 0, 0, 0], 5), trajectory([0, 0, 0, 0, 0, 0], 0), trajectory([3, -1, 1, -1, -1, 0], 1),
       trajectory([0, 1.2, 0.3, 0, 0, 0], 9), trajectory([0] * 6, 4, ["${MARK}"] * 6), {"${MARK}": 1}, {}]

TOPICS = ["/joint_states", "/tf", "/tf_static", "/clock", "/detections", "/wrench", "/robot_description", "/rosout",
    "/camera/wrist/image_raw", "/camera/wrist/image_raw/compressed", "/camera/overhead/camera_info",
    "/camera/overhead/depth/image_raw", "/cmd_vel", "/codeact/estop", "/codeact/heartbeat", "/codeact/events",
    "/gripper_controller/gripper_cmd", "/gripper_controller/gripper_cmd/_action/status", "/${MARK}",
    "joint_states", "//joint_states", "/joint_states/", "/user/../joint_states", "/user/./x", "/user/_hidden", "/user/",
    "/USER/x", "user/x", "/user/x\\n/joint_states", "/user/x ", "/joint_trajectory_controller/joint_trajectory ",
    "/joint_trajectory_controller//joint_trajectory", "/joint_trajectory_controller/../user/x", "/parameter_events"]
TYPES = ["std_msgs/msg/String", "trajectory_msgs/msg/JointTrajectory", "sensor_msgs/msg/JointState", "std_msgs/msg/Bool",
    "geometry_msgs/msg/Twist", "std_msgs/msg/Float64MultiArray", "", "${MARK}"]
def publish_all():
    for topic in TOPICS:
        for type in TYPES:
            attempt(ros.publish, topic, type, {"data": "${MARK}"})
    for type in TYPES[1:3] + TYPES[4:]:
        attempt(ros.publish, "/user/words", type, {"data": "${MARK}"})
    attempt(ros.publish, "/user/words", "std_msgs/msg/String", {"data": "${MARK}"}, rate_hz=1000, duration_s=1)
    attempt(ros.publish, "/user/words", "std_msgs/msg/String", {"data": "${MARK}"}, rate_hz=10)
    for message in BAD:
        attempt(ros.publish, "/joint_trajectory_controller/joint_trajectory", "trajectory_msgs/msg/JointTrajectory", message)

SERVICES = ["/set_entity_state", "/spawn_entity", "/delete_entity", "/reset_simulation", "/step_simulation",
    "/set_simulation_state", "/get_entity_state", "/get_entities", "/rosapi/set_param", "/rosapi/delete_param",
    "/rosapi/get_param", "/joint_trajectory_controller/follow_joint_trajectory/_action/send_goal",
    "/gripper_controller/gripper_cmd/_action/send_goal", "/joint_trajectory_controller/follow_joint_trajectory/_action/cancel_goal",
    "/codeact/reset", "set_entity_state", "/user/../set_entity_state", "/codeact_sim/set_parameters", "/user/"]
def call_all():
    for service in SERVICES:
        for type in ["std_srvs/srv/SetBool", "simulation_interfaces/srv/SetEntityState", "rosapi_msgs/srv/SetParam", "rosapi_msgs/srv/Nodes", ""]:
            attempt(ros.call, service, type, {"entity": "${MARK}", "steps": 7777, "name": "${MARK}", "value": "1"})

ACTIONS = ["/joint_trajectory_controller/follow_joint_trajectory", "/gripper_controller/gripper_cmd", "/${MARK}",
    "joint_trajectory_controller/follow_joint_trajectory", "/joint_trajectory_controller/follow_joint_trajectory/",
    "//joint_trajectory_controller/follow_joint_trajectory", "/codeact/go", "/joint_trajectory_controller/joint_trajectory"]
def goals_all():
    for action in ACTIONS:
        for type in ["control_msgs/action/FollowJointTrajectory", "control_msgs/action/GripperCommand", "example_interfaces/action/Fibonacci", "${MARK}"]:
            for goal in [{"trajectory": bad} for bad in BAD] + [{"command": {"position": 0.5, "max_effort": 999}}, {"order": 1, "${MARK}": 1}]:
                attempt(ros.send_goal, action, type, goal)

def forged():
    for name in ["actuators.publish", "gate.moveArm", "arm.send_trajectory", "robot.send", "publish", "send_action_goal",
            "__proto__", "constructor", "ros.publish ", "ROS.PUBLISH", "connection.send", "toString"]:
        attempt(_client._transport.call, name, {"op": "publish", "topic": "/joint_states", "msg": "${MARK}"})
    for name in ["ros.publish", "ros.call", "ros.send_goal", "arm.move_joints", "arm.follow"]:
        for params in [{"topic": "/joint_states", "type": "${MARK}", "message": {}, "op": "publish"}, {"topic": ["/user/x"]},
                {"__proto__": {"topic": "/user/x"}}, {"service": {"toString": 1}}, {"positions": [1e308] * 6}, {"waypoints": [{"position": [0, 0, 0]}] * 3}]:
            attempt(_client._transport.call, name, params)

def motions():
    attempt(arm.move_joints, [9] * 6)
    attempt(arm.move_joints, [0, 1.2, 0.3, 0, 0, 0])
    attempt(arm.move_to, [0.5, 0, -0.5])
    attempt(arm.move_to, [0.5, 0, 0.3], speed=99)
    attempt(gripper.open, 5)
    attempt(gripper.close, 10000)
    attempt(ros.param, "/codeact_sim:${MARK}")

publish_all(); call_all(); goals_all(); forged(); motions()
denied = dict(ends)
`;

const ALLOWED = `
ends.clear()
wait(1)
attempt(ros.publish, "/user/words", "std_msgs/msg/String", {"data": "fine"})
attempt(ros.publish, "/user/words", "std_msgs/msg/String", {"data": "fine"}, rate_hz=10, duration_s=0.5)
attempt(ros.call, "/rosapi/nodes", "rosapi_msgs/srv/Nodes")
attempt(ros.param, "/codeact_sim:publish_rate")
attempt(arm.move_joints, {"shoulder_pan_joint": 0.2})
attempt(ros.send_goal, "/joint_trajectory_controller/follow_joint_trajectory", "control_msgs/action/FollowJointTrajectory",
    {"trajectory": trajectory([0.1, -1.5708, 1.5708, -1.5708, -1.5708, 0], 2)})
attempt(ros.publish, "/joint_trajectory_controller/joint_trajectory", "trajectory_msgs/msg/JointTrajectory",
    trajectory([0, -1.5708, 1.5708, -1.5708, -1.5708, 0], 2))
attempt(ros.send_goal, "/gripper_controller/gripper_cmd", "control_msgs/action/GripperCommand",
    {"command": {"position": 0.02, "max_effort": 5}})
allowed = dict(ends)
`;

describe("what a hostile program gets onto the wire", () => {
  let wire: RecordingWire;
  let rig: Rig;
  let executor: Executor;
  let workDir: string;
  beforeAll(async () => {
    const simulator = await startSimulator({ scene: "table", seed: 4, clock: "fast", port: 0 });
    wire = await RecordingWire.to(simulator.url);
    rig = await Rig.start({ simulator: { ...simulator, url: wire.url } });
    workDir = await mkdtemp(join(tmpdir(), "codeact-test-"));
    const { robot, gate, events } = rig;
    executor = await createExecutor({
      python,
      workDir,
      sandbox: "none",
      onCall: createCallHandler({ robot, gate, ask: async () => null, say: () => {} }),
      emit: (event) => void events.push(event),
    });
  });
  afterAll(async () => {
    await executor?.close();
    await rig?.close();
    wire?.close();
    await rm(workDir, { recursive: true, force: true });
  });

  const run = (code: string): Promise<ActionResult> =>
    executor.execute(code, { turn: 1, by: "agent", timeoutS: 120 });
  /** What the program counted, by name. */
  const counted = async (name: string): Promise<Record<string, number>> => {
    const { value, error } = await run(`json.dumps(${name})`);
    expect(error).toBeNull();
    return JSON.parse((value ?? "").slice(1, -1)) as Record<string, number>;
  };
  const calls = (from: number): Extract<RosbridgeOp, { op: "call_service" }>[] =>
    wire.sent.slice(from).filter((op) => op.op === "call_service");
  const kinds = (from: number): Set<string> => new Set(wire.sent.slice(from).map(({ op }) => op));
  /** The bridge's own services: what it reads, and the clock of a `fast` simulator. */
  const ownCalls = ["/rosapi/topics", "/rosapi/get_param", "/step_simulation"];

  it("is nothing, whatever it tries", async () => {
    const from = wire.sent.length;
    const before = rig.robot.arm().positions;
    const { error } = await run(PROGRAM);
    expect(error).toBeNull();
    expect(await run("passed")).toMatchObject({ value: "[]" });
    const ends = await counted("denied");
    expect(ends["Denied"]).toBeGreaterThan(400);
    expect(await run("tried")).toMatchObject({ value: expect.stringMatching(/^[5-9]\d\d$/) });
    const ops = wire.sent.slice(from);
    expect(JSON.stringify(ops.filter(({ op }) => op !== "subscribe"))).not.toContain(MARK);
    expect(ops.filter(({ op }) => op === "send_action_goal")).toEqual([]);
    const published = ops.filter((op) => op.op === "publish").map(({ topic }) => topic);
    expect(new Set(published)).toEqual(new Set(["/codeact/heartbeat"]));
    expect(calls(from).filter(({ service }) => !ownCalls.includes(service))).toEqual([]);
    expect(calls(from).filter(({ args }) => JSON.stringify(args ?? {}).includes("7777"))).toEqual([]);
    expect(
      [...kinds(from)].filter((op) => !["publish", "subscribe", "unsubscribe", "call_service"].includes(op)),
    ).toEqual([]);
    expect(wire.unreadable).toEqual([]);
    expect(rig.robot.arm().positions).toEqual(before);
  });

  it("is what the gate approved: listed names with listed types, and its own checked motions", async () => {
    const from = wire.sent.length;
    const { error } = await run(ALLOWED);
    expect(error).toBeNull();
    expect(await counted("allowed")).toEqual({ passed: 8 });
    const ops = wire.sent.slice(from);
    const published = ops.filter((op) => op.op === "publish" && op.topic !== "/codeact/heartbeat");
    expect(published.length).toBe(6);
    for (const op of published) expect(op).toMatchObject({ topic: "/user/words", msg: { data: "fine" } });
    expect(ops.filter((op) => op.op === "advertise").map(({ topic, type }) => [topic, type])).toEqual([
      ["/user/words", "std_msgs/msg/String"],
    ]);
    expect(
      calls(from)
        .map(({ service }) => service)
        .filter((service) => !ownCalls.includes(service)),
    ).toEqual(["/rosapi/nodes"]);
    const goals = ops.filter((op) => op.op === "send_action_goal");
    expect(goals.map(({ action, action_type }) => `${action} ${action_type}`)).toEqual([
      ...[1, 2, 3].map(
        () =>
          "/joint_trajectory_controller/follow_joint_trajectory control_msgs/action/FollowJointTrajectory",
      ),
      "/gripper_controller/gripper_cmd control_msgs/action/GripperCommand",
    ]);
    type Points = { trajectory: { points: { velocities: number[]; accelerations: number[] }[] } };
    for (const { args } of goals.slice(0, 3)) {
      const { points } = (args as Points).trajectory;
      // The program sent one point; what went out are the gate's own, timed within the limits.
      expect(points.length).toBeGreaterThan(20);
      for (const { velocities, accelerations } of points) {
        expect(Math.max(...velocities.map(Math.abs))).toBeLessThanOrEqual(2.5);
        expect(Math.max(...accelerations.map(Math.abs))).toBeLessThanOrEqual(5);
      }
    }
    expect(goals[3]?.args).toEqual({ command: { position: 0.02, max_effort: 5 } });
  });

  it("is nothing at all while the emergency stop is latched", async () => {
    await rig.gate.estop("page");
    const from = wire.sent.length;
    const { error } = await run(`${PROGRAM}\n${ALLOWED}`);
    expect(error).toBeNull();
    const ends = await counted("allowed");
    expect(ends).toEqual({ Denied: 7, passed: 1 }); // reading a parameter moves nothing
    const ops = wire.sent.slice(from);
    expect(ops.filter((op) => op.op === "publish").map(({ topic }) => topic)).not.toContain("/user/words");
    expect(ops.filter(({ op }) => op === "send_action_goal" || op === "advertise")).toEqual([]);
    expect(calls(from).filter(({ service }) => !ownCalls.includes(service))).toEqual([]);
    await rig.gate.resetEstop("test");
  });
});
