import { Service } from "roslib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Rig, settled } from "./rig.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.start();
});
afterEach(() => rig.stop());

const ADD = "example_interfaces/srv/AddTwoInts";
const TRIGGER = "std_srvs/srv/Trigger";

describe("services", () => {
  it("of a roslib client answer another roslib client", async () => {
    const [provider, caller] = [await rig.roslib(), await rig.roslib()];
    const offered = new Service<{ a: number; b: number }, { sum: number }>({
      ros: provider,
      name: "/add",
      serviceType: ADD,
    });
    await offered.advertiseAsync(async ({ a, b }) => ({ sum: a + b }));
    await settled(provider);
    const used = new Service<{ a: number; b: number }, { sum: number }>({
      ros: caller,
      name: "/add",
      serviceType: ADD,
    });
    expect(
      await new Promise((resolve, reject) => used.callService({ a: 2, b: 40 }, resolve, reject)),
    ).toEqual({ sum: 42 });
  });

  it("of a client that fails say so to the caller", async () => {
    const [provider, caller] = [await rig.roslib(), await rig.raw()];
    const offered = new Service({ ros: provider, name: "/fails", serviceType: TRIGGER });
    await offered.advertise(() => false);
    await settled(provider);
    caller.send({ op: "call_service", id: "c", service: "/fails" });
    expect(await caller.next()).toEqual({
      op: "service_response",
      id: "c",
      service: "/fails",
      values: "The service failed.",
      result: false,
    });
  });

  it("of a node get whole requests, and a list of arguments by the order of its fields", async () => {
    const [node, caller] = [rig.node("/simulation"), await rig.raw()];
    node.send({ op: "advertise_service", service: "/add", type: ADD });
    node.send({
      op: "advertise_service",
      service: "/step_simulation",
      type: "simulation_interfaces/srv/StepSimulation",
    });
    node.send({ op: "advertise", topic: "/marker", type: "std_msgs/msg/Empty" });
    await node.nextOf("subscribers");
    for (const args of [{ a: 1 }, [1], [1, 0], { a: 1, b: 0 }]) {
      caller.send({ op: "call_service", id: "c", service: "add", args });
      const call = await node.nextOf("call_service");
      expect(call).toMatchObject({ service: "/add", args: { a: 1, b: 0 } });
      node.send({
        op: "service_response",
        id: call.id,
        service: "/add",
        values: { sum: 1n, bytes: Uint8Array.of(1) },
        result: true,
      });
      expect(await caller.next()).toEqual({
        op: "service_response",
        id: "c",
        service: "add",
        values: { sum: 1, bytes: "AQ==" },
        result: true,
      });
    }
    caller.send({ op: "call_service", service: "/step_simulation" });
    expect((await node.nextOf("call_service")).args).toEqual({ steps: 1 });
  });

  it("with a request of the wrong shape fail before they are called", async () => {
    const [provider, caller] = [await rig.raw(), await rig.raw()];
    await provider.settle({ op: "advertise_service", service: "/add", type: ADD });
    caller.send({ op: "call_service", id: "c", service: "/add", args: { a: "one" } });
    expect(await caller.next()).toMatchObject({
      id: "c",
      result: false,
      values: expect.stringMatching(/field a expects an integer of int64/),
    });
    expect(await provider.settle()).toEqual([]);
  });

  it("whose answer has the wrong shape fail for the caller, and the provider is told", async () => {
    const [provider, caller] = [await rig.raw(), await rig.raw()];
    await provider.settle({ op: "advertise_service", service: "/add", type: ADD });
    caller.send({ op: "call_service", id: "c", service: "/add" });
    const { id } = await provider.next();
    provider.send({ op: "service_response", id, service: "/add", values: { sum: "many" }, result: true });
    expect(await caller.next()).toMatchObject({
      id: "c",
      result: false,
      values: expect.stringMatching(/field sum/),
    });
    expect(await provider.next()).toMatchObject({ op: "status", level: "error", id });
  });

  it("fail for the caller when they do not exist", async () => {
    const caller = await rig.raw();
    caller.send({ op: "call_service", id: "1", service: "/nothing" });
    expect(await caller.next()).toMatchObject({
      op: "service_response",
      id: "1",
      service: "/nothing",
      result: false,
    });
  });

  const goodbyes: [what: string, leave: (provider: Awaited<ReturnType<Rig["raw"]>>) => void][] = [
    ["disconnects", (provider) => provider.socket.terminate()],
    ["takes them back", (provider) => provider.send({ op: "unadvertise_service", service: "/slow" })],
    [
      "advertises them anew",
      (provider) => provider.send({ op: "advertise_service", service: "/slow", type: TRIGGER }),
    ],
  ];
  it.each(goodbyes)("fail for the caller when the provider %s", async (_what, leave) => {
    const [provider, caller] = [await rig.raw(), await rig.raw()];
    await provider.settle({ op: "advertise_service", service: "/slow", type: TRIGGER });
    caller.send({ op: "call_service", id: "2", service: "/slow" });
    await provider.next();
    leave(provider);
    expect(await caller.next()).toMatchObject({ op: "service_response", id: "2", result: false });
  });

  it("time out for the caller that set a limit, and a late answer harms nobody", async () => {
    const [provider, caller] = [await rig.raw(), await rig.raw()];
    await provider.settle({ op: "advertise_service", service: "/never", type: TRIGGER });
    caller.send({ op: "call_service", id: "3", service: "/never", timeout: 0.05 });
    expect(await caller.next()).toMatchObject({
      id: "3",
      result: false,
      values: expect.stringMatching(/0\.05 s/),
    });
    const { id } = await provider.next();
    expect(
      await provider.settle({ op: "service_response", id, service: "/never", values: {}, result: true }),
    ).toEqual([]);
    expect(await caller.settle()).toEqual([]);
  });

  it("of the simulator cannot be taken over, those of a client can", async () => {
    const [node, first, second] = [rig.node("/simulation"), await rig.raw(), await rig.raw()];
    node.send({ op: "advertise_service", service: "/get_entities", type: TRIGGER });
    node.send({ op: "advertise", topic: "/marker", type: "std_msgs/msg/Empty" });
    await node.nextOf("subscribers");
    for (const service of ["/get_entities", "/rosapi/topics"])
      expect(await first.settle({ op: "advertise_service", id: "x", service, type: TRIGGER })).toMatchObject([
        { op: "status", id: "x" },
      ]);
    await first.settle({ op: "advertise_service", service: "/mine", type: TRIGGER });
    await second.settle({ op: "advertise_service", service: "/mine", type: TRIGGER });
    first.send({ op: "call_service", id: "c", service: "/mine" });
    expect(await second.next()).toMatchObject({ op: "call_service", service: "/mine" });
  });

  it("cannot be answered by anyone but their provider", async () => {
    const [provider, caller, stranger] = [await rig.raw(), await rig.raw(), await rig.raw()];
    await provider.settle({ op: "advertise_service", service: "/mine", type: TRIGGER });
    caller.send({ op: "call_service", id: "c", service: "/mine" });
    const { id } = await provider.next();
    await stranger.settle({
      op: "service_response",
      id,
      service: "/mine",
      values: { message: "forged" },
      result: true,
    });
    provider.send({
      op: "service_response",
      id,
      service: "/mine",
      values: { message: "real" },
      result: true,
    });
    expect(await caller.next()).toMatchObject({ id: "c", values: { success: false, message: "real" } });
  });

  it("refuse a caller's thousand-and-first call that waits", async () => {
    const [provider, caller] = [await rig.raw(), await rig.raw()];
    await provider.settle({ op: "advertise_service", service: "/slow", type: TRIGGER });
    for (let call = 0; call <= 1000; call++)
      caller.send({ op: "call_service", id: String(call), service: "/slow" });
    expect(await caller.next()).toMatchObject({
      id: "1000",
      result: false,
      values: expect.stringMatching(/1000 calls/),
    });
  });
});
