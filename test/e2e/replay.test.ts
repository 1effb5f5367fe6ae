import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openEpisode } from "../../bridge/episode/reader.ts";
import type { Event } from "../../bridge/protocol/index.ts";
import { blobSource } from "../../web/src/episode/byte-source.ts";
import { openEpisode as openInPage } from "../../web/src/episode/episode.ts";
import { buildWebIfOld } from "../web/build-web.ts";
import { launchBrowser } from "./browser.ts";
import { type RunningCli, runCli, startCli } from "./cli.ts";

/* An episode as a person has it: recorded by the command line, replayed by it, looked at in a browser. */

interface ReplayWindow {
  codeact: {
    objectPose(name: string): { position: number[] } | null;
    pathPoints(): number;
    frames(): number;
  };
}

let folder: string;
let file: string;
let events: Event[];
/** What the command printed while it happened. */
let live: Event[];
let shown: RunningCli;
let browser: Browser;
let page: Page;
let complaints: string[] = [];

const open = async (url: string, viewport = { width: 1440, height: 900 }): Promise<void> => {
  page = await browser.newPage({ viewport });
  complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.goto(url);
};
const openReplay = async (moment = "", viewport?: { width: number; height: number }): Promise<void> => {
  await open(`${shown.match[1]}${moment}`, viewport);
  await page.getByRole("slider", { name: "Moment of the episode" }).waitFor();
};
const eventually = <R>(look: () => R) => expect.poll(look, { timeout: 20_000 });
const cube = (): Promise<number[] | undefined> =>
  page.evaluate(() => (globalThis as unknown as ReplayWindow).codeact?.objectPose("red_cube")?.position);
const seqInAddress = (): number =>
  Number(new URLSearchParams(new URL(page.url()).hash.slice(1)).get("seq") ?? Number.NaN);
const timeShown = async (): Promise<number> =>
  Number((await page.getByLabel("Robot time, seconds from the beginning").inputValue()).replaceAll(",", ""));
const slider = () => page.getByRole("slider", { name: "Moment of the episode" });

