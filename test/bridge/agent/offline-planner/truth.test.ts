import { describe, expect, it } from "vitest";
import { parseReply } from "../../../../bridge/agent/grammar.ts";
import type { ChatMessage } from "../../../../bridge/agent/offline-planner/conversation.ts";
import { meaningOf } from "../../../../bridge/agent/offline-planner/language/parse.ts";
import { nextReply } from "../../../../bridge/agent/offline-planner/planner.ts";
import { inBrief } from "./meaning-in-brief.ts";
import { moved, observed, seen, table } from "./table.ts";

/** Says one thing after the other to the planner, as the loop would, and gives its last reply. */
const conversation = () => {
  const messages: ChatMessage[] = [];
  return (...texts: string[]) => {
    let reply = "";
    for (const text of texts) {
      const last = messages.at(-1);
      if (last?.role === "user")
        messages.splice(-1, 1, { role: "user", content: `${last.content}\n\n${text}` });
      else messages.push({ role: "user", content: text });
      reply = nextReply(messages);
      messages.push({ role: "assistant", content: reply });
    }
    return parseReply(reply);
  };
};
/** The observation after finish(): the next instruction is joined to it. */
const finished = observed("", { ended: { by: "finish", text: "Done." } });
const look = (things = table(), robot: Parameters<typeof seen>[1] = {}, before = ""): string =>
  observed(`${before}${seen(things, robot)}`);

