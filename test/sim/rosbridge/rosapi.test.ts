import { Action, Param, type Ros, Service, Topic } from "roslib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Json, Rig } from "./rig.ts";

let rig: Rig;
let ros: Ros;
beforeEach(async () => {
  rig = await Rig.start({ "/codeact_sim:clock": "fast", "/codeact_sim:publish_rate": 50 });
  const physics = rig.node("physics");
  physics.send({
    op: "advertise_service",
    service: "/get_entities",
    type: "simulation_interfaces/srv/GetEntities",
  });
  physics.send({
    op: "advertise_action",
    action: "/arm/follow",
    type: "control_msgs/action/FollowJointTrajectory",
  });
  physics.send({ op: "advertise", topic: "/detections", type: "vision_msgs/msg/Detection3DArray" });
  physics.send({ op: "advertise", topic: "/joint_states", type: "sensor_msgs/msg/JointState" });
  while ((await physics.nextOf("subscribers")).topic !== "/joint_states");
  ros = await rig.roslib();
});
afterEach(() => rig.stop());

/** A result of one of roslib's methods, which take a callback and a second one for failure. */
const ask = <T>(call: (resolve: (value: T) => void, reject: (reason: unknown) => void) => void): Promise<T> =>
  new Promise(call);

const rosapi = async (service: string, args: Json = {}): Promise<Json> => {
  const client = await rig.raw();
  client.send({ op: "call_service", id: "q", service: `/rosapi/${service}`, args });
  const { values, result } = await client.next();
  if (!result) throw new Error(String(values));
  return values as Json;
};

describe("rosapi through roslib's own methods", () => {
  it("lists topics with their types, and finds them by type", async () => {
    const { topics, types } = await ask<{ topics: string[]; types: string[] }>((...on) =>
      ros.getTopics(...on),
    );
    expect(Object.fromEntries(topics.map((topic, index) => [topic, types[index]]))).toEqual({
      "/joint_states": "sensor_msgs/msg/JointState",
      "/detections": "vision_msgs/msg/Detection3DArray",
    });
    expect(await ask((...on) => ros.getTopicsForType("sensor_msgs/msg/JointState", ...on))).toEqual([
      "/joint_states",
    ]);
    expect(await ask((...on) => ros.getTopicType("/detections", ...on))).toBe(
      "vision_msgs/msg/Detection3DArray",
    );
    const topic = new Topic({ ros, name: "/joint_states", messageType: "sensor_msgs/msg/JointState" });
    expect(await ask((...on) => topic.getPublishers(...on))).toEqual(["/physics"]);
  });

  it("lists services, actions and nodes", async () => {
    expect(await ask((...on) => ros.getServices(...on))).toEqual(
      expect.arrayContaining(["/get_entities", "/rosapi/topics"]),
    );
    expect(await ask((...on) => ros.getServiceType("/get_entities", ...on))).toBe(
      "simulation_interfaces/srv/GetEntities",
    );
    expect(
      await ask((...on) => ros.getServicesForType("simulation_interfaces/srv/GetEntities", ...on)),
    ).toEqual(["/get_entities"]);
    expect(await ask((...on) => ros.getActionServers(...on))).toEqual(["/arm/follow"]);
    expect(await ask((...on) => ros.getNodes(...on))).toEqual(
      expect.arrayContaining(["/physics", "/rosapi"]),
    );
    const details = await ask<{ publishing: string[]; services: string[] }>((resolve, reject) =>
      ros.getNodeDetails("/physics", resolve, reject),
    );
    expect(details).toMatchObject({
      publishing: ["/detections", "/joint_states"],
      services: ["/get_entities"],
      subscribing: [],
    });
  });

  it("describes messages and services so that roslib can decode them", async () => {
    const message = await ask<never[]>((...on) =>
      ros.getMessageDetails("sensor_msgs/msg/JointState", ...(on as [never, never])),
    );
    expect(ros.decodeTypeDefs(message)).toEqual({
      header: { stamp: { sec: "int32", nanosec: "uint32" }, frame_id: "string" },
      name: ["string"],
      position: ["double"],
      velocity: ["double"],
      effort: ["double"],
    });
    const request = await ask<{ typedefs: never[] }>((...on) =>
      ros.getServiceRequestDetails("std_srvs/srv/SetBool", ...(on as [never, never])),
    );
    expect(ros.decodeTypeDefs(request.typedefs)).toEqual({ data: "boolean" });
    const response = await ask<{ typedefs: never[] }>((...on) =>
      ros.getServiceResponseDetails("std_srvs/SetBool", ...(on as [never, never])),
    );
    expect(ros.decodeTypeDefs(response.typedefs)).toEqual({ success: "boolean", message: "string" });
  });

  it("gives every topic's whole definition", async () => {
    const raw = await ask<{ topics: string[]; typedefs_full_text: string[] }>((...on) =>
      ros.getTopicsAndRawTypes(...on),
    );
    const text = raw.typedefs_full_text[raw.topics.indexOf("/detections")];
    expect(text).toMatch(
      /^std_msgs\/Header header\nvision_msgs\/Detection3D\[\] detections\n={80}\nMSG: std_msgs\/Header\nbuiltin_interfaces\/Time stamp/,
    );
    expect(text).toContain("MSG: vision_msgs/BoundingBox3D\ngeometry_msgs/Pose center");
  });

  it("gets, sets and deletes parameters; the simulator's are read-only", async () => {
    expect(await ask((...on) => ros.getParams(...on))).toEqual([
      "/codeact_sim:clock",
      "/codeact_sim:publish_rate",
    ]);
    const clock = new Param<string>({ ros, name: "/codeact_sim:clock" });
    expect(await ask((...on) => clock.get(...on))).toBe("fast");
    await expect(ask((resolve, reject) => clock.set("realtime", resolve, reject))).rejects.toMatch(
      /read-only/,
    );
    const own = new Param<object>({ ros, name: "/notes:where" });
    await expect(ask((...on) => own.get(...on))).rejects.toMatch(/no parameter \/notes:where/);
    await ask((resolve, reject) => own.set({ x: [1, "two"] }, resolve, reject));
    expect(await ask((...on) => own.get(...on))).toEqual({ x: [1, "two"] });
    await ask((...on) => own.delete(...on));
    expect(await rosapi("has_param", { name: "/notes:where" })).toEqual({ exists: false });
    expect(await rosapi("get_param", { name: "/notes:where", default_value: "7" })).toMatchObject({
      value: "7",
      successful: true,
    });
  });
});

