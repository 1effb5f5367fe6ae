import { syncBuiltinESMExports } from "node:module";
import workerThreads, { type Worker } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import { UserError } from "../../bridge/protocol/index.ts";
import { type Simulator, sceneNames, startSimulator } from "../../sim/simulator.ts";
import { GraphClient } from "./graph-client.ts";
import { ARM, FOLLOW, GRIP, trajectoryGoal } from "./physics-client.ts";

describe("the simulator", () => {
  const open: { close(): unknown }[] = [];
  const start = async (options: Parameters<typeof startSimulator>[0]): Promise<[Simulator, GraphClient]> => {
    const simulator = await startSimulator(options);
    open.unshift(simulator);
    const client = await GraphClient.connect(simulator.url);
    open.unshift(client);
    return [simulator, client];
  };
  afterEach(async () => {
    for (const part of open.splice(0)) await part.close();
  });

  it("refuses an unknown scene, naming the valid ones", async () => {
    const error = await startSimulator({ scene: "moon" }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).exitCode).toBe(2);
    expect((error as UserError).message).toContain(sceneNames.join(", "));
  });

  it("refuses a port that is taken", async () => {
    const [first] = await start({ clock: "fast" });
    await expect(startSimulator({ port: first.port })).rejects.toThrow(/in use/);
  });

  it("moves the arm and the gripper for a client on the WebSocket", async () => {
    const [simulator, client] = await start({ clock: "fast", seed: 2 });
    expect(simulator).toMatchObject({
      scene: "table",
      seed: 2,
      clock: "fast",
      url: `ws://127.0.0.1:${simulator.port}`,
    });
    const target = [0.5, -1.3, 1.4, -1.6, -1.5, 0.2];
    const { end } = client.sendGoal(
      FOLLOW,
      "control_msgs/action/FollowJointTrajectory",
      trajectoryGoal([target], 2),
    );
    expect(await end).toMatchObject({ status: 4, result: true, values: { error_code: 0 } });
    const state = await client.read("/joint_states");
    expect(state.name).toEqual([...ARM, "left_finger_joint", "right_finger_joint"]);
    target.forEach((position, joint) => expect(state.position[joint]).toBeCloseTo(position, 2));
    const grip = client.sendGoal(GRIP, "control_msgs/action/GripperCommand", {
      command: { position: 0.02, max_effort: 10 },
    });
    expect(await grip.end).toMatchObject({ status: 4, values: { reached_goal: true } });
  });

  it("tells late comers the robot's description and its fixed frames", async () => {
    const [, client] = await start({ clock: "fast" });
    const { data } = await client.read("/robot_description");
    expect(data).toContain('<link name="tcp"/>');
    const { transforms } = await client.read("/tf_static");
    const pairs = transforms.map((t: { header: { frame_id: string }; child_frame_id: string }) => [
      t.header.frame_id,
      t.child_frame_id,
    ]);
    expect(pairs).toContainEqual(["world", "base_link"]);
    expect(pairs).toContainEqual(["gripper_base", "wrist_camera_optical_frame"]);
  });

  it("says on /rosout why it refused something", async () => {
    const [, client] = await start({ clock: "fast" });
    client.send({ op: "subscribe", topic: "/rosout" });
    const line = client.next(({ op, topic }) => op === "publish" && topic === "/rosout");
    client.sendGoal(GRIP, "control_msgs/action/GripperCommand", { command: { position: 5, max_effort: 0 } });
    expect((await line).msg).toMatchObject({
      level: 30,
      name: "codeact_sim",
      msg: expect.stringMatching(/5 m is outside/),
    });
  });

  it("shows its parameters", async () => {
    const [, client] = await start({ clock: "fast", seed: 9 });
    const { values } = await client.call("/rosapi/get_param", {
      name: "/codeact_sim:clock",
      default_value: "",
    });
    expect(values.value).toBe('"fast"');
  });

  it("offers a base in a room, with its interfaces, cameras and profile by name", async () => {
    const [, client] = await start({ clock: "fast", scene: "room" });
    const { values: topics } = await client.call("/rosapi/topics");
    const typeOf = (topic: string): string => topics.types[topics.topics.indexOf(topic)];
    expect(["/odom", "/scan", "/cmd_vel"].map(typeOf)).toEqual([
      "nav_msgs/msg/Odometry",
      "sensor_msgs/msg/LaserScan",
      "geometry_msgs/msg/Twist",
    ]);
    expect(topics.topics).not.toContain("/wrench");
    const { values: actions } = await client.call("/rosapi/action_servers");
    expect(actions.action_servers).toEqual(["/navigate_to_pose"]);
    const asked = { name: "/codeact_sim:profile", default_value: "" };
    expect((await client.call("/rosapi/get_param", asked)).values.value).toBe('"simulated_base"');
    const { detections, header } = await client.read("/detections");
    expect(header.frame_id).toBe("map");
    expect(detections.map(({ id }: { id: string }) => id)).toContain("red_ball");
    const { transforms } = await client.read("/tf");
    const pairs = transforms.map((t: any) => `${t.header.frame_id} ${t.child_frame_id}`);
    expect(pairs).toEqual(
      expect.arrayContaining(["map odom", "odom base_link", "base_link left_wheel", "map red_ball"]),
    );
    for (const camera of ["overhead", "front"]) {
      const { data } = await client.read(`/camera/${camera}/image_raw`);
      expect(new Set(Buffer.from(data, "base64")).size).toBeGreaterThan(30);
    }
    const pose = {
      header: { frame_id: "map" },
      pose: { position: { x: -1.9, y: 0, z: 0 }, orientation: { w: 1 } },
    };
    const { end } = client.sendGoal("/navigate_to_pose", "nav2_msgs/action/NavigateToPose", { pose });
    expect(await end).toMatchObject({ status: 4, values: { error_code: 0 } });
    const { data } = await client.read("/robot_description");
    expect(data).toContain('type="continuous"');
  });

  it("closes itself with a readable reason when a part of it dies", async () => {
    const threads: Worker[] = [];
    const { Worker: Original } = workerThreads;
    workerThreads.Worker = class extends Original {
      constructor(...args: ConstructorParameters<typeof Worker>) {
        super(...args);
        threads.push(this);
      }
    };
    syncBuiltinESMExports();
    try {
      const [simulator, client] = await start({ clock: "fast" });
      await threads[0]?.terminate();
      expect((await simulator.failed).message).toMatch(/physics died.*Start it again/);
      await client.closed();
    } finally {
      workerThreads.Worker = Original;
      syncBuiltinESMExports();
    }
  });

  it("ends its clients' connections when it closes", async () => {
    const [simulator, client] = await start({ clock: "fast" });
    await simulator.close();
    await client.closed();
  });
});
