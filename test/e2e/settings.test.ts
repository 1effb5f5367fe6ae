import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type ModelServer, startModelServer } from "../bridge/agent/model-server.ts";
import { type LiveBridge, openLiveBridge } from "../bridge/settings/live.ts";
import { buildWebIfOld } from "../web/build-web.ts";
import { axeFindings, axeSource } from "./accessibility.ts";
import { launchBrowser } from "./browser.ts";

/* The settings as a person has them: a browser, the real bridge, its simulator, and a server that speaks OpenAI's API. */

const KEY = "sk-of-a-person-0123456789";
let bridge: LiveBridge;
let model: ModelServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  await buildWebIfOld();
  [bridge, model, browser] = await Promise.all([
    openLiveBridge(),
    startModelServer(["ready"]),
    launchBrowser(),
  ]);
});
afterEach(() => page?.close());
afterAll(async () => {
  await browser?.close();
  await model?.close();
  await bridge?.end();
});

const open = async (viewport: { width: number; height: number }): Promise<void> => {
  page = await browser.newPage({ viewport });
  await page.goto(bridge.server.url);
  await page.getByRole("link", { name: /^settings/i }).click();
  await page.getByRole("heading", { name: "Settings" }).waitFor();
};
const button = (name: string) => page.getByRole("button", { name, exact: true });
const status = (text: RegExp) =>
  page.getByRole("status").filter({ hasText: text }).waitFor({ timeout: 30_000 });

// Sessions begin in seconds, or in many on a machine with much to do.
describe("settings on the page", { timeout: 180_000 }, () => {
  it("change the robot's world when they are applied, and not before; what cannot be is told", async () => {
    await open({ width: 1200, height: 760 });
    await status(/Everything is applied/);
    expect(await button("Apply").isDisabled()).toBe(true);
    await page.getByLabel("Scene").selectOption("room");
    await page.getByLabel("Seed").fill("x");
    await status(/Not applied: scene, seed.*whole number/);
    await page.getByLabel("Seed").fill("5");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: /back to the robot/i }).click();
    await page.getByRole("link", { name: /something is not applied/i }).click();
    expect(await page.getByLabel("Seed").inputValue()).toBe("5");
    expect(bridge.live.session.info()).toMatchObject({ scene: "table", seed: 1 });

    await button("Apply").click();
    await status(/Applied\. The page is on the new session/);
    expect(bridge.live.session.info()).toMatchObject({ scene: "room", seed: 5 });
    await page.getByRole("link", { name: /back to the robot/i }).click();
    await page.getByText("live", { exact: true }).first().waitFor();

    await page.getByRole("link", { name: /^settings$/i }).click();
    await page.getByRole("radio", { name: /at an address/ }).check();
    await page.getByRole("textbox", { name: "Address" }).fill("ws://127.0.0.1:9");
    await button("Apply").click();
    const why = /goes on as it was.*No rosbridge at ws:\/\/127\.0\.0\.1:9/;
    await page.getByRole("alert").filter({ hasText: why }).waitFor({ timeout: 30_000 });
    await button("Discard").click();
    await status(/Everything is applied/);
    expect(bridge.live.session.info()).toMatchObject({ scene: "room", seed: 5 });
  });

  it("try a model before it is used, and keep its key to themselves; on a phone, by keyboard", async () => {
    await open({ width: 390, height: 844 });
    const said: string[] = [];
    page.on("response", async (response) => said.push(await response.text().catch(() => "")));
    await page.getByRole("radio", { name: /offline rule planner/ }).focus();
    await page.keyboard.press("ArrowUp");
    await page.getByLabel("Base URL").fill(model.baseUrl);
    await page.getByLabel("Key", { exact: true }).fill(KEY);
    await page.getByRole("button", { name: "List models" }).press("Enter");
    await page.getByText("1 there; type or choose one.").waitFor();
    await page.getByLabel("Model name").fill("stand-in");
    await button("Test").press("Enter");
    await status(/It said “ready”.*11 tokens read, 7 written/);
    expect(bridge.live.session.info().planner).toBe("offline");
    await page.getByLabel(/tokens read/).fill("2");
    await page.getByLabel(/million written/).fill("8");
    await button("Apply").press("Enter");
    await status(/Applied/);
    expect(bridge.live.session.info()).toMatchObject({
      planner: "model",
      model: "stand-in",
      price: { prompt: 2, completion: 8 },
    });
    expect(model.keys).toEqual([`Bearer ${KEY}`]);
    await page.getByPlaceholder("a key is set (entered here)").waitFor();
    expect(await page.getByLabel("Key", { exact: true }).inputValue()).toBe("");
    expect(said.join().includes(KEY)).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    const axe = axeSource();
    if (axe !== null) expect(await axeFindings(page, axe)).toEqual([]);
  });

  it("look at a robot, and take its draft only after it was read", async () => {
    await open({ width: 1024, height: 768 });
    const before = bridge.live.session.info();
    await page.getByRole("radio", { name: /at an address/ }).check();
    await page.getByRole("textbox", { name: "Address" }).fill(bridge.live.session.robot.url);
    await button("Discover").click();
    await status(/\d+ topics, \d+ services, \d+ actions/);
    await button("Use the draft profile").click();
    expect(await page.getByLabel("Draft profile").inputValue()).toContain("//");
    await status(/Not applied:.*Read the profile/);
    expect(await button("Apply").isDisabled()).toBe(true);
    await page.getByRole("checkbox", { name: /I have read this profile/ }).check();
    expect(await button("Apply").isDisabled()).toBe(false);
    await button("Discard").click();
    expect(bridge.live.session.info()).toEqual(before);
  });
});