describe("a goal counts only when it is seen to be so", () => {
  it("does not call a ball that is caught on top of two cubes 'between' them", () => {
    const say = conversation();
    const apart = moved(moved(table(), "red_cube", [0.45, 0.05, 0.02]), "green_cube", [0.45, -0.08, 0.02]);
    expect(say("put the ball between the red cube and the green cube", look(apart)).code).toContain(
      "place_at(0.45",
    );
    const perched = moved(apart, "ball", [0.45, -0.015, 0.055]);
    expect(say(look(perched, {}, "Step 1 done.\n")).code).not.toContain("finish(");
    const resting = moved(apart, "ball", [0.45, -0.015, 0.025]);
    expect(say(look(resting, {}, "Step 1 done.\n")).code).toContain("finish(");
  });

  it("says so when there is no room between two things", () => {
    const close = moved(table(), "green_cube", [0.45, 0.13, 0.02]);
    const reply = conversation()("put the ball between the red cube and the green cube", look(close));
    expect(reply.code).toBeNull();
    expect(reply.answer).toMatch(/no room/);
  });

  it("does not take a grasp for a pick while the cube is still on the table", () => {
    const say = conversation();
    say("pick up the red cube", look());
    const closed = { holding: true, width_m: 0.04, tool: [0.45, 0.2, 0.02] };
    expect(
      say(look(table(), closed, "Failed: GraspFailed: The arm stopped while lifting.\n")).code,
    ).not.toContain("finish(");
    const lifted = moved(table(), "red_cube", [0.45, 0.2, 0.14]);
    expect(say(look(lifted, { ...closed, tool: [0.45, 0.2, 0.14] })).code).toContain("finish(");
  });

  it("counts the arm as home only after a motion that reached home", () => {
    const say = conversation();
    const act = say("go home", look());
    expect(act.code).toMatch(/ended_by != "reached": raise/);
    expect(
      say(look(table(), {}, "Failed: GraspFailed: The arm stopped on its way home: contact.\n")).code,
    ).not.toContain("finish(");
  });

  it("ends in code that looks once more, and goes on when that finds a change", () => {
    const say = conversation();
    say("put the red cube on the blue plate", look());
    const onPlate = moved(table(), "red_cube", [0.5, -0.25, 0.032]);
    const end = say(look(onPlate, {}, "Step 1 done.\n"));
    expect(end.code).toMatch(/"red_cube": \[0\.5, -0\.25, 0\.032\][\s\S]*raise RuntimeError[\s\S]*finish\(/);
    const raised = observed("", {
      ok: false,
      ended_by: "error",
      error: { type: "RuntimeError", message: "red_cube moved", traceback: "RuntimeError: red_cube moved" },
    });
    expect(say(raised).code).toContain("look()");
    expect(say(look()).code).toContain('pick("red_cube")');
  });
});

describe("what words mean after other words", () => {
  it("takes 'it' for the one thing that was handled, not for all that the words before could mean", () => {
    const say = conversation();
    say("pick up the cube", look(), look(table(), {}, 'Answer: "the green one"\n'));
    const lifted = moved(table(), "green_cube", [0.4, -0.05, 0.14]);
    const inHand = { holding: true, width_m: 0.04, tool: [0.4, -0.05, 0.14] };
    expect(say(look(lifted, inHand)).code).toContain("finish(");
    const { code } = say(finished, "put it on the plate", look(lifted, inHand));
    expect(code).toContain('place_on("blue_plate")');
    expect(code).not.toMatch(/red_cube|blue_cube|pick\(/);
  });

  it("puts things back where an earlier look saw them", () => {
    const say = conversation();
    const onPlate = moved(table(), "red_cube", [0.5, -0.25, 0.032]);
    say("put the red cube on the blue plate", look(), look(onPlate, {}, "Step 1 done.\n"), finished);
    expect(say("put it back", look(onPlate)).code).toMatch(/pick\("red_cube"\)\n +place_at\(0\.45, 0\.2\)/);
    const say2 = conversation();
    expect(say2("put the red cube back", look()).answer).toMatch(/do not know where the red cube was/);
  });

  it("asks once more when the answer fits nothing, and then leaves it", () => {
    const say = conversation();
    say("pick up the cube", look());
    const again = say(look(table(), {}, 'Answer: "the shiny one"\n'));
    expect(again.code).toMatch(/user\.ask\("I did not understand the answer/);
    expect(say(look(table(), {}, 'Answer: "hm"\n')).code).toBeNull();
  });

  it("measures 'nearest to' from the thing that is named", () => {
    expect(conversation()("pick up the cube nearest to the box", look()).code).toContain('pick("red_cube")');
    expect(conversation()("which cube is closest to the plate?", look()).answer).toMatch(/green cube/);
  });
});

describe("what is done when the straight way does not work", () => {
  it("carries what cannot be pushed because something stands behind it", () => {
    const say = conversation();
    expect(say("push the red cube left by 10 cm", look()).code).toContain("push(");
    const { code } = say(look(table(), {}, "Failed: CollisionAhead: left_finger would hit green_cube.\n"));
    expect(code).not.toContain('push("red_cube"');
    expect(code).toMatch(/I cannot push[\s\S]*pick\("red_cube"\)\n +place_at\(0\.45, 0\.3\)/);
  });

  it("does not repeat what was refused for what it is, and says what it still holds", () => {
    const say = conversation();
    say("put the red cube on the blue plate", look());
    const lifted = moved(table(), "red_cube", [0.45, 0.2, 0.14]);
    const inHand = { holding: true, width_m: 0.04, tool: [0.45, 0.2, 0.14] };
    const { code } = say(look(lifted, inHand, "Failed: Denied: the person said no.\n"));
    expect(code).toMatch(/^give_up\(".*the person said no.*holds the red cube/);
  });

  it("refuses a place far out of reach before anything moves", () => {
    const reply = conversation()("put the red cube 3 metres to the left", look());
    expect(reply.code).toBeNull();
    expect(reply.answer).toMatch(/out of my reach/);
  });

  it("lines up things that are all different when told to sort them", () => {
    const { code } = conversation()("sort the cubes by colour", look());
    const places = [...(code ?? "").matchAll(/"what":"(\w+)","x":([\d.]+),"y":(-?[\d.]+)/g)];
    expect(places.map((place) => place[1])).toEqual(["red_cube", "green_cube", "blue_cube"]);
    const [left, middle, right] = places.map((place) => Number(place[3]));
    expect(left).toBeGreaterThan((middle ?? 0) + 0.05);
    expect(middle).toBeGreaterThan((right ?? 0) + 0.05);
  });
});

describe("sentences", () => {
  it.each([
    ["put it back", "restore it"],
    ["put the red cube back where it was", "restore red cube"],
    ["return the ball to its original position", "restore ball"],
    ["put the ball back in the bowl", "place ball in bowl"],
    ["pick up the cube nearest to the bowl", "pick nearest cube"],
    ["put the cube closest to the bowl on the plate", "place nearest cube on plate"],
    [
      "put the red cube on the plate and then the green cube on the red cube",
      "place red cube on plate; place green cube on red cube",
    ],
    ["move the red cube back by 5 cm", "shift red cube toward 0.05"],
  ])("reads %j", (sentence, expected) => {
    expect(inBrief(meaningOf(sentence))).toBe(expected);
  });

  it.each([
    "pick up",
    "pick up the red cube twice",
    "pick up the red cube without touching it",
    "put the red cube on the plate unless it is already there",
    "balance the ball on the cylinder while singing",
    "put the red cube on the plate or in the bowl",
    "push the red cube through the wall",
    "if the red cube is on the plate, pick it up",
    "I put the red cube on the plate",
    "should I put the ball in the bowl?",
    "what happens if you push the ball?",
    "kick the ball",
    "put your arm in the box",
  ])("takes no order from %j", (sentence) => {
    expect(meaningOf(sentence).kind).not.toBe("commands");
  });
});
