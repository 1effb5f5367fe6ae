import { expect, it } from "vitest";
import type { FromPage } from "../../bridge/protocol/index.ts";
import { usePage } from "./page-harness.ts";

/* Taking over by sliders and keys, and the console's help; the bridge's side is played by the test. */

const at = usePage();
const { openLive, eventually } = at;

const asked = <O extends FromPage["op"]>(op: O): Extract<FromPage, { op: O }>[] =>
  at.session.requests.filter((request): request is Extract<FromPage, { op: O }> => request.op === op);
const ops = (): string[] => at.session.requests.map(({ op }) => op);
const moves = () => asked("manual_start").map(({ move }) => move);
const openPanel = async (name: string): Promise<void> => {
  await openLive();
  await at.page.getByRole("button", { name, exact: true }).click();
};

it("sets joints by slider and number, and moves only those, while the button is held", async () => {
  await openPanel("Manual");
  await at.page.getByRole("radio", { name: "sliders" }).check();
  const go = at.page.getByRole("button", { name: "Hold to move the joints there" });
  expect(await go.isDisabled()).toBe(true);
  await at.page.getByRole("slider", { name: "elbow target" }).fill("60");
  const wrist = at.page.getByRole("spinbutton", { name: "wrist 3 angle" });
  await wrist.fill("-12.5");
  await wrist.press("ArrowUp");
  await wrist.press("PageDown");
  expect(await wrist.inputValue()).toBe("-21.5");
  await wrist.fill("9999");
  expect(await wrist.getAttribute("aria-invalid")).toBe("true");
  await go.focus();
  await at.page.keyboard.down("Enter");
  await eventually(() => ops().includes("manual_hold")).toBe(true);
  const [move] = moves();
  expect(move).toMatchObject({ kind: "joints", speed_rad_s: expect.closeTo(0.375, 5) });
  const positions = move?.kind === "joints" ? move.positions : {};
  expect(Object.keys(positions).sort()).toEqual(["elbow_joint", "wrist_3_joint"]);
  expect(positions["elbow_joint"]).toBeCloseTo(Math.PI / 3, 5);
  expect(positions["wrist_3_joint"]).toBeCloseTo((-21.5 * Math.PI) / 180, 5);
  // A key that stays down repeats, and is no new press.
  await at.page.keyboard.down("Enter");
  await at.page.keyboard.up("Enter");
  await eventually(() => ops().at(-1)).toBe("manual_release");
  expect(moves()).toHaveLength(1);
  await at.page.getByRole("button", { name: "Reset to measured" }).click();
  expect(await go.isDisabled()).toBe(true);
  expect(at.complaints).toEqual([]);
});

interface Readable {
  plannedJoints(): Record<string, number> | null;
  pixelOf(x: number, y: number, z: number): { x: number; y: number };
}

it("follows the mouse that drags the target in the scene: numbers, question and ghost", async () => {
  at.session.feed.tool = { position: [0.5, 0.1, 0.3], orientation: [1, 0, 0, 0] };
  // An arm of one joint, as far as this test goes: it leads to as many radians as the target is metres ahead.
  at.session.reply = (message) =>
    message.op === "reach"
      ? {
          op: "reach",
          id: message.id,
          joints: { joint_names: ["elbow_joint"], positions: [message.position[0]] },
          reason: "",
        }
      : undefined;
  await openPanel("Manual");
  await at.page.getByRole("radio", { name: "target" }).check();
  await at.page.getByText(/^Can be reached/).waitFor();
  const field = async (axis: string): Promise<number> =>
    Number(await at.page.getByRole("spinbutton", { name: `Target ${axis}, m` }).inputValue());
  const pixel = (x: number) =>
    at.page.evaluate(
      (ahead) => (globalThis as unknown as { codeact: Readable }).codeact.pixelOf(ahead, 0.1, 0.3),
      x,
    );
  const ghost = () =>
    at.page.evaluate(
      () => (globalThis as unknown as { codeact: Readable }).codeact.plannedJoints()?.["elbow_joint"],
    );
  await eventually(ghost).toBe(0.5);
  // The arrow along x reaches some forty pixels from the target to where x grows.
  const [middle, ahead] = [await pixel(0.5), await pixel(0.6)];
  const long = Math.hypot(ahead.x - middle.x, ahead.y - middle.y);
  const along = (pixels: number): [number, number] => [
    middle.x + ((ahead.x - middle.x) * pixels) / long,
    middle.y + ((ahead.y - middle.y) * pixels) / long,
  ];
  await at.page.mouse.move(...along(28));
  await at.page.mouse.down();
  await at.page.mouse.move(...along(28 + long / 2), { steps: 4 });
  await at.page.mouse.move(...along(28 + long), { steps: 4 });
  await eventually(() => field("x")).toBeGreaterThan(0.57);
  await at.page.mouse.up();
  const x = await field("x");
  expect(x).toBeLessThan(0.63);
  expect([await field("y"), await field("z")]).toEqual([0.1, 0.3]);
  expect(asked("reach").at(-1)?.position).toEqual([expect.closeTo(x, 3), 0.1, expect.closeTo(0.3, 6)]);
  await eventually(ghost).toBeCloseTo(x, 3);
  // The view is as it was: who drags a handle turns nothing.
  expect((await pixel(0.5)).x).toBeCloseTo(middle.x, 3);
  expect(moves()).toEqual([]);
});

