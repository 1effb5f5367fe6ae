import type { Browser, Page } from "playwright-core";
import { afterAll, expect, it } from "vitest";
import { launchBrowser } from "./browser.ts";
import { type RunningCli, startCli } from "./cli.ts";

let bridge: RunningCli | undefined;
let browser: Browser | undefined;
afterAll(async () => {
  await browser?.close();
  await bridge?.stop();
});

interface Readable {
  jointPositions(): Record<string, number>;
  ghosts(): readonly string[];
  pathPoints(): number;
}
// These run in the page; a string of code would break its Content-Security-Policy.
const joints = (page: Page): Promise<number[]> =>
  page.evaluate(() =>
    Object.values((globalThis as unknown as { codeact: Readable }).codeact.jointPositions()),
  );
const ghosts = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => (globalThis as unknown as { codeact: Readable }).codeact.ghosts());
const pathPoints = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as { codeact: Readable }).codeact.pathPoints());
const patient = { timeout: 40_000 };

it("shows what a program would do before it is approved, and runs exactly that", async () => {
  bridge = await startCli(["start", "--port", "0", "--no-open", "--approve", "motion"], /page (http:\S+)/);
  browser = await launchBrowser();
  const page = await browser.newPage({ reducedMotion: "reduce", viewport: { width: 1000, height: 640 } });
  page.setDefaultTimeout(patient.timeout);
  await page.goto(bridge.match[1] ?? "");
  await expect.poll(async () => (await joints(page)).length, patient).toBeGreaterThan(5);
  const before = await joints(page);
  const moved = async (): Promise<number> =>
    Math.max(...(await joints(page)).map((value, joint) => Math.abs(value - (before[joint] ?? value))));
  await page.getByRole("textbox", { name: "Instruction" }).fill("move 10 cm to the left");
  await page.keyboard.press("Enter");

  // It begins by itself; the robot stands meanwhile.
  const card = page.locator(".approval");
  const rehearsal = card.getByRole("region", { name: "Rehearsal" });
  await rehearsal.getByText(/would run to its end in \d/).waitFor();
  await rehearsal
    .locator("li", { hasText: "arm.move_to" })
    .getByText(/moved to/)
    .waitFor();
  await card.getByText("the same as was rehearsed").waitFor();
  expect(await moved()).toBeLessThan(0.01);
  await expect.poll(() => pathPoints(page), patient).toBeGreaterThan(10);

  // Nothing moves by itself for those who want that: the moment is chosen, by keys too.
  expect(await card.getByRole("button", { name: "Play preview" }).count()).toBe(0);
  expect(await ghosts(page)).not.toContain("planned");
  const slider = card.getByRole("slider", { name: "Moment of the preview" });
  await slider.focus();
  await page.keyboard.press("End");
  await expect.poll(() => ghosts(page), patient).toContain("planned");
  expect(await slider.getAttribute("aria-valuetext")).toMatch(/^(\d+\.\d) s of \1 s$/);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await card.getByRole("button", { name: "Hide" }).click();
  await page.mouse.move(0, 0);
  await page.getByRole("textbox", { name: /reason for rejecting/i }).blur();
  await card.getByRole("button", { name: "Play preview" }).click();
  await expect.poll(() => slider.getAttribute("aria-valuetext"), patient).not.toMatch(/^0\.0 s/);
  await card.getByRole("button", { name: "Hide" }).click();

  // What the person makes of it is rehearsed when the writing rests, and is another program.
  const code = await card.locator(".approval-hash code").textContent();
  await card.getByRole("button", { name: "Edit", exact: true }).click();
  await card.getByRole("textbox", { name: "Python to run in place of the agent's" }).click();
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Enter");
  await page.keyboard.insertText("arm.move_to([2, 0, 0.3])");
  await rehearsal
    .getByRole("list", { name: "What would be refused or go wrong" })
    .getByText(/workspace/)
    .waitFor();
  await rehearsal.getByText(/1 command would be refused/).waitFor();
  expect(await card.locator(".approval-hash code").textContent()).not.toBe(code);
  await card.getByRole("button", { name: "Discard edits" }).click();
  await expect.poll(() => card.locator(".approval-hash code").textContent(), patient).toBe(code);
  expect(await moved()).toBeLessThan(0.01);

  await card.getByRole("button", { name: "Approve" }).click();
  await expect.poll(moved, patient).toBeGreaterThan(0.05);
  await expect.poll(() => pathPoints(page), patient).toBe(0);
  expect(await ghosts(page)).not.toContain("planned");
}, 180_000);
