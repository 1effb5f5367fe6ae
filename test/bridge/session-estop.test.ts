import { PassThrough } from "node:stream";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openSession } from "../../bridge/main.ts";
import type { Event } from "../../bridge/protocol/index.ts";
import { connectionOf } from "../../bridge/robot/connection.ts";
import type { Session } from "../../bridge/session.ts";
import { safetyKeys } from "../../bridge/terminal/safety-keys.ts";
import { simulatedSession } from "./simulated-session.ts";

const SLOW = "arm.move_to([0.45, 0.45, 0.35], speed=0.12)";
let session: Session;
const keys = Object.assign(new PassThrough(), { isTTY: true });
const screen = new PassThrough();
let shown = "";
let endKeys = (): void => {};

beforeAll(async () => {
  session = await openSession(simulatedSession(), {
    progress: () => {},
    person: { ask: async () => null, approve: async () => null },
  } as Parameters<typeof openSession>[1]);
  screen.on("data", (text) => {
    shown += text;
  });
  endKeys = safetyKeys(session, keys, screen);
});
afterAll(async () => {
  endKeys();
  await session?.close();
});

const moving = async (): Promise<void> => {
  for (;;) {
    const message = await new Promise<{ velocity: number[] }>((resolve) => {
      const off = session.robot.onJointState((state) => {
        off();
        resolve(state);
      });
    });
    if (Math.max(...message.velocity.slice(0, 6).map(Math.abs)) > 0.1) return;
  }
};
const next = (fits: (event: Event) => boolean): Promise<Event> =>
  new Promise((resolve) => {
    const off = session.events.subscribe((event) => {
      if (!fits(event)) return;
      off();
      resolve(event);
    });
  });

it("is stopped, latched and reset by words in the terminal", async () => {
  const running = session.exec(SLOW, null);
  await moving();
  const standing = next(({ type }) => type === "stop");
  keys.write("estop\n");
  expect(await standing).toMatchObject({ by: "terminal", stopped: true });
  expect(await running).toMatchObject({ ok: false, ended_by: "interrupted" });
  expect(session.info().estop).toBe("terminal");

  const refused = await session.exec(SLOW, null);
  expect(refused).toMatchObject({ ok: false, ended_by: "error" });
  expect(refused.error?.traceback).toMatch(/Denied: The emergency stop is latched \(by terminal/);

  const reset = next((event) => event.type === "estop" && !event.latched);
  keys.write("what\nreset\n");
  await reset;
  expect(session.info().estop).toBeNull();
  expect((await session.exec("arm.move_joints({}).ended_by", null)).value).toBe("'reached'");
  expect(shown).toMatch(/"what" is not known here; type stop, estop or reset/);
  expect(shown).toMatch(/Emergency stop pressed by terminal.*\n.*Stopped by terminal: standing still/);
});

it("ends the program when the robot's side presses the emergency stop", async () => {
  const running = session.exec(`try: ${SLOW}\nexcept Exception: pass\nwhile True: pass`, null);
  await moving();
  connectionOf(session.robot).send({ op: "publish", topic: "/codeact/estop", msg: { data: true } });
  expect(await running).toMatchObject({ ok: false, ended_by: "interrupted" });
  expect(session.info().estop).toBe("robot");
  await session.resetEstop("test");
  expect(session.info().estop).toBeNull();
});
