import common from "@foxglove/rosmsg-msgs-common";
import { MessageReader } from "@foxglove/rosmsg2-serialization";
import { Action, Param, Ros, Service, Topic } from "roslib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "../../sim/simulator.ts";
import { ARM, FOLLOW, trajectoryGoal } from "../sim/physics-client.ts";

/* A session with the whole simulator as anyone would hold it with the published roslib, and nothing of ours between. */

const STRING = "std_msgs/msg/String";
const FIBONACCI = "example_interfaces/action/Fibonacci";
const FOLLOW_TYPE = "control_msgs/action/FollowJointTrajectory";

interface JointState {
  readonly name: string[];
  readonly position: ArrayLike<number>;
}
interface Sequence {
  readonly sequence: number[];
}

let simulator: Simulator;
let ros: Ros;
let other: Ros;

const connect = async (url: string): Promise<Ros> => {
  const client = new Ros();
  client.on("error", (error) => expect.unreachable(String(error)));
  const connected = new Promise<void>((resolve) => client.once("connection", () => resolve()));
  await client.connect(url);
  await connected;
  return client;
};

beforeAll(async () => {
  simulator = await startSimulator({ clock: "realtime" });
  [ros, other] = [await connect(simulator.url), await connect(simulator.url)];
});
afterAll(async () => {
  for (const client of [ros, other]) client.close();
  await simulator.close();
});

/** Returns once the server worked off what this client sent. */
const settled = (client: Ros): Promise<unknown> =>
  new Promise((resolve, reject) => client.getNodes(resolve, reject));
const heard = <T>(topic: Topic<T>): Promise<T> => new Promise((resolve) => topic.subscribe(resolve));
const call = <R>(client: Ros, name: string, serviceType: string, request: object = {}): Promise<R> =>
  new Promise((resolve, reject) =>
    new Service<object, R>({ ros: client, name, serviceType }).callService(request, resolve, (error) =>
      reject(new Error(error)),
    ),
  );

/** An action's goal, and its end: the result, or why it failed. */
const sendGoal = <R>(
  action: Action<unknown, unknown, R>,
  goal: unknown,
  onFeedback?: (feedback: unknown) => void,
): { id: string; end: Promise<R> } => {
  let id = "";
  const end = new Promise<R>((resolve, reject) => {
    id = action.sendGoal(goal, resolve, onFeedback, (error) => reject(new Error(error))) ?? "";
  });
  end.catch(() => {}); // whoever waits for it sees it
  return { id, end };
};

describe("roslib's topics", () => {
  it("bring the arm's joint states in every compression, the same joints in each", async () => {
    const type = "sensor_msgs/msg/JointState";
    const read = async (compression: string): Promise<unknown> => {
      const topic = new Topic({ ros, name: "/joint_states", messageType: type, compression });
      const message = await heard(topic);
      topic.unsubscribe();
      await settled(ros); // what was under way to it must not be heard by the next one
      return message;
    };
    for (const compression of ["none", "png", "cbor"]) {
      const state = (await read(compression)) as JointState;
      expect(state.name.slice(0, 6)).toEqual(ARM);
      expect(state.position.length).toBe(state.name.length);
      expect(ArrayBuffer.isView(state.position)).toBe(compression === "cbor");
    }
    const { secs, bytes } = (await read("cbor-raw")) as { secs: number; bytes: Uint8Array };
    const all = Object.values(common.ros2jazzy);
    const root = all.find(({ name }) => name === "sensor_msgs/JointState");
    const state = new MessageReader([root ?? { definitions: [] }, ...all]).readMessage(
      bytes,
    ) as JointState & {
      header: { stamp: { sec: number } };
    };
    expect(state.name.slice(0, 6)).toEqual(ARM);
    // The simulator's clock, not the wall's.
    expect(Math.abs(secs - state.header.stamp.sec)).toBeLessThan(2);
  });

  it("bring the robot's description to a late subscriber", async () => {
    const topic = new Topic<{ data: string }>({ ros, name: "/robot_description", messageType: STRING });
    expect((await heard(topic)).data).toContain("<robot");
    topic.unsubscribe();
  });

  it("carry a client's messages, throttled, latched, until it unsubscribes", async () => {
    const speaker = new Topic<{ data: string }>({ ros, name: "/words", messageType: STRING, latch: true });
    speaker.publish({ data: "first" });
    await settled(ros);
    const listener = new Topic<{ data: string }>({ ros: other, name: "/words", messageType: STRING });
    expect(await heard(listener)).toEqual({ data: "first" });
    listener.unsubscribe();
    await settled(other);
    const words: string[] = [];
    listener.subscribe(({ data }) => words.push(data));
    await settled(other);
    speaker.publish({ data: "second" });
    await settled(ros);
    await settled(other);
    expect(words).toEqual(["first", "second"]);
    speaker.unadvertise();
  });
});

describe("roslib's services", () => {
  it("call the simulator's, and tell why one failed", async () => {
    const { entities } = await call<{ entities: { name: string }[] | string[] }>(
      ros,
      "/get_entities",
      "simulation_interfaces/srv/GetEntities",
    );
    expect(entities.length).toBeGreaterThan(0);
    await expect(call(ros, "/no_such_service", "std_srvs/srv/Trigger")).rejects.toThrow(/does not exist/);
  });

  it("of one client answer another, and are gone when it takes them back", async () => {
    const add = "example_interfaces/srv/AddTwoInts";
    const service = new Service<{ a: number; b: number }, { sum: number }>({
      ros: other,
      name: "/add",
      serviceType: add,
    });
    await service.advertiseAsync(async ({ a, b }) => {
      if (a < 0) throw new Error("only positive numbers");
      return { sum: a + b };
    });
    await settled(other);
    expect(await call(ros, "/add", add, { a: 3, b: 4 })).toEqual({ sum: 7 });
    await expect(call(ros, "/add", add, { a: -1, b: 0 })).rejects.toThrow(/only positive numbers/);
    await service.unadvertise();
    await settled(other);
    await expect(call(ros, "/add", add, { a: 3, b: 4 })).rejects.toThrow(/does not exist/);
  });
});

