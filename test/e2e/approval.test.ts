import type { Browser, Page } from "playwright-core";
import { afterAll, expect, it } from "vitest";
import { launchBrowser } from "./browser.ts";
import { type RunningCli, runCli, startCli } from "./cli.ts";

let bridge: RunningCli | undefined;
let browser: Browser | undefined;
afterAll(async () => {
  await browser?.close();
  await bridge?.stop();
});

it("run in a pipe asks nobody, moves nothing, and says how to run it", async () => {
  const { exitCode, events } = await runCli(["run", "move the arm home", "--approve", "motion", "--json"]);
  expect(exitCode).toBe(1);
  expect(events.at(-1)).toMatchObject({
    type: "episode_end",
    outcome: "needs_user",
    summary: expect.stringContaining("--approve never"),
  });
  expect(events.filter(({ type }) => type === "approval")).toMatchObject([{ decision: "rejected" }]);
  expect(events.filter(({ type }) => type === "receipt")).toEqual([]);
});

it("refuses a way of approving that there is not", async () => {
  const { exitCode, stderr } = await runCli(["run", "look", "--approve", "sometimes"]);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/never, motion, always/);
});

interface PageState {
  jointPositions(): Record<string, number>;
}
const joints = (page: Page): Promise<number[]> =>
  page.evaluate(() =>
    Object.values((globalThis as unknown as { codeact: PageState }).codeact.jointPositions()),
  );

it("lets the person at the page reject and then approve, with a real arm behind it", async () => {
  const args = ["start", "--port", "0", "--no-open", "--approve", "motion"];
  bridge = await startCli(args, /page (http:\S+)/);
  browser = await launchBrowser();
  const page = await browser.newPage();
  await page.goto(bridge.match[1] ?? "");
  await expect.poll(async () => (await joints(page)).length, { timeout: 30_000 }).toBeGreaterThan(5);
  const before = await joints(page);
  const card = page.locator(".approval");
  /** Said again as often as the task before is still being put away. */
  const send = async (): Promise<void> => {
    const busy = page.locator(".composer .refusal");
    do {
      await page.getByRole("textbox", { name: "Instruction" }).fill("move 10 cm to the left");
      await page.keyboard.press("Enter");
      await card.or(busy).first().waitFor({ timeout: 40_000 });
    } while ((await card.count()) === 0);
  };
  const moved = async (): Promise<number> => {
    const now = await joints(page);
    return Math.max(...now.map((value, joint) => Math.abs(value - (before[joint] ?? value))));
  };
  await send();
  await page.getByLabel(/reason for rejecting/i).fill("not now");
  await page.getByRole("button", { name: "Reject" }).click();
  await page.locator(".end strong", { hasText: "Program rejected by page: not now" }).waitFor();
  expect(await moved()).toBeLessThan(0.01);
  await page.locator(".end strong", { hasText: "Answered" }).waitFor(); // the planner takes no for an answer
  await send();
  expect(await moved()).toBeLessThan(0.01);
  await page.getByRole("button", { name: "Approve" }).click();
  await expect.poll(moved, { timeout: 30_000 }).toBeGreaterThan(0.05);
}, 120_000);
