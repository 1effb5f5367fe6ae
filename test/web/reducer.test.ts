import { describe, expect, it } from "vitest";
import type { EventBody } from "../../bridge/protocol/index.ts";
import {
  emptyConversation,
  lastManual,
  openQuestion,
  runningStep,
  type Step,
} from "../../web/src/state/conversation.ts";
import { MAX_OUTPUT_CHARS } from "../../web/src/state/parts.ts";
import { reduceConversation } from "../../web/src/state/reducer.ts";
import { asEvents, conversationOf } from "./events.ts";
import { episodeDone, episodeUnderWay, PICK_CODE } from "./story.ts";

const start = episodeUnderWay[0] as Extract<EventBody, { type: "episode_start" }>;
const end = (more: Partial<Extract<EventBody, { type: "episode_end" }>> = {}): EventBody => ({
  type: "episode_end",
  outcome: "finished",
  turns: 1,
  actions: 0,
  primitive_calls: 0,
  episode: null,
  summary: "",
  ...more,
});
const turn: EventBody = { type: "turn_start", turn: 1, turns_left: 9 };
const act: EventBody = { type: "action_start", action: 1, turn: 1, by: "agent", code: "x = 1" };
const step = (conversation: ReturnType<typeof conversationOf>, at = -1): Step => {
  const found = conversation.entries.filter((entry) => entry.kind === "step").at(at);
  if (found?.kind !== "step") throw new Error("no step in the conversation");
  return found;
};
const reply = (code: string): EventBody => ({ type: "reply", turn: 1, text: "", thought: "", code });
const output = (text: string, stream: "stdout" | "stderr" = "stdout"): EventBody => ({
  type: "output",
  action: 1,
  stream,
  text,
});

