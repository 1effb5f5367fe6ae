import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import type { ApprovalAnswer, ApprovalRequest, EventBody } from "../../../bridge/protocol/index.ts";
import { Approval } from "../../../bridge/safety/approval.ts";
import { approvalLine, approvalRequestLines } from "../../../bridge/terminal/approval-text.ts";

const CODE = "arm.home()";
const signal = new AbortController().signal;

/** An approval with the answers of a person, one for each request. */
const withAnswers = (...answers: (Partial<ApprovalAnswer> | null)[]) => {
  const events: EventBody[] = [];
  const requests: ApprovalRequest[] = [];
  const approval = new Approval({
    mode: "motion",
    timeoutS: 60,
    emit: (event) => void events.push(event),
    person: {
      approve: async (request) => {
        requests.push(request);
        const answer = answers[requests.length - 1];
        return answer ? { decision: "approve", code: null, reason: "", by: "test", ...answer } : null;
      },
    },
  });
  const begin = (code: string, turn = 1): void =>
    approval.watch({ type: "action_start", action: 1, turn, by: "agent", code });
  return { approval, events, requests, begin };
};

it("holds what runs to the code that was approved, to the letter", async () => {
  const { approval, requests, begin } = withAnswers({}, { decision: "reject" });
  expect(await approval.review(CODE, { turn: 1 }, signal)).toEqual({ run: CODE });
  expect(requests[0]?.sha256).toBe(createHash("sha256").update(CODE).digest("hex"));
  begin(`${CODE} `);
  await expect(approval.motion("moves", signal)).rejects.toMatchObject({ code: "Denied" });
});

it("lets an approval count once, and for its own turn", async () => {
  const { approval, requests, begin } = withAnswers({}, {}, { decision: "reject" });
  await approval.review(CODE, { turn: 1 }, signal);
  begin(CODE);
  expect(await approval.motion("moves", signal)).toBe(false);
  expect(await approval.motion("moves again", signal)).toBe(false);
  begin(CODE);
  expect(await approval.motion("moves", signal)).toBe(true);
  expect(requests).toHaveLength(2);
  begin(CODE, 2);
  await expect(approval.motion("moves", signal)).rejects.toMatchObject({ code: "Denied" });
});

it("does not give an approval to an action that came without one", async () => {
  const { approval, begin } = withAnswers({}, { decision: "reject" });
  await approval.review(CODE, { turn: 1 }, signal);
  await approval.review("print(1)", { turn: 1 }, signal);
  begin(CODE);
  await expect(approval.motion("moves", signal)).rejects.toMatchObject({ code: "Denied" });
});

it("lets a person move the robot while no program runs, and a stop withdraw a request", async () => {
  const { approval, events, begin } = withAnswers();
  expect(await approval.motion("jog", signal)).toBe(false);
  begin(CODE);
  await expect(approval.motion("moves", AbortSignal.abort("page"))).rejects.toMatchObject({
    code: "Stopped",
  });
  expect(events.at(-1)).toMatchObject({ decision: "rejected", reason: "stopped by page", by: "stop" });
});

it("shows at a terminal what could disguise the code or act on the terminal", async () => {
  const { approval, events } = withAnswers({ decision: "reject", reason: "\u001b[2Jno" });
  await approval.review("x = 1 # \u001b[1A\u202e\narm.home()", { turn: 1 }, signal);
  const [request, answer] = events;
  if (request?.type !== "approval_request" || answer?.type !== "approval") throw new Error("not asked");
  const stamps = { v: 1, seq: 0, wall: { sec: 0, nanosec: 0 }, stamp: null } as const;
  const shown = approvalRequestLines({ ...request, ...stamps });
  expect(shown.slice(1, 3)).toEqual(["  1 │ x = 1 # \\x1b[1A\\u202e", "  2 │ arm.home()"]);
  expect(shown.join("\n")).toMatch(/line 1: .*\(a character that is not seen\)\n {2}line 2: arm\.home\(\)/);
  const control = new RegExp(String.raw`[\x00-\x09\x0b-\x1f\u202e]`);
  expect(shown.join("\n")).not.toMatch(control);
  expect(approvalLine({ ...answer, ...stamps })).toBe("Rejected by test: \\x1b[2Jno");
});
