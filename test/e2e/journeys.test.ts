import { mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildWebIfOld } from "../web/build-web.ts";
import { axeFindings, axeSource } from "./accessibility.ts";
import { launchBrowser } from "./browser.ts";
import { type RunningCli, startCli } from "./cli.ts";

/*
 * What people do with the page, at a desk and on a phone, with the real command behind it in real time: one session, in
 * which each test goes on from where the one before left it. CODEACT_PICTURES=FOLDER keeps a picture of every view.
 */

interface Readable {
  jointPositions(): Record<string, number>;
  objectPose(name: string): { position: number[] } | null;
  ghosts(): readonly string[];
  counts(): Record<string, number>;
  pathPoints(): number;
}
declare const codeact: Readable;

const desk = { width: 1100, height: 720, reducedMotion: "no-preference" as const };
const phone = { width: 390, height: 844, reducedMotion: "reduce" as const };
const patience = { timeout: 60_000, interval: 100 };
const axe = axeSource();

let folder: string;
let bridge: RunningCli;
let browser: Browser;
let page: Page;
let broken = false;

const start = (port: string): Promise<RunningCli> =>
  startCli(["start", "--port", port, "--no-open", "--seed", "2", "--episodes", folder], /page (http:\S+)/);
const open = async ({ reducedMotion, ...viewport }: typeof desk | typeof phone): Promise<void> => {
  page = await browser.newPage({ viewport, reducedMotion });
  page.setDefaultTimeout(patience.timeout);
  await page.goto(bridge.match[1] ?? "");
  await page.getByText("live", { exact: true }).first().waitFor();
};
const eventually = <R>(look: () => R | Promise<R>) => expect.poll(look, patience);
const button = (name: string | RegExp) => page.getByRole("button", { name });
const joints = () => page.evaluate(() => Object.values(codeact.jointPositions()));
const apart = (a: number[], b: number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? 0))));

/** What is on the screen fits its width, and axe has nothing against it, light or dark. */
const inOrder = async (view: string): Promise<void> => {
  const [clientWidth, scrollWidth] = await page.evaluate(() => {
    const { clientWidth: fits, scrollWidth: is } = document.documentElement;
    return [fits, is] as const;
  });
  expect(scrollWidth, `${view} is wider than the screen`).toBeLessThanOrEqual(clientWidth);
  const pictures = process.env["CODEACT_PICTURES"];
  for (const colorScheme of ["light", "dark"] as const) {
    if (axe === null && !pictures) return;
    await page.emulateMedia({ colorScheme });
    // Colours that are inherited change one after the other.
    const message = `${view} ${colorScheme}`;
    if (axe !== null) await expect.poll(() => axeFindings(page, axe), { ...patience, message }).toEqual([]);
    const file = `${view.replaceAll(" ", "-")}-${clientWidth}-${colorScheme}.png`;
    if (pictures) await page.screenshot({ path: join(pictures, file) });
  }
};
const say = async (instruction: string): Promise<void> => {
  const box = page.getByRole("textbox", { name: "Instruction" });
  await box.fill(instruction);
  await box.press("Enter");
};
/** Waits until the arm moves, stops it, and sees it stand. */
const stopOnTheWay = async (how: () => Promise<unknown>): Promise<void> => {
  const before = await joints();
  await eventually(async () => apart(await joints(), before)).toBeGreaterThan(0.05);
  const stops = page.locator(".stop-line strong", { hasText: /^Stopped in \d/ });
  const told = await stops.count();
  await how();
  await eventually(() => stops.count()).toBeGreaterThan(told);
  const stood = await joints();
  await page.waitForTimeout(300);
  expect(apart(await joints(), stood)).toBeLessThan(0.01);
};

beforeAll(async () => {
  await buildWebIfOld();
  folder = await mkdtemp(join(tmpdir(), "codeact-journeys-"));
  [bridge, browser] = await Promise.all([start("0"), launchBrowser()]);
});
beforeEach(({ skip }) => {
  if (broken) skip("the journey before this one did not get to its end");
});
afterEach(async ({ task }) => {
  if (task.result?.state !== "fail") return;
  broken = true;
  if (!page || page.isClosed()) return;
  mkdirSync("test/artifacts/page", { recursive: true });
  await page.screenshot({
    path: `test/artifacts/page/journey-${task.name.replaceAll(/\W+/g, "-").slice(0, 60)}.png`,
  });
});
afterAll(async () => {
  await browser?.close();
  await bridge?.stop();
  await rm(folder, { recursive: true, force: true });
});

const commandAndStop = async (): Promise<void> => {
  await page.getByRole("heading", { name: "Tell the robot what to do" }).waitFor();
  await page.getByText("no model: offline rule planner").first().waitFor();
  await inOrder("first visit");
  await page.getByRole("list", { name: "Examples" }).getByRole("button").first().click();
  await stopOnTheWay(() => button(/^stop/i).first().click());
  await page
    .locator(".end", { hasText: /stopped/i })
    .last()
    .waitFor();
  await inOrder("stopped");
};

