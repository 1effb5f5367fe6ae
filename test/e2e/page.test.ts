import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "./browser.ts";
import { entityPosition, type RunningCli, startCli } from "./cli.ts";

/* The page, the bridge and a simulator of its own process, as a person has them, in real time. */

let simulator: RunningCli;
let bridge: RunningCli;
let browser: Browser;
let page: Page;
let simulatorUrl: string;
let episodes: string;

interface PageState {
  jointPositions(): Record<string, number>;
  objectPose(name: string): { position: [number, number, number] } | null;
}
declare global {
  interface Window {
    codeact: PageState;
  }
}

const objectInPage = (name: string): Promise<[number, number, number] | undefined> =>
  page.evaluate((object) => window.codeact.objectPose(object)?.position, name);

const send = async (instruction: string): Promise<void> => {
  await page.getByRole("textbox", { name: /instruction/i }).fill(instruction);
  await page.keyboard.press("Enter");
};

/** The fastest arm joint as the simulator itself publishes it, radians per second. */
const fastestJoint = async (): Promise<number> => {
  const { WebSocket } = await import("ws");
  const socket = new WebSocket(simulatorUrl);
  await new Promise((resolve) => socket.once("open", resolve));
  socket.send(JSON.stringify({ op: "subscribe", topic: "/joint_states" }));
  const message = await new Promise<string>((resolve) =>
    socket.once("message", (data) => resolve(String(data))),
  );
  socket.close();
  const velocities = JSON.parse(message).msg.velocity as number[];
  return Math.max(...velocities.slice(0, 6).map(Math.abs));
};

beforeAll(async () => {
  simulator = await startCli(["sim", "--port", "0", "--seed", "2"], /rosbridge (ws:\S+)/);
  simulatorUrl = simulator.match[1] ?? "";
  episodes = await mkdtemp(join(tmpdir(), "codeact-episodes-"));
  const args = ["start", "--port", "0", "--no-open", "--robot", simulatorUrl, "--episodes", episodes];
  bridge = await startCli(args, /page (http:\S+)/);
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(bridge.match[1] ?? "");
  await page.waitForFunction(() => Object.keys(window.codeact?.jointPositions() ?? {}).length >= 6);
  await page.waitForFunction(() => window.codeact.objectPose("red_cube") !== null);
});
afterAll(async () => {
  await browser?.close();
  await bridge?.stop();
  await simulator?.stop();
  await rm(episodes, { recursive: true, force: true });
});

describe("the page", () => {
  it("says that no model is set and that there is no sandbox", async () => {
    await expect.poll(() => page.getByText(/offline/i).count()).toBeGreaterThan(0);
    await expect.poll(() => page.getByText(/sandbox/i).count()).toBeGreaterThan(0);
  });

  it("stops a motion half-way by the button, and the measured velocities go to zero", async () => {
    await send("put the red cube on the blue plate");
    await expect.poll(fastestJoint, { timeout: 40_000, interval: 20 }).toBeGreaterThan(0.2);
    await page.getByRole("button", { name: /^stop/i }).first().click();
    await expect
      .poll(() => page.getByText(/standstill|standing still|stopped/i).count(), { timeout: 15_000 })
      .toBeGreaterThan(0);
    await expect.poll(fastestJoint, { timeout: 5_000 }).toBeLessThan(0.01);
    const cube = await entityPosition(simulatorUrl, "red_cube");
    const plate = await entityPosition(simulatorUrl, "blue_plate");
    expect(Math.hypot(cube[0] - plate[0], cube[1] - plate[1])).toBeGreaterThan(0.08);
    // and it stays so: no motion follows the stop
    for (let reading = 0; reading < 20; reading++) expect(await fastestJoint()).toBeLessThan(0.01);
  });

  it("moves the cube by a typed sentence: code shown, pose and picture changed", async () => {
    const before = await objectInPage("red_cube");
    const canvas = page.locator("canvas").first();
    const picture = await canvas.screenshot();
    await send("put the red cube on the blue plate");
    await expect
      .poll(() => page.getByText("pick(", { exact: false }).count(), { timeout: 40_000 })
      .toBeGreaterThan(0);
    await expect.poll(() => page.getByText(/finished/i).count(), { timeout: 90_000 }).toBeGreaterThan(0);
    const plate = await objectInPage("blue_plate");
    const after = await objectInPage("red_cube");
    if (!before || !after || !plate) throw new Error("the page lost sight of an object");
    expect(Math.hypot(after[0] - before[0], after[1] - before[1])).toBeGreaterThan(0.05);
    expect(Math.hypot(after[0] - plate[0], after[1] - plate[1])).toBeLessThan(0.07);
    expect(Buffer.compare(picture, await canvas.screenshot())).not.toBe(0);
    const truth = await entityPosition(simulatorUrl, "red_cube");
    expect(Math.hypot(after[0] - truth[0], after[1] - truth[1], after[2] - truth[2])).toBeLessThan(0.005);
    expect((await readdir(episodes)).some((file) => /put-the-red-cube.*\.mcap$/.test(file))).toBe(true);
  });

  it("runs a person's Python from the console", async () => {
    await page.getByRole("button", { name: "Console", exact: true }).click();
    const editor = page.locator(".cm-content").last();
    await editor.click();
    await page.keyboard.type("print('six times seven is', 6 * 7)");
    await page.keyboard.press("Control+Enter");
    await expect
      .poll(() => page.getByText("six times seven is 42").count(), { timeout: 20_000 })
      .toBeGreaterThan(0);
  });

  it("keeps every task as an episode, and tells other pages as soon as it is in its file", async () => {
    const { host, hash } = new URL(bridge.match[1] ?? "");
    const token = hash.slice("#token=".length);
    const { WebSocket } = await import("ws");
    const other = new WebSocket(`ws://${host}/ws`, ["codeact", `token.${token}`]);
    await new Promise((resolve) => other.once("open", resolve));
    const list = async (): Promise<{ title: string; whole: boolean }[]> => {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`http://${host}/api/episodes`, { headers });
      return ((await answer.json()) as { episodes: { title: string; whole: boolean }[] }).episodes;
    };
    // The task before this one may be told of, too.
    const told = new Promise<void>((resolve) =>
      other.on("message", async (data) => {
        if (JSON.parse(String(data)).op === "episodes" && (await list())[0]?.title === "what do you see?")
          resolve();
      }),
    );
    await send("what do you see?");
    await told;
    other.terminate();
    const episodesNow = await list();
    expect(episodesNow[0]).toMatchObject({ title: "what do you see?", whole: true, outcome: "answered" });
    expect(episodesNow.length).toBe((await readdir(episodes)).length);
  });
});
