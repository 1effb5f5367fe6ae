import { expect, it } from "vitest";
import { usePage } from "./page-harness.ts";

/* The page's controls by hand and its emergency stop; the bridge's side is played by the test. */

const at = usePage();
const { openLive, eventually, tell } = at;

const ops = (): string[] => at.session.requests.map(({ op }) => op);
const openPanel = async (viewport?: { width: number; height: number }): Promise<void> => {
  await openLive(viewport);
  await at.page.getByRole("button", { name: "Manual" }).click();
  await at.page.getByRole("button", { name: "elbow plus" }).waitFor();
};
const signs = (): number => ops().filter((op) => op === "manual_hold").length;
/** Presses a button, and waits until the bridge heard a sign of it. */
const hold = async (name: string): Promise<void> => {
  const before = signs();
  const box = await at.page.getByRole("button", { name, exact: true }).boundingBox();
  if (!box) throw new Error(`${name} is not in sight`);
  await at.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await at.page.mouse.down();
  await eventually(signs).toBeGreaterThan(before);
};
const released = () => eventually(() => ops().at(-1)).toBe("manual_release");

it("moves a joint while its button is held, by mouse or Space, at the chosen speed", async () => {
  await openPanel();
  await at.page.getByRole("slider", { name: /speed/i }).fill("40");
  await hold("elbow plus");
  await at.page.mouse.up();
  await released();
  const start = await at.session.requested("manual_start");
  expect(start.move).toEqual({ kind: "joint", joint: "elbow_joint", direction: 1, speed_rad_s: 1 });
  expect(at.session.requests.at(-1)).toEqual({ op: "manual_release", hold: start.hold });
  await at.page.getByRole("button", { name: "wrist 1 minus" }).focus();
  await at.page.keyboard.down(" ");
  const before = signs();
  await eventually(signs).toBeGreaterThan(before);
  await at.page.keyboard.up(" ");
  await released();
  const starts = at.session.requests.filter(({ op }) => op === "manual_start");
  expect(starts.at(-1)).toMatchObject({ move: { joint: "wrist_1_joint", direction: -1 } });
  // Once released, it says nothing more.
  const said = at.session.requests.length;
  await at.page.getByRole("radio", { name: "tool" }).check();
  await hold("Turn tool + about z");
  await at.page.mouse.up();
  await released();
  expect(at.session.requests.slice(said)[0]).toMatchObject({
    op: "manual_start",
    move: { kind: "angular", axis: "z", frame: "tool", direction: 1 },
  });
  expect(at.complaints).toEqual([]);
});

it("drives a robot that has a base and no arm, by pad and arrow keys, and says where it stands", async () => {
  at.session.info.manual = {
    joints: [],
    tool_speed_m_s: null,
    gripper: null,
    base: { linear_m_s: 0.5, angular_rad_s: 1 },
  };
  await openLive();
  await at.page.getByRole("button", { name: "Manual" }).click();
  await at.page.getByRole("region", { name: "Base" }).waitFor();
  expect(await at.page.getByRole("button", { name: /home|tool|joint/i }).count()).toBe(1); // the panel of joints
  await at.page.getByRole("slider", { name: /speed/i }).fill("40");
  await hold("Drive backwards, curving left");
  await at.page.mouse.up();
  await released();
  await at.page.getByRole("switch", { name: /Keyboard jog/ }).click();
  await at.page.keyboard.down("ArrowLeft");
  await at.page.getByText("Moving: base turns left").waitFor();
  await at.page.keyboard.up("ArrowLeft");
  await released();
  const starts = at.session.requests.filter(({ op }) => op === "manual_start");
  expect(starts).toMatchObject([
    { move: { kind: "drive", linear_m_s: -0.2, angular_rad_s: -0.4 } },
    { move: { kind: "drive", linear_m_s: 0, angular_rad_s: 0.4 } },
  ]);
});

it("lets go when the pointer slides off, the page loses the focus or is hidden, or the panel closes", async () => {
  await openPanel();
  const ways: (() => Promise<unknown>)[] = [
    () => at.page.mouse.move(5, 5),
    () => at.page.evaluate(() => window.dispatchEvent(new Event("blur"))),
    () => at.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange"))),
    async () => {
      at.session.info.estop = "terminal";
      at.session.server.sessionChanged();
    },
  ];
  for (const way of ways) {
    await hold("Move tool +z");
    await way();
    await released();
    await at.page.mouse.up();
  }
});

it("moves the fingers on a click, tells what was measured, and hands the Python to the console", async () => {
  await openPanel();
  await at.page.getByRole("button", { name: "Close gripper" }).click();
  expect((await at.session.requested("manual_start")).move).toEqual({ kind: "gripper", width_m: 0 });
  expect(ops()).not.toContain("manual_hold");
  tell({
    type: "manual",
    by: "page",
    text: "gripper closed: fingers 0.2 mm apart, holding nothing",
    python: "gripper.close()",
    receipt: null,
  });
  await at.page.locator(".manual-line", { hasText: "fingers 0.2 mm apart" }).waitFor();
  await at.page.getByRole("button", { name: "To the console" }).click();
  await eventually(() => at.page.locator(".cm-content").textContent()).toBe("gripper.close()");
});

