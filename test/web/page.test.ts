import { describe, expect, it } from "vitest";
import type { EventBody } from "../../bridge/protocol/index.ts";
import { usePage } from "./page-harness.ts";
import { episodeDone, episodeUnderWay } from "./story.ts";

/* The built page in a real browser against the real page server; robot and agent are played by the test. */

const at = usePage();
const { openLive, tell, eventually, frames, objectAt, joint, notice } = at;

describe("the page", () => {
  it("shows code with the running line, live output, receipts, values and the outcome", async () => {
    await openLive();
    tell(...episodeUnderWay);
    await at.page.getByRole("log").getByText("I look at the table before I touch anything.").waitFor();
    const line = at.page.locator(".code-line[aria-current=step]");
    await eventually(() => line.textContent()).toContain("arm.move_to([x, y, z + 0.12]");
    await at.page.getByText("plate at [0.5, 0.24, 0.006]").waitFor();
    await at.page.getByText("closed to 40.1 mm, holding, 28 N").waitFor();
    await at.page.getByText("arm.move_to…").waitFor();
    expect(await at.page.getByText("<execute>").count()).toBe(0);
    tell(...episodeDone);
    await at.page.getByText("Finished", { exact: true }).waitFor();
    await at.page
      .locator(".end", { hasText: "The red cube rests on the blue plate, 3 mm from its centre." })
      .waitFor();
    await at.page.getByText("done in 7.9 s").waitFor();
    await eventually(() => line.count()).toBe(0);
    expect(at.complaints).toEqual([]);
  });

  it("shows text of models and programs as text, never as markup", async () => {
    await openLive();
    const nasty = "<img src=x onerror=\"document.title='owned'\"><b>bold</b>";
    tell(
      { type: "say", text: nasty },
      { type: "action_start", action: 1, turn: 0, by: "person", code: nasty },
      { type: "output", action: 1, stream: "stdout", text: nasty },
    );
    // The timeline tells it, too, once the block is wide enough.
    const said = at.page.locator(".entries").getByText("<b>bold</b>");
    await eventually(() => said.count()).toBe(3);
    expect(await at.page.title()).toBe("codeact-ros");
    expect(await at.page.locator(".entries b, .entries img, img[src=x]").count()).toBe(0);
  });

  it("sends an instruction with Enter, and gives the words back when the bridge refuses them", async () => {
    await openLive();
    at.session.refuse = "Busy with another task. Wait for its end, or press Stop first.";
    const box = at.page.getByRole("textbox", { name: "Instruction" });
    await box.fill("push the ball");
    await box.press("Enter");
    expect(await at.session.requested("instruct")).toEqual({ op: "instruct", text: "push the ball" });
    await at.page.getByText(at.session.refuse).waitFor();
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
    await at.page.getByRole("button", { name: "green cube" }).click();
    expect(await at.session.requested("answer")).toEqual({
      op: "answer",
      question_id: "q7",
      text: "green cube",
    });
    tell({ type: "answer", question_id: "q7", text: "green cube" });
    await eventually(() => at.page.getByRole("button", { name: "red cube" }).count()).toBe(0);
    await at.page.locator(".bubble.is-person", { hasText: "green cube" }).waitFor();
  });

  it("takes an answer in the instruction box while the agent waits for one", async () => {
    await openLive();
    tell(episodeUnderWay[0] as EventBody, {
      type: "question",
      question_id: "q8",
      text: "How far?",
      options: null,
    });
    const box = at.page.getByRole("textbox", { name: "Your answer to the agent" });
    await box.fill("10 cm");
    await box.press("Enter");
    expect(await at.session.requested("answer")).toEqual({ op: "answer", question_id: "q8", text: "10 cm" });
  });

  it("draws a cube where it was measured: the picture changes with it, and rests when nothing moves", async () => {
    await openLive();
    const settled = async (): Promise<number> => {
      let last = -1;
      await eventually(async () => last === (last = await frames()), 300).toBe(true);
      return last;
    };
    await settled();
    const canvas = at.page.getByRole("img", { name: /^The robot and the objects/ });
    const before = await canvas.screenshot();
    expect(Buffer.compare(before, await canvas.screenshot())).toBe(0);
    const countBefore = await frames();
    at.session.feed.transform("red_cube", [0.5, 0.24, 0.032]);
    await eventually(() => objectAt("red_cube")).toEqual([0.5, 0.24, 0.032]);
    expect(await settled()).toBeGreaterThan(countBefore);
    const moved = await canvas.screenshot();
    expect(Buffer.compare(before, moved)).not.toBe(0);
    at.joints = [0.6, -1.2, 1.5, -1.9, -1.57, 0];
    await eventually(() => joint("shoulder_pan_joint")).toBe(0.6);
    await settled();
    expect(Buffer.compare(moved, await canvas.screenshot())).not.toBe(0);
  });

  it("names an object under the pointer", async () => {
    await openLive();
    const box = await at.page.getByRole("img", { name: /^The robot and the objects/ }).boundingBox();
    if (!box) throw new Error("no canvas");
    // A cube as large as the table's middle is under the pointer wherever the camera stands.
    at.session.feed.detect([
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
    await at.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await at.page.mouse.move(box.x + box.width / 2 + 2, box.y + box.height / 2);
    await at.page.locator(".scene-label", { hasText: "giant cube" }).waitFor();
  });

  it("runs a person's Python, and brings it back with Alt+Up", async () => {
    await openLive();
    await at.page.getByRole("button", { name: "Console" }).click();
    const editor = at.page.locator(".cm-content");
    await editor.click();
    await at.page.keyboard.type("print(arm.pose())");
    await at.page.keyboard.press("Control+Enter");
    expect(await at.session.requested("exec")).toEqual({ op: "exec", code: "print(arm.pose())" });
    tell(
      { type: "action_start", action: 1, turn: 0, by: "person", code: "print(arm.pose())" },
      { type: "output", action: 1, stream: "stdout", text: "Pose(...)\n" },
    );
    await at.page
      .getByRole("article", { name: /Your program/ })
      .getByText("Pose(...)")
      .waitFor();
    await at.page.keyboard.press("Alt+ArrowUp");
    await eventually(() => editor.textContent()).toBe("print(arm.pose())");
    expect(at.complaints).toEqual([]);
  });

  it("tells joints and objects in numbers", async () => {
    await openLive();
    at.joints = [Math.PI / 2];
    await at.page.getByRole("button", { name: "Joints" }).click();
    await at.page.getByRole("row", { name: /shoulder pan 90\.0° 1\.5708/ }).waitFor();
    await at.page.getByRole("row", { name: /left finger .* mm/ }).waitFor();
    await at.page.getByRole("button", { name: "Objects" }).click();
    await at.page.getByRole("row", { name: /red cube 0\.420 −0\.220 0\.020/ }).waitFor();
  });

  it("follows the end of the conversation, but leaves a reader who scrolled up where they are", async () => {
    await openLive();
    const log = at.page.getByRole("log");
    const fromEnd = (): Promise<number> =>
      log.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
    // A conversation has begun: what the bridge says before is read from its top.
    tell(...episodeUnderWay.slice(0, 2));
    notice(0, 80);
    await at.page.locator(".notice", { hasText: "notice number 79" }).waitFor();
    await eventually(fromEnd).toBeLessThan(2);
    await log.hover();
    await at.page.mouse.wheel(0, -700);
    await eventually(fromEnd).toBeGreaterThan(300);
    const top = await log.evaluate((box) => box.scrollTop);
    notice(80, 90);
    await at.page.getByRole("button", { name: "new below" }).waitFor();
    expect(await log.evaluate((box) => box.scrollTop)).toBe(top);
    await at.page.getByRole("button", { name: "new below" }).click();
    await eventually(fromEnd).toBeLessThan(2);
  });

  it("fits a phone of 360 pixels, with the stop in sight whatever is open", async () => {
    await openLive({ width: 360, height: 740 });
    tell(...episodeUnderWay);
    const stop = at.page.getByRole("button", { name: /^stop/i });
    for (const panel of [null, "Console", "Manual", "Joints", "Objects"]) {
      if (panel) await at.page.getByRole("button", { name: panel, exact: true }).click();
      const width = await at.page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, panel ?? "conversation").toBeLessThanOrEqual(360);
      const box = await stop.boundingBox();
      expect(
        box && box.x >= 0 && box.x + box.width <= 360 && box.y >= 0 && box.height >= 38,
        panel ?? "conversation",
      ).toBe(true);
    }
    await at.page.getByRole("button", { name: "Chat" }).click();
    await at.page.getByRole("textbox", { name: "Instruction" }).waitFor();
  });
});