const ambiguousCommand = async (): Promise<void> => {
  await say("pick up the cube");
  const question = page.getByRole("form", { name: /^Question: Which one/ });
  await question.getByRole("button", { name: /green.cube/ }).waitFor();
  const stood = await joints();
  await inOrder("question");
  expect(apart(await joints(), stood)).toBeLessThan(0.01);
  await question.getByRole("button", { name: /green.cube/ }).press("Enter");
  await page
    .locator(".bubble.is-person", { hasText: /green.cube/ })
    .last()
    .waitFor();
  await page.locator(".code", { hasText: 'pick("green_cube")' }).last().waitFor();
  await stopOnTheWay(() => page.keyboard.press("Escape"));
};

/** Presses Tab until the focus is on what is called so. */
const tabTo = async (called: string): Promise<void> => {
  for (let tabs = 0; tabs < 200; tabs += 1) {
    const name = await page.evaluate(() => {
      const at = document.activeElement;
      const label = at?.closest("label")?.textContent ?? at?.textContent ?? "";
      return (at?.getAttribute("aria-label") ?? label).trim();
    });
    if (name === called) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to "${called}"`);
};
/** Holds a key on the focused button until the move ended by itself; presses anew when a busy machine lost the hold. */
const holdUntil = async (key: string, end: RegExp): Promise<void> => {
  const told: Locator = page.locator(".manual-line");
  let seen = -1;
  let looks = 0;
  await eventually(async () => {
    const now = await told.count();
    if (now > 0 && end.test((await told.last().textContent()) ?? "")) return true;
    looks += 1;
    if (now !== seen || looks % 40 === 0) {
      seen = now;
      await page.keyboard.up(key);
      await page.keyboard.down(key);
    }
    return false;
  }).toBe(true);
  await page.keyboard.up(key);
};

const takeOverByKeyboard = async (): Promise<void> => {
  await page.locator("body").press("Tab");
  await tabTo("Manual");
  await page.keyboard.press("Enter");
  await tabTo("jog");
  await page.keyboard.press("ArrowRight");
  await tabTo("Target y, m");
  await page.keyboard.type("3");
  await page
    .locator(".target-reach.is-bad")
    .getByText(/Not there: .*workspace/)
    .waitFor();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("0.2");
  await page.keyboard.press("ArrowUp");
  await page.getByText(/^Can be reached: \d+ mm from the tool/).waitFor();
  await eventually(() => page.evaluate(() => codeact.ghosts())).toContain("planned");
  await inOrder("take over");
  await tabTo("Hold to move the tool there");
  await holdUntil(" ", /tool to \(.*0\.210, .*at the target/);
  await tabTo("Close gripper");
  await page.keyboard.press("Enter");
  await page.locator(".manual-last", { hasText: "gripper closed" }).waitFor();
  await tabTo("To the console");
  await page.keyboard.press("Enter");
  const editor = page.locator(".console-editor .cm-content");
  await eventually(() => editor.textContent()).toBe("gripper.close()");
  await page.keyboard.press("Enter");
  await page.keyboard.type("print('hand', arm.pose().frame_id)");
  await page.keyboard.press("Control+Enter");
  await page.locator(".output", { hasText: "hand base_link" }).last().waitFor({ state: "attached" });
};

const changeSettings = async (approval: string): Promise<void> => {
  await page.getByRole("link", { name: /^settings/i }).click();
  await page.getByRole("radio", { name: new RegExp(`^${approval}`) }).check();
  await page
    .getByRole("status")
    .filter({ hasText: /Not applied: / })
    .waitFor();
  await inOrder("settings");
  await page.getByRole("button", { name: "Apply", exact: true }).click();
  await page
    .getByRole("status")
    .filter({ hasText: /Applied\. The page is on the new session/ })
    .waitFor();
  await page.getByRole("link", { name: /back to the robot/i }).click();
};

/** An agent's program is seen before it runs, and edited; what runs is what was approved. The next one is rejected. */
const approve = async (where: string, y: number): Promise<void> => {
  const before = await joints();
  const ghosts = () => page.evaluate(() => codeact.counts()["object ghosts"]);
  await say("pick up the red cube");
  const card = page.locator(".approval");
  const still = await page.evaluate(() => matchMedia("(prefers-reduced-motion: reduce)").matches);
  const rehearsal = card.getByRole("region", { name: "Rehearsal" });
  await rehearsal.getByText(/would run to its end in \d/).waitFor();
  await rehearsal.getByText(/red cube would be moved/).waitFor();
  await card.getByText("the same as was rehearsed").waitFor();
  await eventually(() => page.evaluate(() => codeact.pathPoints())).toBeGreaterThan(10);
  await eventually(ghosts).toBe(1);
  // Nothing moves by itself for those who want that: the moment is chosen, by keys too.
  expect(await card.getByRole("button", { name: "Play preview" }).count()).toBe(still ? 0 : 1);
  const moment = card.getByRole("slider", { name: "Moment of the preview" });
  await moment.press("End");
  await eventually(() => moment.getAttribute("aria-valuetext")).toMatch(/^(\d+\.\d) s of \1 s$/);
  await eventually(() => page.evaluate(() => codeact.ghosts())).toContain("planned");
  await inOrder("approval");

  const hash = card.locator(".approval-hash code");
  const ofAgent = await hash.textContent();
  await card.getByRole("button", { name: "Edit", exact: true }).click();
  await card.getByRole("textbox", { name: "Python to run in place of the agent's" }).click();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText("arm.move_to([2, 0, 0.3])");
  await rehearsal.getByText(/1 command would be refused/).waitFor();
  await eventually(ghosts).toBe(0);
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(`arm.move_to([0.4, ${y}, 0.45])\nprint("my way, ${where}")`);
  await rehearsal.getByText(/would run to its end in \d/).waitFor();
  await card.getByText("the same as was rehearsed").waitFor();
  const mine = await hash.textContent();
  expect(mine).not.toBe(ofAgent);
  await inOrder("edited");
  expect(apart(await joints(), before)).toBeLessThan(0.01);
  await page.keyboard.press("Control+Enter");
  await eventually(async () => apart(await joints(), before)).toBeGreaterThan(0.05);
  await page.locator(".output", { hasText: `my way, ${where}` }).waitFor();

  // The planner sees that its cube lies where it lay, and asks again.
  await card.getByLabel(/reason for rejecting/i).fill(`not now, ${where}`);
  await card.getByRole("button", { name: "Reject" }).click();
  await page.locator(".end strong", { hasText: `Program rejected by page: not now, ${where}` }).waitFor();
};

describe("a person at the page", { timeout: 400_000 }, () => {
  it("visits on a phone without a key, commands, stops, and answers what was ambiguous", async () => {
    await open(phone);
    await commandAndStop();
    await ambiguousCommand();
  });
  it("takes over on a phone by a keyboard alone", async () => {
    await takeOverByKeyboard();
    await button("Chat").click();
  });
  it("changes settings on a phone, sees there what a program would do, and edits it", async () => {
    await changeSettings("Before motion");
    await approve("phone", 0.25);
    await page.close();
  });
  it("sees at a desk what a program would do, edits it, and changes settings", async () => {
    await open(desk);
    await approve("desk", -0.25);
    await changeSettings("Never");
  });
  it("commands at a desk, stops, and answers what was ambiguous", async () => {
    await commandAndStop();
    await ambiguousCommand();
  });
  it("takes over at a desk by a keyboard alone", takeOverByKeyboard);
  it("is told that the bridge is gone, and is back with its new address", async () => {
    await bridge.stop();
    await page.getByText("The bridge does not answer.", { exact: true }).waitFor();
    for (const { width, height } of [desk, phone]) {
      await page.setViewportSize({ width, height });
      await inOrder("bridge lost");
    }
    bridge = await start(new URL(bridge.match[1] ?? "").port);
    await page.getByRole("heading", { name: "This key is not of the session that runs now" }).waitFor();
    await inOrder("locked");
    await page.goto(bridge.match[1] ?? "");
    await page.getByText("live", { exact: true }).first().waitFor();
    await page.setViewportSize(desk);
    await page.getByRole("heading", { name: "Tell the robot what to do" }).waitFor();
  });
  it("looks back at what was done before, and scrubs through it", async () => {
    await page.getByRole("link", { name: "Episodes" }).click();
    const episode = page.getByRole("link", { name: "pick up the cube", exact: true }).first();
    await episode.waitFor();
    await inOrder("episodes");
    await episode.click();
    const slider = page.getByRole("slider", { name: "Moment of the episode" });
    const time = async () =>
      Number(await page.getByLabel("Robot time, seconds from the beginning").inputValue());
    for (const { width, height } of [desk, phone]) {
      await page.setViewportSize({ width, height });
      await eventually(async () => (await joints()).length).toBeGreaterThan(5);
      await slider.press("Home");
      await eventually(time).toBe(0);
      const box = await slider.boundingBox();
      if (!box) throw new Error("there is no timeline");
      const first = await joints();
      await page.mouse.move(box.x + 4, box.y + 10);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.98, box.y + 10, { steps: 4 });
      await page.mouse.up();
      await eventually(time).toBeGreaterThan(0.5);
      await eventually(async () => apart(await joints(), first)).toBeGreaterThan(0.02);
      await inOrder("replay");
    }
  });
});