beforeAll(async () => {
  await buildWebIfOld();
  folder = await mkdtemp(join(tmpdir(), "codeact-replay-"));
  file = join(folder, "episode.mcap");
  const task = ["run", "put the red cube on the blue plate", "--seed", "2", "--json", "--out", file];
  const { exitCode, stderr, events: told } = await runCli(task);
  expect(exitCode, stderr).toBe(0);
  live = told as unknown as Event[];
  const episode = await openEpisode(file);
  events = await episode.events();
  await episode.close();
  shown = await startCli(["replay", file, "--port", "0", "--no-open"], /page (http:\S+)/);
  browser = await launchBrowser();
});
afterEach(() => page?.close());
afterAll(async () => {
  await browser?.close();
  await shown?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe("replay", () => {
  it("has what happened, event by event, as it was told live", async () => {
    const { events: read } = await openInPage("episode", blobSource(new Blob([await readFile(file)])));
    const began = read[0]?.seq ?? 0;
    // The file does not tell where on the machine it was.
    const told = live.map((event) =>
      event.type === "episode_end" ? { ...event, episode: "episode.mcap" } : event,
    );
    expect(read).toEqual(told.filter(({ seq }) => seq >= began));
    expect(read).toHaveLength(events.length);
  });

  it("goes through exactly the events of the file, one after the other", async () => {
    await openReplay();
    await slider().focus();
    await page.keyboard.press("Home");
    const seen = [events[0]?.seq];
    await eventually(seqInAddress).toBe(seen[0]);
    // Every step is a measurement or an event; the address tells which event was the last.
    for (let calls = 0; calls < 200 && (await timeShown()) < 1; calls += 1) {
      await page.keyboard.press("Shift+ArrowRight");
      const before = seen.at(-1);
      await eventually(seqInAddress).not.toBe(before);
      seen.push(seqInAddress());
    }
    const calls = events.filter(({ type }) => type === "primitive_call").map(({ seq }) => seq);
    expect(seen.slice(1)).toEqual(calls.slice(0, seen.length - 1));
    await page.keyboard.press("End");
    const told = events
      .filter(({ type }) => type === "receipt")
      .map((event) => (event as { text: string }).text);
    await page.locator(".end.is-good", { hasText: "Finished" }).waitFor();
    const receipts = await page.locator(".receipt span").allTextContents();
    expect(receipts.map((text) => text.replace(/^\S+ /, ""))).toEqual(told);
    const programs = events.flatMap((event) => (event.type === "action_start" ? [event.code.trimEnd()] : []));
    const codes = await page.locator(".step .code").allTextContents();
    expect(codes.map((code) => code.trimEnd())).toEqual(programs);
    expect(complaints).toEqual([]);
  });

  it("shows the robot and the objects where they were, forwards and backwards", async () => {
    await openReplay();
    await eventually(cube).toBeDefined();
    const [before] = [await cube()];
    await slider().focus();
    await page.keyboard.press("End");
    await eventually(async () => {
      const after = await cube();
      return after && before ? Math.hypot(...after.map((value, i) => value - (before[i] ?? 0))) : 0;
    }).toBeGreaterThan(0.05);
    await page.keyboard.press("Home");
    await eventually(cube).toEqual(before);
  });

  it("scrubs by drag, plays at a chosen speed, and pauses", async () => {
    await openReplay();
    await eventually(cube).toBeDefined();
    const box = await slider().boundingBox();
    if (!box) throw new Error("there is no timeline");
    await page.mouse.move(box.x + 5, box.y + 12);
    await page.mouse.down();
    const times: number[] = [];
    for (const share of [0.4, 0.6, 0.8, 0.5]) {
      await page.mouse.move(box.x + box.width * share, box.y + 12, { steps: 3 });
      times.push(await timeShown());
    }
    await page.mouse.up();
    expect(times[1]).toBeGreaterThan(times[0] ?? 0);
    expect(times[2]).toBeGreaterThan(times[1] ?? 0);
    expect(times[3]).toBeLessThan(times[2] ?? 0);
    await page.getByRole("combobox", { name: "Speed" }).selectOption("5");
    await page.getByRole("button", { name: "Play" }).click();
    await eventually(timeShown).toBeGreaterThan((times[3] ?? 0) + 0.5);
    await page
      .getByRole("button", { name: /Pause|Play/ })
      .first()
      .click();
    const rest = await timeShown();
    await page.getByLabel("Robot time, seconds from the beginning").fill("1.5");
    await page.keyboard.press("Enter");
    await eventually(timeShown).toBe(1.5);
    expect(rest).toBeGreaterThan(1.5);
  });

  it("follows a line to its motion and to its moment, and a mark to its line", async () => {
    await openReplay();
    await slider().focus();
    await page.keyboard.press("End");
    const line = page.locator(".code-line.is-linked", { hasText: 'pick("red_cube")' });
    await line.hover();
    await eventually(() =>
      page.evaluate(() => (globalThis as unknown as ReplayWindow).codeact.pathPoints()),
    ).toBeGreaterThan(10);
    await eventually(() => page.locator(".focus-span").count()).toBeGreaterThan(3);
    await line.click();
    const call = events.find((event) => event.type === "primitive_call" && event.action === 2);
    await eventually(seqInAddress).toBe(call?.seq);
    await eventually(() => page.locator(".code-line[aria-current=step]").textContent()).toContain("pick(");
    await page.locator(".motion").first().hover({ force: true });
    await page.locator(".code-line.is-pointed", { hasText: "pick(" }).waitFor();
  });

  it("opens at the moment that the address names, and keeps it there", async () => {
    await openReplay("&t=3.25");
    await eventually(timeShown).toBe(3.25);
    await eventually(cube).toBeDefined();
    await slider().focus();
    await page.keyboard.press("Shift+ArrowRight");
    const seq = await eventually(seqInAddress).toBeGreaterThan(0).then(seqInAddress);
    await page.reload();
    await slider().waitFor();
    await eventually(seqInAddress).toBe(seq);
  });

  it("shows a file that is dropped, without a key, and says in a line why another cannot be shown", async () => {
    await open((shown.match[1] ?? "").replace(/#.*/, ""));
    await page.getByRole("heading", { name: "This address lacks its key" }).waitFor();
    const chooser = page.locator("input[type=file]");
    const bytes = await readFile(file);
    const broken = join(folder, "<img src=x onerror=alert(1)>.mcap");
    await writeFile(broken, Buffer.concat([bytes.subarray(0, 8), Buffer.alloc(4000, 0x41)]));
    await chooser.setInputFiles(broken);
    const notice = page.getByRole("alert").filter({ hasText: "cannot be shown" });
    await notice.waitFor();
    expect(await notice.locator("img").count()).toBe(0);
    expect((await notice.textContent())?.length).toBeLessThan(300);
    const cut = join(folder, "cut.mcap");
    await writeFile(cut, bytes.subarray(0, Math.floor(bytes.length * 0.7)));
    await chooser.setInputFiles(cut);
    await page.locator(".replay-remark", { hasText: "recovered" }).waitFor();
    // Dropped as by a hand: the same data, from a drag.
    const transfer = await page.evaluateHandle((text) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(text), (char) => char.charCodeAt(0))], "dropped.mcap"));
      return data;
    }, bytes.toString("base64"));
    await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
    await eventually(() => page.locator(".replay-remark").count()).toBe(0);
    await slider().focus();
    await page.keyboard.press("End");
    await page.locator(".end.is-good", { hasText: "Finished" }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("says that there is no robot, offers nothing that would move one, and fits a phone", async () => {
    await openReplay("", { width: 360, height: 740 });
    await page.getByText("no robot", { exact: true }).waitFor();
    for (const name of [/^stop/i, /^e-stop/i, /console/i, /manual/i])
      expect(await page.getByRole("button", { name }).count()).toBe(0);
    expect(await page.getByRole("textbox", { name: "Instruction" }).count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    for (const button of await page.locator(".timeline button").all())
      expect((await button.boundingBox())?.x).toBeGreaterThanOrEqual(0);
  });
});

describe("the command", () => {
  it("refuses what is no episode in one line, and says when the index was recovered", async () => {
    const none = join(folder, "none.mcap");
    await writeFile(none, "not an episode");
    const refused = await runCli(["replay", none, "--port", "0", "--no-open"]);
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stderr.trim().split("\n")).toHaveLength(1);
    const missing = await runCli(["replay", join(folder, "nowhere.mcap")]);
    expect(missing.exitCode).toBe(2);
    const bytes = await readFile(file);
    const cut = join(folder, "cut.mcap");
    await writeFile(cut, bytes.subarray(0, Math.floor(bytes.length * 0.7)));
    const recovered = await startCli(["replay", cut, "--port", "0", "--no-open"], /index was recovered/);
    expect(await recovered.stop()).toBe(130);
  });
});