describe("rosapi", () => {
  it("answers what roslib has no method for", async () => {
    expect(await rosapi("action_type", { action: "/arm/follow" })).toEqual({
      type: "control_msgs/action/FollowJointTrajectory",
    });
    expect(await rosapi("service_node", { service: "get_entities" })).toEqual({ node: "/physics" });
    expect(await rosapi("service_providers", { service: "/get_entities" })).toEqual({
      providers: ["/physics"],
    });
    expect(await rosapi("subscribers", { topic: "/joint_states" })).toEqual({ subscribers: [] });
    expect(await rosapi("get_ros_version")).toMatchObject({ version: 2 });
    expect(await rosapi("get_time")).toEqual({
      time: { sec: expect.any(Number), nanosec: expect.any(Number) },
    });
    expect((await rosapi("interfaces"))["interfaces"]).toEqual(
      expect.arrayContaining(["std_msgs/msg/String", "control_msgs/action/GripperCommand"]),
    );
    const { typedefs } = await rosapi("action_goal_details", { type: "control_msgs/action/GripperCommand" });
    expect(typedefs).toMatchObject([
      {
        type: "control_msgs/GripperCommand_Goal",
        fieldnames: ["command"],
        fieldtypes: ["control_msgs/GripperCommand"],
        fieldarraylen: [-1],
      },
      {
        type: "control_msgs/GripperCommand",
        fieldnames: ["position", "max_effort"],
        examples: ["0.0", "0.0"],
      },
    ]);
  });

  it("describes every type that it lists", async () => {
    const { interfaces } = (await rosapi("interfaces")) as { interfaces: string[] };
    expect(interfaces.length).toBeGreaterThan(200);
    const services = {
      msg: ["message_details"],
      srv: ["service_request_details", "service_response_details"],
      action: ["action_goal_details", "action_result_details", "action_feedback_details"],
    };
    const client = await rig.raw();
    for (const type of interfaces)
      for (const service of services[type.split("/")[1] as keyof typeof services]) {
        client.send({ op: "call_service", id: type, service: `/rosapi/${service}`, args: { type } });
        const { values, result } = await client.next();
        expect([type, result, (values as { typedefs?: unknown[] }).typedefs?.length]).toEqual([
          type,
          true,
          expect.any(Number),
        ]);
      }
  });

  it("says so when it does not know a type", async () => {
    await expect(rosapi("message_details", { type: "my_msgs/msg/Own" })).rejects.toThrow(/not known here/);
  });

  it("serves types that clients bring", async () => {
    const [provider, caller] = [await rig.raw(), await rig.roslib()];
    await provider.settle({ op: "advertise_action", action: "/own", type: "my_msgs/action/Own" });
    const action = new Action<object, object, object>({
      ros: caller,
      name: "/own",
      actionType: "my_msgs/action/Own",
    });
    action.sendGoal(
      { anything: [{ goes: 1 }] },
      () => {},
      () => {},
      () => {},
    );
    expect((await provider.next())["args"]).toEqual({ anything: [{ goes: 1 }] });
    const service = new Service({
      ros: caller,
      name: "/rosapi/action_type",
      serviceType: "rosapi_msgs/srv/ActionType",
    });
    expect(await ask((resolve, reject) => service.callService({ action: "/own" }, resolve, reject))).toEqual({
      type: "my_msgs/action/Own",
    });
  });
});