describe("the conversation that events make", () => {
  it("tells moves by hand and emergency stops, and shows the stop no longer once something moved again", () => {
    const manual: EventBody = {
      type: "manual",
      by: "page",
      text: "moved",
      python: "arm.home()",
      receipt: null,
    };
    const stop: EventBody = {
      type: "stop",
      by: "page",
      stopped: true,
      took_s: 0.1,
      max_velocity_rad_s: 0,
      text: "",
    };
    const latch: EventBody = { type: "estop", latched: true, by: "robot", text: "pressed" };
    const told = conversationOf(latch, stop, manual);
    expect(told.entries.map(({ kind }) => kind)).toEqual(["estop", "stop", "manual"]);
    // The move that a stop ended tells its end after it.
    expect(told.stopped).not.toBeNull();
    expect(conversationOf(latch, stop, manual, manual).stopped).toBeNull();
    expect(conversationOf(latch, stop, { ...latch, latched: false }).stopped).toBeNull();
    expect(lastManual(told)).toMatchObject({ python: "arm.home()" });
  });

  it("tells a whole episode as instruction, two programs and an outcome", () => {
    const conversation = conversationOf(...episodeUnderWay, ...episodeDone);
    expect(conversation.entries.map(({ kind }) => kind)).toEqual(["instruction", "step", "step", "end"]);
    expect(step(conversation)).toMatchObject({
      code: PICK_CODE,
      phase: "ended",
      line: null,
      calling: null,
      end: { ok: true },
    });
    expect(conversation.entries.at(-1)).toMatchObject({
      outcome: "finished",
      turns: 2,
      actions: 2,
      primitiveCalls: 9,
    });
    expect(conversation.episodeRunning).toBe(false);
  });

  it("says an instruction once that arrives as the episode's start and as a message", () => {
    const conversation = conversationOf(start, { type: "user_message", text: start.instruction });
    expect(conversation.entries).toHaveLength(1);
    expect(conversationOf(start, { type: "user_message", text: "and then?" }).entries).toHaveLength(2);
  });

  it("shows thinking, then words as they stream, then the code, in one and the same entry", () => {
    const thinking = conversationOf(start, turn);
    expect(step(thinking).phase).toBe("thinking");
    const delta: EventBody = { type: "reply_delta", turn: 1, text: "I look <exec" };
    const writing = conversationOf(start, turn, delta, { ...delta, text: "ute>\nx = 1" });
    expect(step(writing)).toMatchObject({
      phase: "writing",
      draft: "I look <execute>\nx = 1",
      key: step(thinking).key,
    });
    const whole: EventBody = { type: "reply", turn: 1, text: "…", thought: "I look", code: "x = 1" };
    const written = conversationOf(start, turn, delta, whole);
    expect(step(written)).toMatchObject({
      phase: "written",
      draft: "",
      words: "I look",
      code: "x = 1",
      key: step(thinking).key,
    });
    expect(step(conversationOf(start, turn, delta, whole, act))).toMatchObject({
      phase: "running",
      action: 1,
      words: "I look",
    });
  });

  it("shows a reply without code as words free of markup and of a model's reasoning", () => {
    const text = "<think>hm</think><thought>done</thought>\n<solution>There are three cubes.</solution>";
    const conversation = conversationOf(start, turn, {
      type: "reply",
      turn: 1,
      text,
      thought: "",
      code: null,
    });
    expect(step(conversation)).toMatchObject({
      phase: "ended",
      code: null,
      words: "done\nThere are three cubes.",
    });
  });

  it("adds up tokens and counts them at the end", () => {
    const usage: EventBody = { type: "usage", turn: 1, prompt_tokens: 100, completion_tokens: 20 };
    const twice = conversationOf(start, turn, usage, usage);
    expect(twice.usage).toEqual({ prompt: 200, completion: 40 });
    expect(step(twice).usage).toEqual({ prompt: 200, completion: 40 });
    expect(conversationOf(start, usage, end()).entries.at(-1)).toMatchObject({
      usage: { prompt: 100, completion: 20 },
    });
    const next = conversationOf(start, turn, usage, end(), start, turn, usage);
    expect(next.usage).toEqual({ prompt: 100, completion: 20 });
    expect(next.totalUsage).toEqual({ prompt: 200, completion: 40 });
  });

  it("knows at its end what an episode went on from, of a person's program too", () => {
    const from = { id: "past", turn: 2 };
    expect(conversationOf({ ...start, forked_from: from }, end()).entries.at(-1)).toMatchObject({
      kind: "end",
      forkedFrom: from,
    });
    const byPerson = conversationOf({ ...start, planner: "person", forked_from: from }, end());
    expect(byPerson.entries.at(-1)).toMatchObject({ kind: "end", forkedFrom: from });
    expect(conversationOf({ ...start, planner: "person" }, end()).entries).toEqual([]);
    expect(conversationOf({ ...start, forked_from: from }, end(), start).forkedFrom).toBeNull();
  });

  it("joins output of one stream, keeps the order of streams, and bounds what is long", () => {
    const conversation = conversationOf(
      start,
      turn,
      act,
      output("a"),
      output("b\n"),
      output("oh", "stderr"),
      output("c"),
    );
    expect(step(conversation).parts).toEqual([
      { kind: "output", stream: "stdout", text: "ab\n" },
      { kind: "output", stream: "stderr", text: "oh" },
      { kind: "output", stream: "stdout", text: "c" },
    ]);
    const long = conversationOf(
      start,
      turn,
      act,
      output("head"),
      ...Array.from({ length: 30 }, () => output("x".repeat(10_000))),
      output("tail"),
    );
    const [part] = step(long).parts;
    if (part?.kind !== "output") throw new Error("no output");
    expect(part.text.length).toBeLessThanOrEqual(MAX_OUTPUT_CHARS);
    expect(part.text.startsWith("head") && part.text.endsWith("tail") && part.text.includes("… cut")).toBe(
      true,
    );
  });

  it("lights the line of the newest primitive call and names the call until it returns", () => {
    const call: EventBody = {
      type: "primitive_call",
      action: 1,
      call: 1,
      name: "arm.move_to",
      params: {},
      line: 3,
    };
    const result = {
      type: "primitive_result",
      action: 1,
      call: 1,
      name: "arm.move_to",
      ok: true,
      result: {},
      error: null,
      duration_s: 1,
    } as const;
    expect(step(conversationOf(start, turn, act, call))).toMatchObject({ line: 3, calling: "arm.move_to" });
    expect(step(conversationOf(start, turn, act, call, result))).toMatchObject({
      line: 3,
      calling: null,
      parts: [],
    });
    const error = { code: "Unreachable", message: "too far" } as const;
    const failed = conversationOf(start, turn, act, call, { ...result, ok: false, error });
    expect(step(failed).parts).toEqual([{ kind: "failure", name: "arm.move_to", error }]);
    expect(runningStep(failed)?.action).toBe(1);
  });

  it("puts receipts and pictures where they happened", () => {
    const conversation = conversationOf(
      start,
      turn,
      act,
      { type: "receipt", action: 1, call: 1, name: "gripper.close", receipt: {}, text: "closed to 40 mm" },
      { type: "image", action: 1, source: "overhead", mime: "image/png", data_base64: "AAAA" },
    );
    expect(step(conversation).parts).toEqual([
      { kind: "receipt", call: 1, name: "gripper.close", text: "closed to 40 mm" },
      { kind: "image", seq: 4, source: "overhead", dataBase64: "AAAA" },
    ]);
  });

  it("keeps how an action ended and what the model was told of it", () => {
    const error = { type: "ZeroDivisionError", message: "division by zero", traceback: "line 1" };
    const conversation = conversationOf(
      start,
      turn,
      act,
      {
        type: "action_end",
        action: 1,
        ok: false,
        ended_by: "died",
        value: null,
        error,
        state_kept: false,
        duration_s: 2,
      },
      { type: "observation", turn: 1, text: "it died" },
    );
    expect(step(conversation)).toMatchObject({
      phase: "ended",
      end: { endedBy: "died", error, stateKept: false },
      observation: "it died",
    });
    expect(runningStep(conversation)).toBeNull();
  });

  it("keeps a question open until it is answered, and closes it with the episode", () => {
    const question: EventBody = {
      type: "question",
      question_id: "q",
      text: "which?",
      options: ["red", "blue"],
    };
    expect(openQuestion(conversationOf(start, question))).toMatchObject({
      questionId: "q",
      options: ["red", "blue"],
    });
    const answered = conversationOf(start, question, { type: "answer", question_id: "q", text: "red" });
    expect(openQuestion(answered)).toBeNull();
    expect(answered.entries.at(-1)).toMatchObject({ kind: "question", answer: "red" });
    expect(openQuestion(conversationOf(start, question, end({ outcome: "needs_user" })))).toBeNull();
  });

  it("reports a stop until something runs again", () => {
    const stop: EventBody = {
      type: "stop",
      by: "page",
      stopped: true,
      took_s: 0.2,
      max_velocity_rad_s: 0.001,
      text: "stands still",
    };
    expect(conversationOf(start, turn, act, stop).stopped).toMatchObject({
      stopped: true,
      took_s: 0.2,
      max_velocity_rad_s: 0.001,
    });
    expect(conversationOf(stop, { ...act, by: "person" } as EventBody).stopped).toBeNull();
  });

  it("shows what is said and noticed, and a lost connection, but not that all is well", () => {
    const connected: EventBody = { type: "connection", state: "connected", url: "ws://x", text: "connected" };
    expect(conversationOf({ ...connected, state: "connecting" }, connected).entries).toEqual([]);
    const lost = conversationOf({ ...connected, state: "reconnecting", text: "lost" }, connected);
    expect(lost.entries).toMatchObject([
      { kind: "notice", level: "warning", text: "lost" },
      { level: "info", text: "connected" },
    ]);
    expect(
      conversationOf({ type: "say", text: "hello" }, { type: "notice", level: "error", text: "no" }).entries,
    ).toMatchObject([
      { kind: "say", text: "hello" },
      { kind: "notice", level: "error", text: "no" },
    ]);
  });

  it("does not say the same words twice", () => {
    const whole: EventBody = { type: "reply", turn: 1, text: "Three cubes.", thought: "", code: null };
    const conversation = conversationOf(
      start,
      turn,
      whole,
      { type: "say", text: "Three cubes." },
      end({ outcome: "answered", summary: "Three cubes." }),
    );
    expect(conversation.entries.map(({ kind }) => kind)).toEqual(["instruction", "step", "end"]);
    expect(conversation.entries.at(-1)).toMatchObject({ outcome: "answered", summary: "" });
  });

  it("shows a person's program as code alone", () => {
    const conversation = conversationOf(
      { ...start, planner: "person", instruction: "print(1)" },
      { type: "action_start", action: 1, turn: 0, by: "person", code: "print(1)" },
      output("1\n"),
      {
        type: "action_end",
        action: 1,
        ok: true,
        ended_by: "done",
        value: null,
        error: null,
        state_kept: true,
        duration_s: 0.1,
      },
      end(),
    );
    expect(conversation.entries).toMatchObject([
      { kind: "step", by: "person", code: "print(1)", phase: "ended" },
    ]);
  });

  it("leaves nothing thinking or running when an episode ends", () => {
    const conversation = conversationOf(start, turn, act, { ...turn, turn: 2 }, end({ outcome: "stopped" }));
    expect(conversation.entries.map((entry) => (entry.kind === "step" ? entry.phase : entry.kind))).toEqual([
      "instruction",
      "ended",
      "end",
    ]);
  });

  it("keeps episodes apart whose turns have the same numbers", () => {
    const conversation = conversationOf(start, turn, reply("a"), act, end(), start, turn, reply("b"));
    expect(step(conversation, 0).code).toBe("x = 1");
    expect(step(conversation, 1).code).toBe("b");
  });

  it("joins an episode in the middle of a turn", () => {
    const conversation = conversationOf({ type: "reply_delta", turn: 4, text: "half a" });
    expect(step(conversation)).toMatchObject({ turn: 4, phase: "writing", draft: "half a" });
    expect(step(conversationOf(act)).phase).toBe("running");
  });

  it("changes nothing for an event that it has seen, and never changes what it was given", () => {
    const events = asEvents(episodeUnderWay);
    const freeze = (value: unknown): void => {
      if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
      Object.freeze(value);
      Object.values(value).forEach(freeze);
    };
    let conversation = emptyConversation;
    for (const event of events) {
      freeze(conversation);
      conversation = reduceConversation(conversation, event);
    }
    expect(reduceConversation(conversation, events[3] ?? (events[0] as never))).toBe(conversation);
  });
});
