import type { Locator } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { EventBody } from "../../bridge/protocol/index.ts";
import { usePage } from "./page-harness.ts";
import { episodeUnderWay } from "./story.ts";

/* The built page in a real browser against the real page server; robot and agent are played by the test. */

const at = usePage();
const { openLive, tell, eventually } = at;

const button = (name: string | RegExp): Locator => at.page.getByRole("button", { name, exact: true });
const region = (name: string): Locator => at.page.getByRole("region", { name, exact: true });
const separator = (name: string): Locator => at.page.getByRole("separator", { name, exact: true });
const widthOf = async (locator: Locator): Promise<number> => (await locator.boundingBox())?.width ?? 0;
const hash = (): string => new URL(at.page.url()).hash;
/** The line of the conversation that is nearest to its middle. */
const glowing = (): Promise<string[]> =>
  at.page.evaluate(() =>
    document
      .getAnimations()
      .map((animation) => (animation.effect as KeyframeEffect | null)?.target?.textContent ?? ""),
  );

describe("the layout of the page", () => {
  it("opens panels beside each other, moves their borders by keys, and opens all of it again by its address", async () => {
    await openLive();
    const bar = at.page.getByRole("navigation", { name: "Panels to open" });
    for (const name of ["Joints", "Objects"]) await bar.getByRole("button", { name, exact: true }).click();
    const [joints, objects] = [region("Joints"), region("Objects")];
    const before = await widthOf(joints);
    const ratio = async (): Promise<number> => (await widthOf(joints)) / Math.max(1, await widthOf(objects));
    expect(Math.abs(before - (await widthOf(objects)))).toBeLessThan(4);
    await separator("Border between Joints and Objects").focus();
    await at.page.keyboard.press("ArrowRight");
    await at.page.keyboard.press("ArrowRight");
    await eventually(() => widthOf(joints)).toBeGreaterThan(before + 20);
    const conversation = region("Conversation");
    const wide = await widthOf(conversation);
    await separator("Width of the conversation").focus();
    await at.page.keyboard.press("Shift+ArrowRight");
    await eventually(() => widthOf(conversation)).toBeGreaterThan(wide + 60);
    expect(
      Number(await separator("Width of the conversation").getAttribute("aria-valuenow")),
    ).toBeGreaterThan(wide + 60);
    await at.page.locator(".scene canvas").first().focus();
    await at.page.keyboard.press("ArrowLeft");
    await eventually(hash).toMatch(/panels=Joints,Objects&camera=(-?[\d.]+,){5}-?[\d.]+$/);
    const link = hash();
    await at.page.reload();
    await at.drawn();
    await eventually(ratio).toBeGreaterThan(1.1);
    expect(await widthOf(conversation)).toBeGreaterThan(wide + 60);
    await at.page.waitForTimeout(600);
    expect(hash()).toBe(link);
    expect(hash()).not.toContain("token");
    await button("Close Joints").click();
    await region("Joints").waitFor({ state: "detached" });
    expect(await at.page.evaluate(() => document.activeElement?.textContent)).toBe("Joints");
    expect(at.complaints).toEqual([]);
  });

  it("drags a border with the mouse, and gives the usual size back on a double click", async () => {
    await openLive();
    const conversation = region("Conversation");
    const usual = await widthOf(conversation);
    const box = await separator("Width of the conversation").boundingBox();
    const x = (box?.x ?? 0) + 4;
    await at.page.mouse.move(x, 400);
    await at.page.mouse.down();
    await at.page.mouse.move(x + 100, 400, { steps: 4 });
    await at.page.mouse.up();
    await eventually(async () => Math.round(await widthOf(conversation))).toBe(Math.round(usual + 100));
    await separator("Width of the conversation").dblclick();
    await eventually(async () => Math.round(await widthOf(conversation))).toBe(Math.round(usual));
  });

  it("shows one panel at a time on a phone, in the conversation's place, with nothing cut off", async () => {
    await openLive({ width: 360, height: 740 });
    const bar = at.page.getByRole("navigation", { name: "Panels to open" });
    await bar.getByRole("button", { name: "Joints", exact: true }).click();
    await bar.getByRole("button", { name: "Objects", exact: true }).click();
    await region("Objects").waitFor();
    expect(await region("Joints").count()).toBe(0);
    expect(await region("Conversation").isVisible()).toBe(false);
    await bar.getByRole("button", { name: "Chat" }).click();
    await region("Conversation").waitFor();
    expect(await at.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])).toEqual([
      360, 360,
    ]);
    for (const name of [/^Stop/, /^Emergency stop/]) {
      const box = await at.page.getByRole("button", { name }).boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(360);
    }
  });

  it("turns dark when it is told to, the scene too, and stays so", async () => {
    await openLive();
    const ground = (): Promise<string> =>
      at.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await button("Appearance and keys").click();
    await at.page.getByRole("radio", { name: "Dark" }).check();
    await eventually(ground).not.toBe(light);
    const dark = await ground();
    await at.page.reload();
    await at.drawn();
    expect(await ground()).toBe(dark);
  });

  it("lists its keys on ?, leaves both stops in reach, and closes the list without stopping short of a stop", async () => {
    await openLive();
    await at.page.locator(".scene canvas").first().focus();
    await at.page.keyboard.press("?");
    const list = at.page.getByRole("dialog", { name: "Keys" });
    await list.getByText("latch the emergency stop").waitFor();
    await at.page.getByRole("button", { name: /^Stop/ }).click({ trial: true });
    await at.page.keyboard.press("?");
    await list.waitFor({ state: "detached" });
    expect(at.session.requests.filter(({ op }) => op === "stop")).toEqual([]);
    await at.page.getByRole("textbox", { name: "Instruction" }).fill("what is this");
    await at.page.keyboard.type("?");
    expect(await list.count()).toBe(0);
  });
});