describe("roslib's actions", () => {
  const follow = (): Action<unknown, unknown, { error_code: number }> =>
    new Action({ ros, name: FOLLOW, actionType: FOLLOW_TYPE });

  it("drive the arm, with feedback on the way", async () => {
    let feedbacks = 0;
    const goal = trajectoryGoal([[0.2, -1.4, 1.5, -1.6, -1.5, 0.1]], 1);
    const { end } = sendGoal(follow(), goal, () => {
      feedbacks += 1;
    });
    expect(await end).toMatchObject({ error_code: 0 });
    expect(feedbacks).toBeGreaterThan(0);
  });

  it("cancel a goal while it runs: the arm stops short", async () => {
    const topic = new Topic<JointState>({
      ros,
      name: "/joint_states",
      messageType: "sensor_msgs/msg/JointState",
    });
    const goal = trajectoryGoal([[1.4, -1.4, 1.5, -1.6, -1.5, 0.1]], 8);
    let began: () => void;
    const running = new Promise<void>((resolve) => {
      began = resolve;
    });
    const action = follow();
    const { id, end } = sendGoal(action, goal, () => began());
    await running;
    action.cancelGoal(id);
    await end.catch((error: Error) => error);
    const { position } = await heard(topic);
    topic.unsubscribe();
    expect(position[0]).toBeLessThan(1);
  });

  it("of one client are served to another: feedback, result, cancel and failure", async () => {
    const server = new Action<{ order: number }, Sequence, Sequence>({
      ros: other,
      name: "/fibonacci",
      actionType: FIBONACCI,
    });
    const sequence = (order: number): number[] => {
      const numbers = [0, 1];
      while (numbers.length < order) numbers.push((numbers.at(-1) ?? 0) + (numbers.at(-2) ?? 0));
      return numbers;
    };
    server.advertise(
      ({ order }, id) => {
        server.sendFeedback(id, { sequence: [0, 1] });
        if (order === 0) server.setFailed(id);
        else if (order < 100) server.setSucceeded(id, { sequence: sequence(order) });
      },
      (id) => server.setCanceled(id, { sequence: [0] }),
    );
    await settled(other);
    const client = new Action<unknown, unknown, Sequence>({ ros, name: "/fibonacci", actionType: FIBONACCI });
    const feedback: unknown[] = [];
    const done = sendGoal(client, { order: 6 }, (one) => feedback.push(one));
    expect(await done.end).toEqual({ sequence: [0, 1, 1, 2, 3, 5] });
    expect(feedback).toEqual([{ sequence: [0, 1] }]);
    await expect(sendGoal(client, { order: 0 }).end).rejects.toThrow(/aborted/);
    let running: () => void;
    const underWay = new Promise<void>((resolve) => {
      running = resolve;
    });
    const endless = sendGoal(client, { order: 1000 }, () => running());
    await underWay;
    client.cancelGoal(endless.id);
    await expect(endless.end).rejects.toThrow(/canceled.*"sequence":\[0\]/);
    server.unadvertise();
  });
});

describe("roslib's parameters and discovery", () => {
  it("read the simulator's parameters, and set, read and delete their own", async () => {
    const get = (name: string): Promise<unknown> =>
      new Promise((resolve, reject) =>
        new Param({ ros, name }).get(resolve, (error) => reject(new Error(error))),
      );
    expect(await get("/codeact_sim:publish_rate")).toBe(50);
    const own = new Param({ ros, name: "/me:speed" });
    await new Promise<void>((resolve, reject) =>
      own.set(
        { fast: [1, 2] },
        () => resolve(),
        (error) => reject(new Error(error)),
      ),
    );
    expect(await get("/me:speed")).toEqual({ fast: [1, 2] });
    await new Promise<void>((resolve, reject) =>
      own.delete(
        () => resolve(),
        (error) => reject(new Error(error)),
      ),
    );
    await expect(get("/me:speed")).rejects.toThrow(/no parameter/);
  });

  it("find topics, types, services and actions", async () => {
    const { topics, types } = await new Promise<{ topics: string[]; types: string[] }>((resolve, reject) =>
      ros.getTopics(resolve, reject),
    );
    expect(types[topics.indexOf("/joint_states")]).toBe("sensor_msgs/msg/JointState");
    expect(await new Promise((resolve, reject) => ros.getActionServers(resolve, reject))).toContain(FOLLOW);
    const typedefs = await new Promise<Parameters<Ros["decodeTypeDefs"]>[0]>((resolve, reject) =>
      ros.getMessageDetails("geometry_msgs/msg/PoseStamped", resolve, reject),
    );
    expect(ros.decodeTypeDefs(typedefs)).toMatchObject({ pose: { position: { x: expect.anything() } } });
  });
});

describe("roslib's reconnection", () => {
  it("goes on hearing a topic after the connection was lost and dialled anew", async () => {
    const client = await connect(simulator.url);
    const topic = new Topic<JointState>({
      ros: client,
      name: "/joint_states",
      messageType: "sensor_msgs/msg/JointState",
    });
    await heard(topic);
    const closed = new Promise<void>((resolve) => client.once("close", () => resolve()));
    client.close();
    await closed;
    const again = new Promise<JointState>((resolve) => topic.once("message", resolve));
    await client.connect(simulator.url);
    expect((await again).name.slice(0, 6)).toEqual(ARM);
    topic.unsubscribe();
    client.close();
  });
});
