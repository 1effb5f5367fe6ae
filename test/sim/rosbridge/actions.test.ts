import { Action } from "roslib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RawClient, Rig, settled, type TestNode } from "./rig.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.start();
});
afterEach(() => rig.stop());

const FIBONACCI = "example_interfaces/action/Fibonacci";
interface Order {
  order: number;
}
interface Sequence {
  sequence: number[];
}
const SEND = {
  op: "send_action_goal",
  id: "g",
  action: "/fibonacci",
  action_type: FIBONACCI,
  args: { order: 3 },
  feedback: true,
} as const;

/** A node that serves /fibonacci, known to the graph. */
const provider = async (): Promise<TestNode> => {
  const node = rig.node("/controller");
  node.send({ op: "advertise_action", action: "/fibonacci", type: FIBONACCI });
  node.send({ op: "advertise", topic: "/marker", type: "std_msgs/msg/Empty" });
  await node.nextOf("subscribers");
  return node;
};

describe("actions", () => {
  it("of a node are driven through roslib with feedback, and cancelled while they run", async () => {
    const [node, ros] = [await provider(), await rig.roslib()];
    const action = new Action<Order, Sequence, Sequence>({ ros, name: "/fibonacci", actionType: FIBONACCI });
    const fed: Sequence[] = [];
    const ended = new Promise<string>((resolve, reject) => {
      const id = action.sendGoal(
        { order: 3 },
        reject,
        (feedback) => {
          fed.push(feedback);
          action.cancelGoal(id ?? "");
        },
        resolve,
      );
    });
    const goal = await node.nextOf("send_action_goal");
    expect(goal).toMatchObject({ action: "/fibonacci", action_type: FIBONACCI, args: { order: 3 } });
    node.send({
      op: "action_feedback",
      id: goal.id,
      action: "/fibonacci",
      values: { sequence: Int32Array.of(0, 1) },
    });
    expect(await node.nextOf("cancel_action_goal")).toMatchObject({ id: goal.id, action: "/fibonacci" });
    expect(fed).toEqual([{ sequence: [0, 1] }]);
    node.send({
      op: "action_result",
      id: goal.id,
      action: "/fibonacci",
      values: { sequence: [0] },
      status: 5,
      result: true,
    });
    expect(await ended).toMatch(/canceled/);
  });

  it("of a roslib client serve another: feedback, success, failure and cancel", async () => {
    const [server, client] = [await rig.roslib(), await rig.roslib()];
    const served = new Action<Order, Sequence, Sequence>({
      ros: server,
      name: "/fibonacci",
      actionType: FIBONACCI,
    });
    served.advertise(
      ({ order }, id) => {
        served.sendFeedback(id, { sequence: [0] });
        if (order === 1) served.setSucceeded(id, { sequence: [0, 1] });
        if (order === 2) served.setFailed(id);
      },
      (id) => served.setCanceled(id, { sequence: [] }),
    );
    await settled(server);
    const used = new Action<Order, Sequence, Sequence>({
      ros: client,
      name: "/fibonacci",
      actionType: FIBONACCI,
    });
    const run = (order: number): Promise<unknown> =>
      new Promise((resolve) => void used.sendGoal({ order }, resolve, () => {}, resolve));
    expect(await run(1)).toEqual({ sequence: [0, 1] });
    expect(await run(2)).toMatch(/aborted/);
    const cancelled = new Promise((resolve) => {
      const id = used.sendGoal({ order: 3 }, resolve, () => used.cancelGoal(id ?? ""), resolve);
    });
    expect(await cancelled).toMatch(/canceled/);
  });

  it("are all cancelled through the hidden service that roslib's cancelAllGoals calls", async () => {
    const [node, ros] = [await provider(), await rig.roslib()];
    const action = new Action<Order, Sequence, Sequence>({ ros, name: "/fibonacci", actionType: FIBONACCI });
    for (const order of [1, 2])
      action.sendGoal(
        { order },
        () => {},
        () => {},
        () => {},
      );
    const goals = [await node.nextOf("send_action_goal"), await node.nextOf("send_action_goal")];
    action.cancelAllGoals();
    const cancels = [await node.nextOf("cancel_action_goal"), await node.nextOf("cancel_action_goal")];
    expect(cancels.map(({ id }) => id)).toEqual(goals.map(({ id }) => id));
  });

  it("answer with the caller's id and spelling, and feedback only to those who asked for it", async () => {
    const [node, caller] = [await provider(), await rig.raw()];
    caller.send({ ...SEND, action: "fibonacci", feedback: false });
    const { id } = await node.nextOf("send_action_goal");
    node.send({ op: "action_feedback", id, action: "/fibonacci", values: { sequence: [] } });
    node.send({
      op: "action_result",
      id,
      action: "/fibonacci",
      values: { sequence: [1] },
      status: 4,
      result: true,
    });
    expect(await caller.next()).toEqual({
      op: "action_result",
      id: "g",
      action: "fibonacci",
      values: { sequence: [1] },
      status: 4,
      result: true,
    });
  });

  it("refuse a goal of another type or shape, or for an action that is not there", async () => {
    const [, caller] = [await provider(), await rig.raw()];
    const wrong = [
      [{ ...SEND, action: "/nothing" }, /does not exist/],
      [{ ...SEND, action_type: "std_srvs/action/Other" }, /is of type example_interfaces\/action\/Fibonacci/],
      [{ ...SEND, args: { order: 1.5 } }, /field order expects an integer/],
    ] as const;
    for (const [goal, reason] of wrong) {
      caller.send(goal);
      expect(await caller.next()).toMatchObject({
        op: "action_result",
        id: "g",
        result: false,
        values: expect.stringMatching(reason),
      });
    }
  });

  it("keep goals apart that two clients sent with one id", async () => {
    const [node, first, second] = [await provider(), await rig.raw(), await rig.raw()];
    await first.settle({ ...SEND, args: { order: 1 } });
    second.send({ ...SEND, args: { order: 2 } });
    const [goalOfFirst, goalOfSecond] = [
      await node.nextOf("send_action_goal"),
      await node.nextOf("send_action_goal"),
    ];
    second.send({ op: "cancel_action_goal", id: "g", action: "/fibonacci" });
    expect(await node.nextOf("cancel_action_goal")).toMatchObject({ id: goalOfSecond.id });
    node.send({
      op: "action_result",
      id: goalOfFirst.id,
      action: "/fibonacci",
      values: { sequence: [7] },
      status: 4,
      result: true,
    });
    expect(await first.next()).toMatchObject({ id: "g", values: { sequence: [7] } });
    expect(await second.settle()).toEqual([]);
  });

  const goodbyes: [what: string, leave: (server: RawClient) => void][] = [
    ["disconnects", (server) => server.socket.terminate()],
    ["takes the action back", (server) => server.send({ op: "unadvertise_action", action: "/fibonacci" })],
  ];
  it.each(goodbyes)("end with status 6 for the caller when the provider %s", async (_what, leave) => {
    const [server, caller] = [await rig.raw(), await rig.raw()];
    await server.settle({ op: "advertise_action", action: "/fibonacci", type: FIBONACCI });
    caller.send(SEND);
    await server.next();
    leave(server);
    expect(await caller.next()).toMatchObject({ op: "action_result", id: "g", status: 6, result: false });
  });

  it("of a node end with status 6 when the node is gone", async () => {
    const [node, caller] = [await provider(), await rig.raw()];
    caller.send(SEND);
    await node.nextOf("send_action_goal");
    node.close();
    expect(await caller.next()).toMatchObject({ op: "action_result", id: "g", status: 6, result: false });
  });

  it("are cancelled when the caller vanishes, and their result is dropped", async () => {
    const [node, caller] = [await provider(), await rig.raw()];
    caller.send(SEND);
    const { id } = await node.nextOf("send_action_goal");
    caller.socket.terminate();
    expect(await node.next()).toMatchObject({ op: "cancel_action_goal", id, action: "/fibonacci" });
    const other = await rig.raw();
    node.send({ op: "action_feedback", id, action: "/fibonacci", values: { sequence: [] } });
    node.send({
      op: "action_result",
      id,
      action: "/fibonacci",
      values: { sequence: [] },
      status: 5,
      result: true,
    });
    other.send(SEND);
    expect(await node.next()).toMatchObject({ op: "send_action_goal" });
    expect(await other.settle()).toEqual([]);
  });
});