describe("the live timeline", () => {
  const timeline = (): Locator => region("Live timeline");

  it("shows what is under way as it happens, and leads from a call to its line", async () => {
    await openLive();
    await timeline().getByText("appear here as they happen").waitFor();
    tell(...episodeUnderWay);
    const last = episodeUnderWay.findLast((body) => body.type === "primitive_call");
    await timeline()
      .locator(".live-now code", { hasText: last?.name ?? "?" })
      .waitFor();
    const spans = timeline().locator(".motion");
    await eventually(() => spans.count()).toBeGreaterThan(0);
    // All of the story is of one moment here, and so lies on one place.
    await timeline().locator(".tick").first().dispatchEvent("click");
    await eventually(async () => (await glowing()).some((text) => text.includes("scene.objects()"))).toBe(
      true,
    );
    await button("Show the next call").click();
    await eventually(async () => (await glowing()).length).toBeGreaterThan(0);
    await at.page.locator(".scene canvas").first().focus();
    await at.page.keyboard.press("t");
    await timeline().locator(".track").waitFor({ state: "detached" });
    expect(at.complaints).toEqual([]);
  });

  it("draws nothing while nothing is under way", async () => {
    await openLive();
    const ended: EventBody = {
      type: "episode_end",
      outcome: "finished",
      summary: "Done.",
      turns: 2,
      actions: 2,
      primitive_calls: 3,
      episode: null,
    };
    tell(...episodeUnderWay, ended);
    await at.page.locator(".end.is-good").waitFor();
    await timeline().locator(".turn").first().waitFor();
    await timeline().locator(".live-now code").waitFor({ state: "detached" });
    await at.page.waitForTimeout(2_600);
    const changes = await at.page.evaluate(async () => {
      let count = 0;
      const watch = new MutationObserver((records) => {
        count += records.length;
      });
      // Beside it the age of measurements is told, which a busy machine lets change.
      watch.observe(document.querySelector(".live .track-box") as Element, {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
      });
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      watch.disconnect();
      return count;
    });
    expect(changes).toBe(0);
  });
});

describe("a state that is not live", () => {
  it("says that the bridge is gone, since when, and lets nothing go on as if it were there", async () => {
    await openLive();
    tell(...episodeUnderWay);
    await at.page.locator(".banner.is-running").waitFor();
    await at.session.close();
    const banner = region("Connection");
    await banner.getByText("The bridge does not answer.").waitFor();
    await banner.getByText(/how it was at \d\d:\d\d:\d\d/).waitFor();
    await at.page.getByText(/Was at .* when the bridge was lost/).waitFor();
    await region("Live timeline").getByText("Not live").waitFor();
    await at.page.getByPlaceholder("No connection to the bridge").waitFor();
    await eventually(() => at.page.title()).toBe("bridge lost · codeact-ros");
    const spinning = (): Promise<number> =>
      at.page.evaluate(
        () => document.getAnimations().filter((animation) => animation instanceof CSSAnimation).length,
      );
    await eventually(spinning).toBe(0);
  });
});
