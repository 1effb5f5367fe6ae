import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Settings, ToPage } from "../../../bridge/protocol/index.ts";
import { buildWebIfOld } from "../../web/build-web.ts";
import { type LiveBridge, openLiveBridge } from "./live.ts";

/* Sessions that take each other's place under one page, with the real simulator. */

let bridge: LiveBridge;
beforeAll(buildWebIfOld);
afterEach(() => bridge.end());

const simulator = (scene: string, seed = 1): Settings["robot"] => ({
  kind: "simulator",
  scene,
  seed,
  clock: "fast",
  profile: { from: "fitting" },
});
/** What the page was told since the last session took over. */
const toldSince = (heard: readonly ToPage[]): readonly ToPage[] =>
  heard.slice(heard.findLastIndex(({ op }) => op === "anew") + 1);
const told = <O extends ToPage["op"]>(heard: readonly ToPage[], op: O) =>
  toldSince(heard).filter((message): message is Extract<ToPage, { op: O }> => message.op === op);
const run = (code: string) => bridge.live.session.exec(code, null);

describe("settings that are applied", () => {
  it("bring another robot, scene and history to the same page, and the first ones back", async () => {
    bridge = await openLiveBridge();
    const { settings } = await bridge.view();
    expect(settings).toMatchObject({ model: { planner: "offline" }, robot: simulator("table") });
    expect((await run("arm.joints().names")).ok).toBe(true);
    const first = bridge.live.session;

    const moved = await bridge.apply({ ...settings, robot: simulator("room", 3), approve: "always" });
    expect(moved.status, JSON.stringify(moved.body)).toBe(200);
    expect(bridge.live.session.info()).toMatchObject({
      scene: "room",
      seed: 3,
      robot: "simulated_base",
      approve: "always",
    });
    expect(first.robot.connection).toBe("closed");
    // The page stayed, and was told of the new session as one that has just connected is.
    await expect.poll(() => told(bridge.heard, "robot").length).toBeGreaterThan(0);
    expect(bridge.socket.readyState).toBe(bridge.socket.OPEN);
    expect(told(bridge.heard, "session")[0]?.session).toMatchObject({ scene: "room" });
    expect(told(bridge.heard, "description")[0]?.urdf).not.toBe(first.robot.urdf);
    expect(told(bridge.heard, "event").some(({ event }) => event.type === "episode_start")).toBe(false);
    // What is asked now reaches the new robot.
    bridge.socket.send(JSON.stringify({ op: "exec", code: "print(base.pose().frame_id)" }));
    await expect
      .poll(() => told(bridge.heard, "event").map(({ event }) => event.type), { timeout: 20_000 })
      .toContain("episode_end");
    await expect.poll(() => bridge.live.session.busy).toBe(false);

    const back = await bridge.apply(settings);
    expect(back.status, JSON.stringify(back.body)).toBe(200);
    expect(bridge.live.session.info()).toMatchObject({ scene: "table", robot: "simulated_arm" });
    const result = await run("round(arm.joints().positions[0] - arm.joints().positions[0], 3)");
    expect(result.ok).toBe(true);
  });

  it("change nothing at all where the new session cannot start", async () => {
    bridge = await openLiveBridge();
    const { settings } = await bridge.view();
    await run("kept = 41");
    const before = bridge.live.session;
    const wrong: [Settings["robot"], RegExp][] = [
      [simulator("moon"), /no scene "moon".*table/],
      [
        { kind: "rosbridge", url: "ws://127.0.0.1:9", profile: { from: "shipped", name: "ur5e" } },
        /No rosbridge at ws:\/\/127\.0\.0\.1:9/,
      ],
      [
        { kind: "rosbridge", url: "http://127.0.0.1:9", profile: { from: "fitting" } },
        /no WebSocket address/,
      ],
      [{ ...simulator("table"), profile: { from: "draft", text: '{"name": ' } }, /draft profile is not JSON/],
      [{ ...simulator("table"), profile: { from: "draft", text: '{"name": "x"}' } }, /not complete/],
      [{ ...simulator("table"), profile: { from: "start" } }, /--profile FILE/],
      [{ ...simulator("table"), profile: { from: "shipped", name: "../../x" } }, /no profile/],
    ];
    for (const [robot, why] of wrong) {
      const { status, body } = await bridge.apply({ ...settings, robot });
      expect([status, body], JSON.stringify(robot)).toEqual([409, { reason: expect.stringMatching(why) }]);
    }
    expect(bridge.live.session).toBe(before);
    expect(bridge.heard.some(({ op }) => op === "anew")).toBe(false);
    expect((await bridge.view()).settings).toEqual(settings);
    expect((await run("kept + 1")).value).toBe("42");
  });

  it("wait for the person while a task runs, and while the emergency stop is latched", async () => {
    bridge = await openLiveBridge();
    const { settings } = await bridge.view();
    const other = { ...settings, robot: simulator("table", 2) };
    const task = run("import time\nwhile True: time.sleep(0.02)");
    await expect.poll(() => bridge.live.session.busy).toBe(true);
    expect(await bridge.apply(other)).toMatchObject({
      status: 409,
      body: { reason: /task is running.*Stop/ },
    });
    expect((await bridge.view()).blocked).toMatch(/task is running/);
    await bridge.live.stop("test");
    await task;
    await bridge.live.estop("test");
    expect(await bridge.apply(other)).toMatchObject({ status: 409, body: { reason: /Reset it/ } });
    await bridge.live.resetEstop("test");
    expect((await bridge.apply(other)).status).toBe(200);
    expect(bridge.live.session.info().seed).toBe(2);
  });

  it("let no task begin meanwhile, and an emergency stop win", async () => {
    bridge = await openLiveBridge();
    const { settings } = await bridge.view();
    const before = bridge.live.session;
    const applying = bridge.apply({ ...settings, robot: simulator("room") });
    await expect.poll(() => bridge.live.changing, { interval: 5 }).toBe(true);
    bridge.socket.send(JSON.stringify({ op: "exec", code: "1" }));
    bridge.socket.send(JSON.stringify({ op: "estop" }));
    expect(await applying).toMatchObject({
      status: 409,
      body: { reason: /emergency stop.*Nothing was changed/ },
    });
    expect(bridge.heard).toContainEqual({
      op: "refused",
      request: "exec",
      reason: expect.stringMatching(/Settings are being applied/),
    });
    expect(bridge.live.session).toBe(before);
    expect(before.info()).toMatchObject({ estop: "page", scene: "table" });
  });
});