it("says why nothing moves: refused, a task, no robot", async () => {
  await openPanel();
  at.session.refuse = "elbow_joint cannot go on in this direction: base_link would hit gripper_base.";
  await hold("elbow plus");
  await at.page.locator(".manual", { hasText: "base_link would hit gripper_base" }).waitFor();
  await at.page.mouse.up();
  // It is told where it was asked, and nowhere else.
  expect(await at.page.getByText("base_link would hit gripper_base").count()).toBe(1);
  at.session.refuse = null;
  at.session.info.busy = true;
  at.session.server.sessionChanged();
  await at.page.getByText("A task has the robot.").waitFor();
  expect(await at.page.getByRole("button", { name: "elbow plus" }).isDisabled()).toBe(true);
  at.session.info.busy = false;
  at.session.feed.connect("reconnecting");
  await at.page.getByText("The bridge has no connection to the robot.").first().waitFor();
});

it("latches the emergency stop by Shift+Esc or the button, tells who, and resets it when that is confirmed", async () => {
  await openLive();
  await at.page.getByRole("textbox", { name: "Instruction" }).focus();
  await at.page.keyboard.press("Shift+Escape");
  await at.session.requested("estop");
  expect(ops()).toEqual(["estop"]);
  await at.page.getByRole("button", { name: "Emergency stop" }).click();
  await eventually(() => ops().length).toBe(2);
  at.session.info.estop = "robot";
  at.session.server.sessionChanged();
  tell({ type: "estop", latched: true, by: "robot", text: "Emergency stop pressed by robot." });
  const banner = at.page.locator(".estop-banner");
  await banner.getByText("Emergency stop by robot.").waitFor();
  expect((await banner.boundingBox())?.width).toBe(1440);
  await at.page.locator(".end.is-bad", { hasText: "Emergency stop pressed by robot." }).waitFor();
  await banner.getByRole("button", { name: "Reset…" }).click();
  await banner.getByRole("button", { name: "Keep it latched" }).click();
  await banner.getByRole("button", { name: "Reset…" }).click();
  expect(ops()).not.toContain("estop_reset");
  at.session.refuse = "The emergency stop stays latched: the arm moves.";
  await banner.getByRole("button", { name: "Yes, reset" }).click();
  await banner.getByText(at.session.refuse).waitFor();
  at.session.refuse = null;
  await banner.getByRole("button", { name: "Reset…" }).click();
  await banner.getByRole("button", { name: "Yes, reset" }).click();
  await eventually(() => ops().filter((op) => op === "estop_reset").length).toBe(2);
  at.session.info.estop = null;
  at.session.server.sessionChanged();
  await eventually(() => banner.count()).toBe(0);
});

it("asks for the emergency stop over HTTP when the WebSocket does not report it", async () => {
  await openLive();
  at.session.refuse = "not heard";
  await at.page.getByRole("button", { name: "Emergency stop" }).click();
  await at.page.getByText("not heard").waitFor();
  await at.page.getByText("Not confirmed as stopped.").waitFor();
  at.session.refuse = null;
  await at.page.getByRole("button", { name: "Emergency stop" }).click();
  await eventually(() => ops().filter((op) => op === "estop").length).toBeGreaterThanOrEqual(3);
});

it("explains the sandbox level on hovering and on focus", async () => {
  await openLive();
  const chip = at.page.locator(".chip.is-warn", { hasText: "no sandbox" });
  // A chip moves away from under the mouse when the words before it change.
  await eventually(async () => {
    await at.page.mouse.move(700, 600);
    await chip.locator("summary").hover();
    const note = chip.getByText("Nothing keeps the agent's Python in");
    return note.waitFor({ timeout: 3000 }).then(
      () => true,
      () => false,
    );
  }).toBe(true);
  await at.page.mouse.move(700, 600);
  await eventually(() => chip.getByText("Nothing keeps").isVisible()).toBe(false);
  at.session.info.sandbox = "bwrap+self";
  at.session.server.sessionChanged();
  const plain = at.page.locator(".chip.is-plain", { hasText: "sandbox bwrap+self" });
  await plain.waitFor();
  await at.page.locator(".chip summary").first().focus();
  while (!(await plain.getByText("bubblewrap").isVisible())) await at.page.keyboard.press("Tab");
});

it("fits a phone, with both stops in sight and every control reachable", async () => {
  await openPanel({ width: 360, height: 740 });
  at.session.info.estop = "page";
  at.session.server.sessionChanged();
  await at.page.locator(".estop-banner").waitFor();
  const width = await at.page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(360);
  for (const name of [
    /^stop/i,
    /^emergency stop/i,
    "Manual",
    "Reset…",
    "elbow plus",
    "Turn tool + about z",
  ]) {
    const button = at.page.getByRole("button", { name });
    await button.scrollIntoViewIfNeeded();
    const box = await button.boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= 360 && box.height >= 28, String(name)).toBe(true);
  }
});
