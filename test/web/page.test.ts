import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { EventBody } from "../../bridge/protocol/index.ts";
import { openPageSession, type PageSession } from "../bridge/server/page-session.ts";
import { launchBrowser } from "../e2e/browser.ts";
import { buildWebIfOld } from "./build-web.ts";
import { episodeDone, episodeUnderWay } from "./story.ts";

/* The built page in a real browser against the real page server; robot and agent are played by the test. */

let browser: Browser;
let session: PageSession;
let page: Page;
/** What the browser complained of: errors, and violations of the Content-Security-Policy. */
let complaints: string[];
let playing: ReturnType<typeof setInterval> | undefined;
let joints: number[] | undefined;

interface Readable {
  jointPositions(): Record<string, number>;
  objectPose(name: string): { position: number[] } | null;
  frames(): number;
}
/** Asks the page in the page; a string of code would break its Content-Security-Policy. */
const frames = (): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as { codeact: Readable }).codeact.frames());
const objectAt = (name: string): Promise<number[] | undefined> =>
  page.evaluate(
    (object) => (globalThis as unknown as { codeact: Readable }).codeact.objectPose(object)?.position,
    name,
  );
const joint = (name: string): Promise<number | undefined> =>
  page.evaluate(
    (which) => (globalThis as unknown as { codeact: Readable }).codeact.jointPositions()[which],
    name,
  );
/** Waits for what a busy machine may take long for. */
const eventually = <R>(look: () => R, interval = 50) => expect.poll(look, { timeout: 20_000, interval });
const drawn = (): Promise<unknown> =>
  page.waitForFunction(() => ((globalThis as unknown as { codeact?: Readable }).codeact?.frames() ?? 0) > 0);
const tell = (...bodies: EventBody[]): void => bodies.forEach((body) => void session.events.emit(body));
const notice = (from: number, to: number): void => {
  for (let i = from; i < to; i += 1) tell({ type: "notice", level: "info", text: `notice number ${i}` });
};
const play = (): void => {
  playing = setInterval(() => session.feed.measure(joints), 20);
};
const silence = (): void => clearInterval(playing);

const artifacts = join("test", "artifacts", "page");

const open = async (viewport = { width: 1440, height: 900 }, url = session.server.url): Promise<void> => {
  page = await browser.newPage({ viewport });
  complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.goto(url);
};
const openLive = async (viewport?: { width: number; height: number }): Promise<void> => {
  await open(viewport);
  await drawn();
  await eventually(() => objectAt("red_cube")).toBeDefined();
};

beforeAll(async () => {
  await buildWebIfOld();
  browser = await launchBrowser();
});
beforeEach(async () => {
  session = await openPageSession();
  joints = undefined;
  play();
});
afterEach(async ({ task }) => {
  silence();
  if (task.result?.state === "fail") {
    mkdirSync(artifacts, { recursive: true });
    await page.screenshot({ path: join(artifacts, `${task.name.replaceAll(/\W+/g, "-").slice(0, 60)}.png`) });
  }
  await page.close();
  await session.close();
});
afterAll(() => browser?.close());

