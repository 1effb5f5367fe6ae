import { describe, expect, it } from "vitest";
import type { EventBody } from "../../bridge/protocol/index.ts";
import { usePage } from "./page-harness.ts";
import { episodeDone, episodeUnderWay } from "./story.ts";

/* What a person can do with programs, pictures and questions of the conversation; robot and agent are played. */

const at = usePage();
const { openLive, tell, eventually } = at;

const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const start = episodeUnderWay[0] as Extract<EventBody, { type: "episode_start" }>;
const executed = (): string[] => at.session.requests.flatMap((one) => (one.op === "exec" ? [one.code] : []));
const program = (action: number, code: string): EventBody[] => [
  { ...start, planner: "person", instruction: code },
  { type: "action_start", action, turn: 0, by: "person", code },
  {
    type: "action_end",
    action,
    ok: true,
    ended_by: "done",
    value: null,
    error: null,
    state_kept: true,
    duration_s: 0.1,
  },
  {
    type: "episode_end",
    outcome: "finished",
    turns: 1,
    actions: 1,
    primitive_calls: 0,
    episode: null,
    summary: "",
  },
];

describe("programs of the conversation", () => {
  it("can be edited and run, whole or only the lines that are selected, by the keyboard", async () => {
    await openLive();
    tell(...episodeUnderWay, ...episodeDone);
    const step = at.page.getByRole("article", { name: /Program of the agent: done in 7/ });
    const code = step.getByRole("group", { name: "Python", exact: true });
    await code.focus();
    for (const key of ["Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowUp"])
      await at.page.keyboard.press(key);
    await at.page.getByRole("button", { name: "Run selection" }).waitFor();
    await at.page.keyboard.press("Control+Shift+Enter");
    await eventually(() => executed().at(-1)).toBe(
      '# look first: where are they now?\ncube = scene.find("red_cube")',
    );

    await step.getByRole("button", { name: "Edit and run" }).click();
    await step.getByText(/nothing goes back to before this step/).waitFor();
    const editor = step.locator(".edit-run .cm-content");
    await editor.click();
    await at.page.keyboard.press("Control+a");
    await at.page.keyboard.press("Backspace");
    await at.page.keyboard.type("arm.home()");
    // What the bridge refuses stays there to be run again.
    at.session.refuse = "Busy with another task. Wait for its end, or press Stop first.";
    await at.page.keyboard.press("Control+Enter");
    await eventually(() => executed().at(-1)).toBe("arm.home()");
    await at.page.getByRole("alert").getByText(at.session.refuse).waitFor();
    at.session.refuse = null;
    await step.getByRole("button", { name: "Run my version" }).click();
    await eventually(() => executed().length).toBe(3);
    tell(...program(3, "arm.home()"));
    await eventually(() => at.page.locator(".edit-run").count()).toBe(0);

    await step.getByRole("button", { name: "Put into the console" }).click();
    await at.page.locator(".console .cm-content").getByText("place_on").waitFor();
    expect(at.complaints).toEqual([]);
  });

  it("leave the words of whoever went on typing elsewhere while the editor was still loading", async () => {
    await openLive();
    tell(...episodeUnderWay, ...episodeDone);
    let load = (): void => {};
    const mayLoad = new Promise<void>((resolve) => {
      load = resolve;
    });
    await at.page.route(/python-editor/, (route) => mayLoad.then(() => route.continue()));
    await at.page.getByRole("button", { name: "Edit and run" }).first().click();
    const box = at.page.getByRole("textbox", { name: "Instruction" });
    await box.pressSequentially("go ");
    load();
    await at.page.locator(".edit-run .cm-content").waitFor();
    await at.page.keyboard.type("home");
    expect(await box.inputValue()).toBe("go home");
  });

  it("are folded to a line when they are old, so that 300 of them are cheap, and open again", async () => {
    await openLive();
    for (let i = 1; i <= 300; i += 1) tell(...program(i, `x = ${i}\nprint("program", x)\nwait(${i})`));
    await at.page.getByText("Python #300").waitFor();
    expect(await at.page.locator(".step").count()).toBe(12);
    expect(await at.page.locator(".entries *").count()).toBeLessThan(5000);
    const first = at.page.getByRole("button", { name: /^x = 1 / });
    await first.click();
    await at.page.getByText("Python #1", { exact: true }).waitFor();
    await at.page.getByRole("button", { name: "Fold to a line" }).click();
    await first.waitFor();
  });
});

describe("what else the conversation holds", () => {
  it("enlarges a picture, and is closed by the keyboard, which gives the focus back", async () => {
    await openLive();
    tell(start, { type: "action_start", action: 1, turn: 1, by: "agent", code: "camera.capture()" });
    tell({ type: "image", action: 1, source: "overhead", mime: "image/png", data_base64: PIXEL });
    const picture = at.page.getByRole("button", { name: "Enlarge: Picture of camera overhead" });
    await picture.focus();
    await at.page.keyboard.press("Enter");
    await at.page
      .getByRole("dialog", { name: "Picture of camera overhead" })
      .getByRole("img", { name: "Picture of camera overhead" })
      .waitFor();
    await at.page.keyboard.press("Enter");
    await eventually(() => at.page.getByRole("dialog").count()).toBe(0);
    expect(await picture.evaluate((button) => button === document.activeElement)).toBe(true);
  });

  it("answers a question of the agent by the number of an option", async () => {
    await openLive();
    const question: EventBody = {
      type: "question",
      question_id: "q1",
      text: "Which cube do you mean?",
      options: ["red cube", "green cube"],
    };
    tell(start, question);
    await at.page.getByRole("button", { name: "red cube" }).focus();
    await at.page.keyboard.press("ArrowRight");
    expect(await at.page.evaluate(() => document.activeElement?.textContent)).toContain("green cube");
    await at.page.keyboard.press("1");
    expect(await at.session.requested("answer")).toMatchObject({ text: "red cube" });
  });

  it("tells tokens and cost of a turn, of the task and of all so far", async () => {
    Object.assign(at.session.info, { planner: "model", price: { prompt: 2.5, completion: 10 } });
    await openLive();
    const usage: EventBody = { type: "usage", turn: 2, prompt_tokens: 2000, completion_tokens: 100 };
    tell(...episodeUnderWay, usage, ...episodeDone);
    const told = "2,100 tokens, $0.0060";
    await at.page.locator(".step .usage").getByText(told).waitFor();
    await at.page.locator(".end .usage").getByText(told).waitFor();
    await at.page.locator(".composer .usage").getByText(`so far ${told}`).waitFor();
  });

  it("begins with words that fit the robot and what is in front of it", async () => {
    await openLive();
    await at.page.getByText("The agent writes Python").waitFor();
    await at.page.getByRole("button", { name: "put the red cube on the blue plate" }).click();
    expect(await at.session.requested("instruct")).toMatchObject({
      text: "put the red cube on the blue plate",
    });
  });
});
