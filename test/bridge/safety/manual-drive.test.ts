import { afterEach, describe, expect, it } from "vitest";
import type { EventBody, ManualMove } from "../../../bridge/protocol/index.ts";
import { ManualControl } from "../../../bridge/safety/manual-control.ts";
import { manualLimits } from "../../../bridge/safety/manual-limits.ts";
import { failure } from "./rig.ts";
import { baseProfile, SmallBase } from "./small-base.ts";

/* A base driven by hand, through the real gate, behind a real WebSocket. */

const none = async (): Promise<never> => {
  throw new Error("a base plans nothing");
};

let base: SmallBase;
let manual: ManualControl;
let told: Extract<EventBody, { type: "manual" }>[];
let signs: NodeJS.Timeout | undefined;

const start = async (profile = baseProfile()): Promise<void> => {
  base = await SmallBase.start(profile);
  told = [];
  manual = new ManualControl({
    robot: base.robot,
    gate: base.gate,
    emit: (event) => event.type === "manual" && told.push(event),
    planHome: none,
    planPose: none,
    busy: () => false,
  });
};
afterEach(async () => {
  clearInterval(signs);
  await base?.close();
});

const drive = (linear_m_s: number, angular_rad_s = 0): ManualMove => ({
  kind: "drive",
  linear_m_s,
  angular_rad_s,
});
/** A press, with signs that go on until the test ends them. */
const press = (move: ManualMove): Promise<void> => {
  const over = manual.start({ client: "page 1", hold: "h", move, by: "page" });
  over.catch(() => {});
  signs = setInterval(() => manual.sign("page 1", "h"), 100);
  return over;
};
const stands = async (): Promise<void> => {
  const { x, yaw } = base;
  for (let reading = 0; reading < 10; reading++) await base.robot.freshBase();
  expect([base.x, base.yaw]).toEqual([x, yaw]);
};

describe("a base driven by hand", () => {
  it("drives while the button is held, stands when it is released, and tells the Python that does the same", async () => {
    await start();
    const over = press(drive(0.4));
    await base.went(0.2);
    const released = base.x;
    manual.release("page 1", "h");
    await over;
    await stands();
    expect(base.x - released).toBeLessThan(0.25);
    const [{ text, python, receipt, by } = { text: "", python: "", receipt: null, by: "" }] = told;
    expect(by).toBe("page");
    expect(text).toMatch(
      /^base forward: 0\.\d{3} m in \d\.\d s, released; the base is at \(1\.\d{3}, 2\.000\) in map, yaw 0\.0°$/,
    );
    expect(receipt).toMatchObject({ ended_by: "cancelled" });
    // The Python drives as far as it was measured to go.
    const [, time] = /^base\.drive\(0\.4, 0, (\d\.?\d*)\)$/.exec(python) ?? [];
    expect(Math.abs(Number(time) * 0.4 - base.x)).toBeLessThan(0.01);
  });

  it("stops when the page is gone, when nothing is heard of it, and by a stop, which says what it did", async () => {
    await start();
    const gone = press(drive(-0.3, 0.6));
    await base.went(0.05);
    manual.clientGone("page 1");
    await gone;
    clearInterval(signs);
    expect(told.at(-1)?.text).toMatch(
      /^base backwards, curving to its right: -0\.\d+ m and \d+\.\d° in .*the page that held it is gone/,
    );
    const silent = press(drive(0, 0.8));
    clearInterval(signs);
    await silent;
    expect(told.at(-1)?.text).toMatch(/^base turning left: \d+\.\d° in .*no sign of who holds it for 400 ms/);
    expect(told.at(-1)?.python).toMatch(/^base\.drive\(0, 0\.8, \d/);
    const stopped = press(drive(0.3));
    while (base.linear < 0.1) await base.robot.freshBase();
    expect((await base.gate.stop("page")).text).toMatch(/standing still.*base 0\.000 m\/s/);
    await stopped;
    expect(told.at(-1)?.text).toMatch(/stop by page; the base is at/);
    await stands();
  });

  it("is refused beyond a limit and while the emergency stop is latched, and nothing is sent", async () => {
    await start();
    expect(await failure(press(drive(0.6)))).toMatchObject({
      code: "LimitExceeded",
      message: expect.stringContaining("above the limit of 0.5 m/s"),
    });
    expect((await failure(press(drive(0, 0)))).message).toMatch(/both 0/);
    expect(base.heard).toEqual([]);
    await base.gate.estop("page");
    const zeros = base.heard.length;
    expect((await failure(press(drive(0.2)))).code).toBe("Denied");
    expect(base.heard.slice(zeros).filter(({ linear }) => linear !== 0)).toEqual([]);
    expect(told).toEqual([]);
  });

  it("ends before what it may not enter, and then goes only another way", async () => {
    await start(baseProfile({ keep_out: [{ min: [1.4, 1.5], max: [2, 2.5] }] }));
    await press(drive(0.4));
    expect(told.at(-1)?.text).toMatch(/as far as it may go: .*keep-out rectangle/);
    expect(base.x).toBeGreaterThan(0.25);
    expect(base.x).toBeLessThan(0.4);
    // It stands as near as one press leads: what is left is not worth a motion.
    while (base.x < 0.34) base.x += 0.01;
    await base.robot.freshBase();
    await base.robot.freshBase();
    const refused = await failure(press(drive(0.4)));
    expect(refused.message).toMatch(/The base cannot go on in this direction: .* Drive another way\./);
  });
});

it("tells what can be driven by hand", async () => {
  await start();
  expect(manualLimits(base.robot)).toEqual({
    joints: [],
    tool_speed_m_s: null,
    gripper: null,
    base: { linear_m_s: 0.5, angular_rad_s: 1.5 },
  });
});
