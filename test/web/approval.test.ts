import { mkdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ApprovalRequest, EventBody } from "../../bridge/protocol/index.ts";
import { commandsInCode } from "../../bridge/safety/commands-in-code.ts";
import { usePage } from "./page-harness.ts";
import { episodeUnderWay, PICK_CODE } from "./story.ts";

/* The built page in a real browser; the person at it decides about the agent's code. */

const at = usePage();
const { openLive, tell, eventually } = at;

const request = (more: Partial<ApprovalRequest> = {}): ApprovalRequest => ({
  type: "approval_request",
  approval_id: "a1",
  turn: 2,
  code: PICK_CODE,
  sha256: "0",
  commands: commandsInCode(PICK_CODE),
  editable: true,
  timeout_s: 120,
  ...more,
});
const approval = (more: Partial<Extract<EventBody, { type: "approval" }>>): EventBody => ({
  type: "approval",
  approval_id: "a1",
  decision: "approved",
  code: null,
  reason: "",
  by: "page",
  ...more,
});
/** The story up to the reply with the program that is to be approved. */
const untilReply = episodeUnderWay.slice(
  0,
  episodeUnderWay.findIndex((event) => event.type === "reply" && event.turn === 2) + 1,
);
const card = () => at.page.locator(".approval");
const button = (name: string | RegExp) => at.page.getByRole("button", { name });
const decided = (text: string) => at.page.locator(".end strong", { hasText: text });
const approvals = () => at.session.requests.filter(({ op }) => op === "approve");

describe("the approval card", () => {
  it("shows code and commands by line once, counts down, and sends the approval on a click", async () => {
    await openLive();
    tell(...untilReply, request());
    await card().getByText("May the agent run this program?").waitFor();
    await card().getByText("line 8", { exact: true }).waitFor();
    await card().locator("li", { hasText: "arm.move_to([x, y, z + 0.12], speed=0.25)" }).waitFor();
    await card()
      .getByText(/rejected in (2 min 0 s|1 min 5\d s)/)
      .waitFor();
    expect(await at.page.getByText("# look first: where are they now?").count()).toBe(1);
    await button("Approve").click();
    expect(await at.session.requested("approve")).toEqual({
      op: "approve",
      approval_id: "a1",
      decision: "approve",
      code: null,
      reason: "",
    });
    expect(await button("Approve").isDisabled()).toBe(true);
    tell(approval({}), { type: "action_start", action: 2, turn: 2, by: "agent", code: PICK_CODE });
    await decided("Program approved by page").waitFor();
    await at.page.getByText("running…").waitFor();
    expect(await card().count()).toBe(0);
    expect(approvals()).toHaveLength(1);
    expect(at.complaints).toEqual([]);
  });

  it("is not approved by Enter, but by Ctrl+Enter", async () => {
    await openLive();
    tell(...untilReply, request());
    await button("Approve").focus();
    await at.page.keyboard.press("Enter");
    await at.page.getByRole("textbox", { name: /reason for rejecting/i }).focus();
    await at.page.keyboard.press("Control+Enter");
    await at.page.keyboard.press("Enter");
    expect(await at.session.requested("approve")).toMatchObject({ decision: "reject" });
    expect(approvals()).toHaveLength(1);
    at.session.requests.length = 0;
    tell(approval({ decision: "rejected" }), request({ approval_id: "a2" }));
    await decided("Program rejected").waitFor(); // the buttons are now those of the second card
    await button("Approve").focus();
    await at.page.keyboard.press("Control+Enter");
    expect(await at.session.requested("approve")).toMatchObject({ approval_id: "a2", decision: "approve" });
  });

  it("rejects with a reason, and the program stays there as one that did not run", async () => {
    await openLive();
    tell(...untilReply, request());
    await at.page.getByRole("textbox", { name: /reason for rejecting/i }).fill("the cube is hot");
    await at.page.keyboard.press("Enter");
    expect(await at.session.requested("approve")).toMatchObject({
      decision: "reject",
      reason: "the cube is hot",
    });
    tell(approval({ decision: "rejected", reason: "the cube is hot" }));
    await decided("Program rejected by page: the cube is hot").waitFor();
    await at.page.getByText("not run").waitFor();
    expect(await at.page.getByText("# look first: where are they now?").count()).toBe(1);
  });

  it("runs what a person made of it", async () => {
    await openLive();
    tell(...untilReply, request({ code: "arm.home()", commands: commandsInCode("arm.home()") }));
    await card().getByRole("button", { name: "Edit", exact: true }).click();
    const editor = card().getByRole("textbox", { name: "Python to run in place of the agent's" });
    await editor.waitFor();
    await at.page.keyboard.press("Control+End");
    await at.page.keyboard.type("\narm.pose()");
    await eventually(() => button("Run my version").count()).toBe(1);
    await at.page.keyboard.press("Control+Enter");
    expect(await at.session.requested("approve")).toMatchObject({
      decision: "approve",
      code: "arm.home()\narm.pose()",
    });
    expect(approvals()).toHaveLength(1);
    tell(approval({ decision: "edited", code: "arm.home()\narm.pose()" }));
    await decided("Program edited and approved by page").waitFor();
    expect(at.complaints).toEqual([]);
  });

  it("says why a decision came too late, and lets the person decide again", async () => {
    await openLive();
    tell(...untilReply, request());
    at.session.refuse = "This request for approval is not open any more.";
    await button("Approve").click();
    await at.page.getByText(at.session.refuse).waitFor();
    await eventually(() => button("Approve").isEnabled()).toBe(true);
    tell(approval({ decision: "expired", by: "timeout" }));
    await decided("Program rejected: nobody answered in time").waitFor();
  });

  it("shows a held motion with what it would do; the program cannot be edited any more", async () => {
    await openLive();
    const text = "moves the tool to (0.400, 0.200, 0.350) m in the base frame at 0.25 m/s";
    tell(
      ...episodeUnderWay,
      request({ editable: false, commands: [{ name: "arm.move_to", line: 8, text }] }),
    );
    await card().getByText(text).waitFor();
    expect(await card().getByRole("button", { name: "Edit", exact: true }).count()).toBe(0);
    tell(approval({}));
    await decided("Motion approved by page").waitFor();
  });

  it.each([
    ["light", 1440],
    ["dark", 1440],
    ["light", 360],
    ["dark", 360],
  ] as const)("fits and can be read, %s at %i px", async (colorScheme, width) => {
    await at.open({ width, height: 860 });
    await at.page.emulateMedia({ colorScheme });
    const long = `getattr(arm, "move" + "_to")([0.4, 0.2, 0.35])\n${PICK_CODE}`;
    tell(...untilReply, request({ code: long, commands: commandsInCode(long) }));
    await card().waitFor();
    const box = await card().boundingBox();
    expect(box?.width).toBeGreaterThan(280);
    for (const each of await card().locator("button, input, .approval-left").all()) {
      const inner = await each.boundingBox();
      if (!box || !inner) throw new Error("something of the card is not shown");
      expect(inner.x).toBeGreaterThanOrEqual(box.x);
      expect(inner.x + inner.width).toBeLessThanOrEqual(box.x + box.width + 0.5);
    }
    mkdirSync("test/artifacts/page", { recursive: true });
    await at.page.screenshot({ path: `test/artifacts/page/approval-${colorScheme}-${width}.png` });
  });
});
