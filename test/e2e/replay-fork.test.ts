import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildWebIfOld } from "../web/build-web.ts";
import { launchBrowser } from "./browser.ts";
import { type RunningCli, runCli, startCli } from "./cli.ts";

/* A recorded episode on the page of a running session: gone on from, with an edited program. */

let folder: string;
let bridge: RunningCli;

beforeAll(async () => {
  await buildWebIfOld();
  folder = await mkdtemp(join(tmpdir(), "codeact-fork-"));
  const task = ["run", "push the ball 5 cm to the left", "--seed", "2", "--out", join(folder, "past.mcap")];
  const { exitCode, stderr } = await runCli(task);
  expect(exitCode, stderr).toBe(0);
  const start = ["start", "--port", "0", "--no-open", "--seed", "2", "--clock", "fast", "--episodes", folder];
  bridge = await startCli(start, /page (http:\S+)/);
});
afterAll(async () => {
  await bridge?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe("a replay in a session with a simulator", () => {
  it("keeps the stops of the live robot, and goes on from a turn with an edited program", async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      page.setDefaultTimeout(90_000);
      await page.goto(`${bridge.match[1]}&episode=past`);
      const slider = page.getByRole("slider", { name: "Moment of the episode" });
      await slider.waitFor();
      await page.getByRole("button", { name: "Stop", exact: false }).first().waitFor();
      await page.getByText(/robot behind/).waitFor();
      await slider.focus();
      await page.keyboard.press("End");
      await page.getByRole("button", { name: "Continue from here…" }).first().click();
      const editor = page.locator(".continue .cm-content");
      await editor.click();
      await page.keyboard.press("Control+a");
      await page.keyboard.type("print('from here on', 6 * 7)");
      await page.getByRole("button", { name: "Run my version" }).click();
      await expect
        .poll(() => page.getByText("from here on 42").count(), { timeout: 50_000 })
        .toBeGreaterThan(0);
      expect(await slider.count()).toBe(0);
      await expect.poll(async () => (await readdir(folder)).length, { timeout: 20_000 }).toBeGreaterThan(1);
    } finally {
      await browser.close();
    }
  }, 180_000);

  it("goes on from a turn with other words, and shows both ways side by side", async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
      page.setDefaultTimeout(90_000);
      await page.goto(`${bridge.match[1]}&episode=past`);
      const slider = page.getByRole("slider", { name: "Moment of the episode" });
      await slider.waitFor();
      await slider.focus();
      await page.keyboard.press("End");
      await page.getByRole("button", { name: "Continue from here…" }).first().click();
      const words = page.getByRole("textbox", { name: "Other words for the task" });
      await words.fill("push the ball 5 cm to the right");
      await page.getByRole("button", { name: "Say it, and ask the agent" }).click();
      // The live page shows the fork of the test before, too.
      const beside = page.getByRole("link", { name: /Side by side with what it went on from/ }).last();
      const where = async (): Promise<string> =>
        ((await beside.count()) && (await beside.getAttribute("href"))) || "";
      await expect.poll(where, { timeout: 60_000 }).toContain("push-the-ball-5-cm-to-the-right");
      await beside.click();
      await page.getByText("B went on from its start of A.").waitFor({ timeout: 30_000 });
      const ball = page.getByRole("row", { name: /ball, at the end/ });
      await expect.poll(() => ball.textContent()).toMatch(/\d+ (mm|cm) apart/);
      const turn = page.getByRole("region", { name: "Turn 2" });
      expect(await turn.getByRole("article", { name: /Program of [AB]/ }).count()).toBe(2);
      expect(await turn.locator(".code-line.is-other").count()).toBeGreaterThan(1);
      const moment = page.getByRole("slider", { name: "Moment of both episodes" });
      await page.getByRole("button", { name: "Play both" }).click();
      await page.getByRole("button", { name: "Pause" }).waitFor();
      await expect.poll(() => moment.inputValue().then(Number)).toBeGreaterThan(0);
      // From the list too, where the fork names what it went on from.
      await page.getByRole("link", { name: "Episodes", exact: true }).last().click();
      await page.getByRole("link", { name: "side by side with it" }).first().click();
      await page.getByRole("heading", { name: "Side by side" }).waitFor();
    } finally {
      await browser.close();
    }
  }, 180_000);
});
