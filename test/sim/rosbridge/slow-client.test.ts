import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Json, type RawClient, Rig } from "./rig.ts";

let rig: Rig;
let speaker: RawClient;
let sleeper: RawClient;
beforeEach(async () => {
  rig = await Rig.start();
  [speaker, sleeper] = [await rig.raw(), await rig.raw()];
  await speaker.settle({ op: "advertise", topic: "/big", type: "std_msgs/msg/String" });
});
afterEach(() => rig.stop());

const MEGABYTE = 1024 * 1024;
const numberOf = (message: Json): number =>
  Number((message["msg"] as { data: string }).data.split(" ", 1)[0]);
const isPublish = (message: Json): boolean => message["op"] === "publish";

/** Publishes numbered messages of a megabyte, one after the other worked off by the server. */
const publish = async (count: number): Promise<void> => {
  const filler = "x".repeat(MEGABYTE);
  for (let number = 0; number < count; number++)
    await speaker.settle({ op: "publish", topic: "/big", msg: { data: `${number} ${filler}` } });
};

describe("a client that reads too slowly", () => {
  it("loses the oldest messages, no result, and hears of what it lost", async () => {
    const provider = await rig.raw();
    await sleeper.settle(
      { op: "set_level", level: "warning" },
      { op: "subscribe", topic: "/big", queue_length: 5 },
    );
    await provider.settle({ op: "advertise_service", service: "/answer", type: "std_srvs/srv/Trigger" });
    sleeper.socket.pause();
    const calls = Array.from({ length: 20 }, (_, call) => `call ${call}`);
    for (const id of calls) sleeper.send({ op: "call_service", id, service: "/answer" });
    for (const _ of calls) {
      const { id } = await provider.next();
      await publish(3);
      provider.send({
        op: "service_response",
        id,
        service: "/answer",
        values: { message: "x".repeat(MEGABYTE / 4) },
        result: true,
      });
    }
    await provider.settle();
    sleeper.socket.resume();
    const heard: Json[] = [];
    while (
      !heard.some(({ op }) => op === "status") ||
      heard.filter(({ op }) => op === "service_response").length < calls.length
    )
      heard.push(await sleeper.next());
    expect(heard.filter(({ op }) => op === "service_response").map(({ id }) => id)).toEqual(calls);
    expect(heard.filter(isPublish).length).toBeLessThan(3 * calls.length);
    const told = heard.find(({ op }) => op === "status");
    expect(told).toMatchObject({
      level: "warning",
      msg: expect.stringMatching(/\d+ messages were dropped.*of \/big/),
    });
  });

  it("gets what is left in order, the newest last", async () => {
    await sleeper.settle({ op: "subscribe", topic: "/big", queue_length: 5 });
    sleeper.socket.pause();
    await publish(60);
    sleeper.socket.resume();
    const heard = (await sleeper.settle()).filter(isPublish).map(numberOf);
    expect(heard).toEqual(heard.toSorted((a, b) => a - b));
    expect(heard.slice(-5)).toEqual([55, 56, 57, 58, 59]);
    // The one before the queue's five was dropped for them, though there was room for its bytes.
    expect(heard).not.toContain(54);
  });

  it("does not make the server grow", async () => {
    await sleeper.settle({ op: "subscribe", topic: "/big" });
    sleeper.socket.pause();
    await publish(20);
    const before = process.memoryUsage().arrayBuffers;
    await publish(150);
    // Buffers of what waits are counted here; at most 32 MB of messages wait, and a few more are under way.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(80 * MEGABYTE);
    sleeper.socket.resume();
    const heard = (await sleeper.settle()).filter(isPublish).map(numberOf);
    expect(heard.at(-1)).toBe(149);
    expect(heard.length).toBeLessThan(100);
  });

  it("is cut off when it lets results pile up without end", async () => {
    await speaker.settle({ op: "advertise_service", service: "/answer", type: "std_srvs/srv/Trigger" });
    const closed = new Promise((resolve) => sleeper.socket.once("close", resolve));
    sleeper.socket.pause();
    for (let call = 0; call < 120; call++)
      sleeper.send({ op: "call_service", id: `${call}`, service: "/answer" });
    for (let call = 0; call < 120; call++) {
      const { id, op } = await speaker.next();
      expect(op).toBe("call_service");
      speaker.send({
        op: "service_response",
        id,
        service: "/answer",
        values: { message: "x".repeat(MEGABYTE) },
        result: true,
      });
    }
    expect(await speaker.settle()).toEqual([]);
    sleeper.socket.resume();
    await closed;
  });
});