it("jogs by keys only while that is on, one key at a time, and turns itself off", async () => {
  await openPanel("Manual");
  const jog = at.page.getByRole("switch", { name: /Keyboard jog/ });
  await jog.focus();
  await at.page.keyboard.press("w");
  expect(moves()).toEqual([]);
  await jog.press(" ");
  await at.page.getByText("Hold a key to move. Esc ends it.").waitFor();
  await at.page.keyboard.down("w");
  await at.page.getByText("Moving: tool +x").waitFor();
  await at.page.keyboard.down("Shift");
  await at.page.keyboard.down("e");
  await at.page.keyboard.up("w");
  await at.page.getByText("Moving: tool turns − about z").waitFor();
  await at.page.keyboard.up("e");
  await at.page.keyboard.up("Shift");
  await at.page.getByText("Hold a key to move").waitFor();
  await at.page.keyboard.press("3");
  await at.page.keyboard.press("-");
  await at.page.keyboard.press("g");
  await eventually(() => moves().length).toBe(4);
  expect(moves()).toMatchObject([
    { kind: "linear", axis: "x", direction: 1, frame: "base" },
    { kind: "angular", axis: "z", direction: -1 },
    { kind: "joint", joint: "elbow_joint", direction: -1 },
    { kind: "gripper", width_m: 0 },
  ]);
  const held = new Set(asked("manual_release").map(({ hold }) => hold));
  expect(asked("manual_start").filter(({ hold }) => held.has(hold))).toHaveLength(3);
  const ways: (() => Promise<unknown>)[] = [
    () => at.page.keyboard.press("Escape"),
    () => at.page.evaluate(() => window.dispatchEvent(new Event("blur"))),
    () => at.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange"))),
    () => at.page.getByRole("textbox").first().focus(),
  ];
  for (const way of ways) {
    if ((await jog.getAttribute("aria-checked")) === "false") await jog.click();
    const before = moves().length;
    await at.page.keyboard.down("a");
    await eventually(() => moves().length).toBe(before + 1);
    await way();
    await eventually(() => ops().findLast((op) => op.startsWith("manual_"))).toBe("manual_release");
    await eventually(() => jog.getAttribute("aria-checked")).toBe("false");
    await at.page.keyboard.up("a");
  }
  // Esc is the stop, too.
  expect(ops()).toContain("stop");
  const count = moves().length;
  await at.page.locator("body").press("w");
  expect(moves()).toHaveLength(count);
});

it("completes names in the console, explains them, inserts examples and runs a piece", async () => {
  at.session.primitives = [
    {
      name: "scene.find",
      signature: "scene.find(name) -> Detection",
      summary: "Looks for one object.",
      doc: 'Looks for one object.\n\nExample: cube = scene.find("red_cube")',
    },
    {
      name: "arm.home",
      signature: "arm.home() -> MotionResult",
      summary: "Moves home.",
      doc: "Moves <b>home</b>.",
    },
  ];
  await openPanel("Console");
  const editor = at.page.locator(".console-editor .cm-content");
  await editor.click();
  await at.page.keyboard.type("arm.ho");
  const option = at.page.getByRole("option", { name: /home/ });
  await option.waitFor();
  // What the library says is text, whatever is in it.
  await at.page.getByText("Moves <b>home</b>.").waitFor();
  // An Enter that comes within 75 ms of what popped up is not meant for it.
  await at.page.waitForTimeout(100);
  await at.page.keyboard.press("Enter");
  await eventually(() => editor.textContent()).toBe("arm.home()");
  await at.page.keyboard.press("Enter");
  await at.page.keyboard.type('scene.find("re');
  await at.page.getByRole("option", { name: /red_cube/ }).waitFor();
  await at.page.keyboard.press("Escape");
  await at.page.getByRole("option").first().waitFor({ state: "hidden" });
  await at.page.keyboard.type('d_cube")');
  await at.page.keyboard.press("Home");
  await at.page.keyboard.press("F1");
  const docs = at.page.getByRole("complementary", { name: "Docs of the primitives" });
  await docs.getByText("scene.find(name) -> Detection").waitFor();
  await docs.getByRole("button", { name: "Insert the example of scene.find" }).click();
  await eventually(() => editor.innerText()).toContain('cube = scene.find("red_cube")');
  await docs.getByRole("searchbox").fill("moves");
  await eventually(() => docs.getByRole("group").count()).toBe(1);
  await editor.click();
  await at.page.keyboard.press("Control+Home");
  await at.page.keyboard.press("Control+Shift+Enter");
  expect((await at.session.requested("exec")).code).toBe("arm.home()");
  await at.page.keyboard.press("Control+Enter");
  await eventually(() => asked("exec").at(-1)?.code).toBe(
    'arm.home()\nscene.find("red_cube")\ncube = scene.find("red_cube")',
  );
  expect(at.complaints).toEqual([]);
});