describe("the page", () => {
  it("shows a first visitor what to do, who plans, and that nothing is sandboxed", async () => {
    await openLive();
    await page.getByText("no model: offline rule planner").click();
    await page.getByText("OPENAI_API_KEY").waitFor();
    await page.getByText("no sandbox").waitFor();
    await page.getByText("live", { exact: true }).waitFor();
    await page.getByRole("button", { name: "stack the cubes, green at the bottom" }).click();
    expect(await session.requested("instruct")).toEqual({
      op: "instruct",
      text: "stack the cubes, green at the bottom",
    });
    expect(complaints).toEqual([]);
  });

  it("takes the token out of the address, and keeps it over a reload", async () => {
    await openLive();
    expect(page.url()).not.toContain("token");
    await page.reload();
    await drawn();
    await page.getByText("live", { exact: true }).waitFor();
  });

  it("shows nothing of the robot without the right token, and says where to find it", async () => {
    await open(undefined, session.server.url.replace(/#.*/, ""));
    await page.getByRole("heading", { name: "This address lacks its key" }).waitFor();
    await page.close();
    await open(undefined, session.server.url.replace(/=.*/, "=wrong"));
    await page.getByRole("heading", { name: /not of the session/ }).waitFor();
    expect(await page.getByRole("button").count()).toBe(0);
  });

  it("shows code with the running line, live output, receipts, values and the outcome", async () => {
    await openLive();
    tell(...episodeUnderWay);
    await page.getByText("I look at the table before I touch anything.").waitFor();
    const line = page.locator(".code-line[aria-current=step]");
    await eventually(() => line.textContent()).toContain("arm.move_to([x, y, z + 0.12]");
    await page.getByText("plate at [0.5, 0.24, 0.006]").waitFor();
    await page.getByText("closed to 40.1 mm, holding, 28 N").waitFor();
    await page.getByText("arm.move_to…").waitFor();
    expect(await page.getByText("<execute>").count()).toBe(0);
    tell(...episodeDone);
    await page.getByText("Finished", { exact: true }).waitFor();
    await page
      .locator(".end", { hasText: "The red cube rests on the blue plate, 3 mm from its centre." })
      .waitFor();
    await page.getByText("done in 7.9 s").waitFor();
    await eventually(() => line.count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("shows text of models and programs as text, never as markup", async () => {
    await openLive();
    const nasty = "<img src=x onerror=\"document.title='owned'\"><b>bold</b>";
    tell(
      { type: "say", text: nasty },
      { type: "action_start", action: 1, turn: 0, by: "person", code: nasty },
      { type: "output", action: 1, stream: "stdout", text: nasty },
    );
    await eventually(() => page.getByText("<b>bold</b>").count()).toBe(3);
    expect(await page.title()).toBe("codeact-ros");
    expect(await page.locator(".entries b, .entries img").count()).toBe(0);
  });

  it("sends an instruction with Enter, and gives the words back when the bridge refuses them", async () => {
    await openLive();
    session.refuse = "Busy with another task. Wait for its end, or press Stop first.";
    const box = page.getByRole("textbox", { name: "Instruction" });
    await box.fill("push the ball");
    await box.press("Enter");
    expect(await session.requested("instruct")).toEqual({ op: "instruct", text: "push the ball" });
    await page.getByText(session.refuse).waitFor();
    await eventually(() => box.inputValue()).toBe("push the ball");
  });

  it("asks the person, and sends the chosen answer", async () => {
    await openLive();
    tell(episodeUnderWay[0] as EventBody, {
      type: "question",
      question_id: "q7",
      text: "Which cube do you mean?",
      options: ["red cube", "green cube"],
    });
    await page.getByRole("button", { name: "green cube" }).click();
    expect(await session.requested("answer")).toEqual({
      op: "answer",
      question_id: "q7",
      text: "green cube",
    });
    tell({ type: "answer", question_id: "q7", text: "green cube" });
    await eventually(() => page.getByRole("button", { name: "red cube" }).count()).toBe(0);
    await page.locator(".bubble.is-person", { hasText: "green cube" }).waitFor();
  });

  it("takes an answer in the instruction box while the agent waits for one", async () => {
    await openLive();
    tell(episodeUnderWay[0] as EventBody, {
      type: "question",
      question_id: "q8",
      text: "How far?",
      options: null,
    });
    const box = page.getByRole("textbox", { name: "Your answer to the agent" });
    await box.fill("10 cm");
    await box.press("Enter");
    expect(await session.requested("answer")).toEqual({ op: "answer", question_id: "q8", text: "10 cm" });
  });

  it("stops by the button, and tells what was measured", async () => {
    await openLive();
    await page.getByRole("button", { name: /stop/i }).click();
    await session.requested("stop");
    await page.getByText("Stopping…").first().waitFor();
    tell({
      type: "stop",
      by: "page",
      stopped: true,
      took_s: 0.21,
      max_velocity_rad_s: 0.0021,
      text: "The arm stands still.",
    });
    await page.getByText("Stopped in 0.21 s").waitFor();
    await page.getByText("fastest joint measured at 0.0021 rad/s").waitFor();
    await eventually(() => page.getByText("Stopping…").count()).toBe(0);
  });

  it("stops by Esc, also from within the console", async () => {
    await openLive();
    await page.getByRole("button", { name: "Console" }).click();
    await page.locator(".cm-content").click();
    await page.keyboard.press("Escape");
    await session.requested("stop");
  });

  it("says when a stop is not confirmed, and asks again over HTTP when none is reported", async () => {
    await openLive();
    session.refuse = "the robot does not answer";
    await page.getByRole("button", { name: /stop/i }).click();
    await page.getByText("the robot does not answer").waitFor();
    session.refuse = null;
    await page.getByRole("button", { name: "Try again" }).click();
    await eventually(() => session.requests.filter(({ op }) => op === "stop").length).toBeGreaterThanOrEqual(
      3,
    );
    await eventually(() => page.getByText("Not confirmed as stopped.").count()).toBe(0);
  });

  it("draws a cube where it was measured: the picture changes with it, and rests when nothing moves", async () => {
    await openLive();
    const settled = async (): Promise<number> => {
      let last = -1;
      await eventually(async () => last === (last = await frames()), 300).toBe(true);
      return last;
    };
    await settled();
    const canvas = page.locator("canvas");
    const before = await canvas.screenshot();
    expect(Buffer.compare(before, await canvas.screenshot())).toBe(0);
    const countBefore = await frames();
    session.feed.transform("red_cube", [0.5, 0.24, 0.032]);
    await eventually(() => objectAt("red_cube")).toEqual([0.5, 0.24, 0.032]);
    expect(await settled()).toBeGreaterThan(countBefore);
    const moved = await canvas.screenshot();
    expect(Buffer.compare(before, moved)).not.toBe(0);
    joints = [0.6, -1.2, 1.5, -1.9, -1.57, 0];
    await eventually(() => joint("shoulder_pan_joint")).toBe(0.6);
    await settled();
    expect(Buffer.compare(moved, await canvas.screenshot())).not.toBe(0);
  });

  it("names an object under the pointer", async () => {
    await openLive();
    const box = await page.locator("canvas").boundingBox();
    if (!box) throw new Error("no canvas");
    // A cube as large as the table's middle is under the pointer wherever the camera stands.
    session.feed.detect([
      {
        name: "giant_cube",
        pose: { position: [0.3, 0, 0.22], orientation: [0, 0, 0, 1], frame_id: "base_link" },
        size_m: [0.3, 0.3, 0.3],
        color: "red",
        shape: "cube",
        stamp_s: 0,
        confidence: 1,
      },
    ]);
    await eventually(() => objectAt("giant_cube")).toBeDefined();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.move(box.x + box.width / 2 + 2, box.y + box.height / 2);
    await page.locator(".scene-label", { hasText: "giant cube" }).waitFor();
  });

  it("greys what is no longer measured and tells its age, until it is measured again", async () => {
    await openLive();
    silence();
    await page.getByText(/^stale, [\d.]+ s old$/).waitFor();
    await page.getByText(/last measured/).waitFor();
    const picture = await page.locator("canvas").screenshot();
    play();
    await page.getByText("live", { exact: true }).waitFor();
    await eventually(async () => Buffer.compare(picture, await page.locator("canvas").screenshot())).not.toBe(
      0,
    );
    session.feed.connect("reconnecting");
    await page.getByText("robot reconnecting…").waitFor();
  });

  it("tells that the bridge is gone, sends nothing then, and comes back by itself with the whole past", async () => {
    await openLive();
    tell(...episodeUnderWay);
    await page.getByText("closed to 40.1 mm").waitFor();
    // The connection breaks while the bridge lives on.
    await page.context().setOffline(true);
    await session.server.close();
    await page.getByText(/bridge lost/).waitFor();
    const box = page.getByRole("textbox", { name: "Instruction" });
    await box.fill("go home");
    await box.press("Enter");
    await page.getByText("nothing was sent").waitFor();
    await page.getByRole("button", { name: /stop/i }).click();
    await page.getByText("The stop did not reach the bridge.").waitFor();
    await page.context().setOffline(false);
    const { port } = session.server;
    const { startPageServer } = await import("../../bridge/server/server.ts");
    const again = await startPageServer({
      port,
      token: session.token,
      feed: session.feed,
      session: () => session.info,
      events: session.events,
      onRequest: async () => {},
    });
    try {
      await page.getByText("live", { exact: true }).waitFor();
      await eventually(() => page.getByText("closed to 40.1 mm").count()).toBe(1);
      expect(session.requests).toEqual([]);
    } finally {
      await again.close();
    }
  });

  it("runs a person's Python, and brings it back with Alt+Up", async () => {
    await openLive();
    await page.getByRole("button", { name: "Console" }).click();
    const editor = page.locator(".cm-content");
    await editor.click();
    await page.keyboard.type("print(arm.pose())");
    await page.keyboard.press("Control+Enter");
    expect(await session.requested("exec")).toEqual({ op: "exec", code: "print(arm.pose())" });
    tell(
      { type: "action_start", action: 1, turn: 0, by: "person", code: "print(arm.pose())" },
      { type: "output", action: 1, stream: "stdout", text: "Pose(...)\n" },
    );
    await page
      .getByRole("article", { name: /Your program/ })
      .getByText("Pose(...)")
      .waitFor();
    await page.keyboard.press("Alt+ArrowUp");
    await eventually(() => editor.textContent()).toBe("print(arm.pose())");
    expect(complaints).toEqual([]);
  });

  it("tells joints and objects in numbers", async () => {
    await openLive();
    joints = [Math.PI / 2];
    await page.getByRole("button", { name: "Joints" }).click();
    await page.getByRole("row", { name: /shoulder pan 90\.0° 1\.5708/ }).waitFor();
    await page.getByRole("row", { name: /left finger .* mm/ }).waitFor();
    await page.getByRole("button", { name: "Objects" }).click();
    await page.getByRole("row", { name: /red cube 0\.420 −0\.220 0\.020/ }).waitFor();
  });

  it("follows the end of the conversation, but leaves a reader who scrolled up where they are", async () => {
    await openLive();
    const log = page.getByRole("log");
    const fromEnd = (): Promise<number> =>
      log.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
    notice(0, 80);
    await page.locator(".notice", { hasText: "notice number 79" }).waitFor();
    await eventually(fromEnd).toBeLessThan(2);
    await log.hover();
    await page.mouse.wheel(0, -700);
    await eventually(fromEnd).toBeGreaterThan(300);
    const top = await log.evaluate((box) => box.scrollTop);
    notice(80, 90);
    await page.getByRole("button", { name: "new below" }).waitFor();
    expect(await log.evaluate((box) => box.scrollTop)).toBe(top);
    await page.getByRole("button", { name: "new below" }).click();
    await eventually(fromEnd).toBeLessThan(2);
  });

  it("fits a phone of 360 pixels, with the stop in sight whatever is open", async () => {
    await openLive({ width: 360, height: 740 });
    tell(...episodeUnderWay);
    const stop = page.getByRole("button", { name: /stop/i });
    for (const panel of [null, "Console", "Joints", "Objects"]) {
      if (panel) await page.getByRole("button", { name: panel }).click();
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, panel ?? "conversation").toBeLessThanOrEqual(360);
      const box = await stop.boundingBox();
      expect(
        box && box.x >= 0 && box.x + box.width <= 360 && box.y >= 0 && box.height >= 38,
        panel ?? "conversation",
      ).toBe(true);
    }
    await page.getByRole("button", { name: "Chat" }).click();
    await page.getByRole("textbox", { name: "Instruction" }).waitFor();
  });
});
