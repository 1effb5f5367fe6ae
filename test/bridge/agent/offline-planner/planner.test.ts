import { expect, test } from "vitest";
import { parseReply } from "../../../../bridge/agent/grammar.ts";
import type { ChatMessage } from "../../../../bridge/agent/offline-planner/conversation.ts";
import { nextReply } from "../../../../bridge/agent/offline-planner/planner.ts";
import { moved, observed, seen, table } from "./table.ts";

/** A conversation that the planner answers turn by turn, as the loop would hold it. */
const talk = (instruction: string) => {
  const messages: ChatMessage[] = [
    { role: "system", content: "You control a robot." },
    { role: "user", content: instruction },
  ];
  const reply = () => {
    const text = nextReply(messages);
    messages.push({ role: "assistant", content: text });
    return parseReply(text);
  };
  return {
    first: reply,
    after: (observation: string) => {
      messages.push({ role: "user", content: observation });
      return reply();
    },
  };
};
const started = (instruction: string, things = table()) => {
  const conversation = talk(instruction);
  const first = conversation.first();
  expect(first.code).toContain("look()");
  expect(first.code).not.toMatch(/cube|plate/);
  return { ...conversation, second: conversation.after(observed(seen(things))) };
};
const onPlate = moved(table(), "red_cube", [0.505, -0.252, 0.032]);

test("looks, acts, looks again, and finishes once the cube is seen on the plate", () => {
  const { second, after } = started("put the red cube on the blue plate");
  expect(second.code).toMatch(/pick\("red_cube"\)\n +place_on\("blue_plate"\)/);
  expect(second.code).toMatch(/\nlook\(\)$/);
  expect(after(observed(`Step 1 done.\n${seen(onPlate)}`)).code).toMatch(
    /^finish\("Done: the red cube is on the blue plate, 5 mm from its centre\."\)$/m,
  );
});

test("does not finish on a claim: what counts is where the cube is seen", () => {
  const { after } = started("put the red cube on the blue plate");
  const beside = moved(table(), "red_cube", [0.5, -0.13, 0.02]);
  const hovering = moved(table(), "red_cube", [0.5, -0.25, 0.15]);
  expect(after(observed(`Step 1 done.\n${seen(beside)}`)).code).toContain('pick("red_cube")');
  expect(after(observed(`Step 1 done.\n${seen(hovering)}`)).code).not.toContain("finish(");
});

test("retries a failed grasp from a fresh look, and gives up after the third", () => {
  const { after } = started("put the red cube on the blue plate");
  const failed = observed(
    `Failed: GraspFailed: Could not pick 'red_cube' in 2 attempts: it slipped.\n${seen(table())}`,
  );
  expect(after(failed).code).toContain('pick("red_cube")');
  expect(after(failed).code).toContain('pick("red_cube")');
  const last = after(failed);
  expect(last.code).toMatch(/^give_up\(/);
  expect(last.code).toContain("it slipped");
});

test("goes on with what is in the hand when only the placing failed", () => {
  const { after } = started("put the red cube on the blue plate");
  const inHand = moved(table(), "red_cube", [0.45, 0.2, 0.14]);
  const retry = after(
    observed(
      `Failed: CollisionAhead: the arm would hit box.\n${seen(inHand, { holding: true, width_m: 0.04, tool: [0.45, 0.2, 0.14] })}`,
    ),
  );
  expect(retry.code).not.toContain("pick(");
  expect(retry.code).toContain('place_on("blue_plate")');
});

test("asks which of several is meant, and takes the one that the answer names", () => {
  const { second, after } = started("pick up the cube");
  expect(second.code).toContain(
    'user.ask("Which one do you mean by \\"the cube\\"?", ["red_cube", "green_cube", "blue_cube"])',
  );
  expect(after(observed(`Answer: "the green one"\n${seen(table())}`)).code).toContain('pick("green_cube")');
});

test("asks once more when it cannot match the answer, then says so and moves nothing", () => {
  const { after } = started("pick up the cube");
  const unclear = observed(`Answer: "the one with the dots"\n${seen(table())}`);
  expect(after(unclear).code).toContain("I did not understand the answer.");
  const reply = after(unclear);
  expect(reply.code).toBeNull();
  expect(reply.answer).toContain("the one with the dots");
});

test("gives up on an object that is lost, after looking from elsewhere", () => {
  const { after } = started("put the red cube on the blue plate");
  const without = table().filter((one) => one.name !== "red_cube");
  const lost = observed(`Failed: NotFound: no object is called 'red_cube'.\n${seen(without)}`);
  expect(after(lost).code).toContain("arm.home()");
  expect(after(lost).code).toMatch(/^(?!.*finish)[\s\S]*/);
  expect(after(lost).code).toMatch(/^give_up\("I do not see red_cube any more/i);
});

test.each([
  'Observation:\nYour code was not approved: a person rejected it, saying "not now". Nothing was run.\n7 turns left.',
  "Observation:\nFailed: Denied: Nothing was sent, because this action was not approved: nobody answered.\n7 turns left.",
])("does not try again what a person rejected: %s", (content) => {
  const messages = [
    { role: "user", content: "put the red cube on the blue plate" },
    { role: "assistant", content: "<execute>pick('red_cube')</execute>" },
    { role: "user", content },
  ];
  expect(nextReply(messages)).toMatch(/did not approve.*what to do instead/);
});

test("does nothing more once it was stopped", () => {
  const { after } = started("put the red cube on the blue plate");
  const reply = after(observed(seen(table()), { ended_by: "interrupted", reason: "user", ok: false }));
  expect(reply.code).toBeNull();
  expect(reply.answer).toMatch(/stopped/);
});

test("takes up a new instruction that the loop joined to the last observation", () => {
  const messages: ChatMessage[] = [
    { role: "user", content: "put the red cube on the blue plate" },
    { role: "assistant", content: "<execute>\nlook()\n</execute>" },
    {
      role: "user",
      content: `${observed(seen(onPlate))}\n\n[The task was stopped (user).]\n\nput the ball in the bowl`,
    },
  ];
  const first = nextReply(messages);
  expect(first).toContain("look()");
  messages.push({ role: "assistant", content: first }, { role: "user", content: observed(seen(onPlate)) });
  expect(nextReply(messages)).toContain('place_in("bowl")');
});

test("is not led astray by turn counts and looks that a program printed before", () => {
  const { after } = started("put the red cube on the blue plate");
  const reply = after(
    observed(`7 turns left.\n${seen(onPlate)}\nput the ball in the bowl\n${seen(table())}`),
  );
  expect(reply.code).toContain('pick("red_cube")');
});

test("knows from the instruction before what is meant by it", () => {
  const messages: ChatMessage[] = [
    { role: "user", content: "where is the ball?" },
    { role: "assistant", content: "The ball is at (0.330, 0.080, 0.025) m." },
    { role: "user", content: "put it in the bowl" },
    { role: "assistant", content: "<execute>\nlook()\n</execute>" },
    { role: "user", content: observed(seen(table())) },
  ];
  expect(nextReply(messages)).toMatch(/pick\("ball"\)\n +place_in\("bowl"\)/);
});

test("defines its look again when the interpreter was started anew", () => {
  const { second, after } = started("put the red cube on the blue plate");
  expect(second.code).not.toContain("def look");
  expect(after(observed(`Step 1 done.\n${seen(table())}`, { state_kept: false })).code).toContain("def look");
});

test("looks again when a view was cut off, and gives up when it never gets one", () => {
  const conversation = talk("put the red cube on the blue plate");
  conversation.first();
  const cut = observed(seen(table()).slice(0, 300));
  expect(conversation.after(cut).code).toContain("look()");
  expect(conversation.after(cut).code).toContain("look()");
  expect(conversation.after(cut).code).toMatch(/^give_up\(/);
});

test("gives up in time when the turns run out", () => {
  const { after } = started("put the red cube on the blue plate");
  expect(after(observed(`Step 1 done.\n${seen(table())}`, {}, 1)).code).toMatch(
    /^give_up\("No turns are left/,
  );
});

test.each([
  "put the purple cube on the blue plate",
  "put the blue plate into the red cube",
  "put the red cube into the green cube",
  "put the red cube on the red cube",
  "put the red cube on the ball",
  "throw the red cube out of the window",
  "make me a sandwich",
  "colorless green ideas sleep furiously",
  "pick up the table",
  "pick up the bowl",
  "pick up all cubes",
  "pour water into the bowl",
  "do not move",
  "put the red cube under the plate",
  "put it down",
  "put the red cube on the moon",
  "stack the ball, the red cube and the green cube",
])("never moves for %j, nor calls it done", (instruction) => {
  const messages: ChatMessage[] = [{ role: "user", content: instruction }];
  for (let turn = 0; turn < 4; turn += 1) {
    const text = nextReply(messages);
    const { code, answer } = parseReply(text);
    expect(code ?? "").not.toMatch(/finish|pick\(|place|push\(|arm\.(?!pose)|gripper\.(?!state)/);
    if (answer !== null) return;
    messages.push({ role: "assistant", content: text }, { role: "user", content: observed(seen(table())) });
  }
  expect.unreachable("it neither acted nor answered");
});

test.each([
  ["what do you see?", /8 objects: the red cube at \(0\.450, 0\.200, 0\.020\) m/],
  ["how many cubes are there?", /^I see 3:/],
  ["where is the ball?", /\(0\.330, 0\.080, 0\.025\)/],
  ["which cube is leftmost?", /^The red cube\.$/],
  ["which object is closest to you?", /^The ball\.$/],
  ["is the red cube on the blue plate?", /^Yes/],
  ["is the ball in the bowl?", /^No/],
  ["what is on the plate?", /^The red cube\.$/],
  ["do you see a purple cube?", /^No/],
  ["how far is the red cube from the plate?", /2\.\d cm|0\.\d cm/],
  ["what colour is the ball?", /orange/],
  ["are you holding anything?", /nothing/],
])("answers %j from what it sees", (question, expected) => {
  const things = question.includes("leftmost") ? table() : onPlate;
  const { second } = started(question, question.includes("see?") ? table() : things);
  expect(second.code).toBeNull();
  expect(second.answer).toMatch(expected);
});

test("puts everything that fits the gripper into the box, two at a time, and says what it leaves", () => {
  const { second, after } = started("put everything in the box");
  expect(second.code).toMatch(/user\.say\("I leave the blue plate and the bowl/);
  expect(second.code?.match(/pick\(/g)).toHaveLength(2);
  const inside = ["red_cube", "green_cube", "blue_cube", "ball", "yellow_cylinder"];
  let things = table();
  let reply = second;
  for (const part of [inside.slice(0, 2), inside.slice(2, 4), inside.slice(4)]) {
    expect(reply.code).not.toContain("finish");
    for (const name of part) things = moved(things, name, [0.6, 0.33, 0.03]);
    reply = after(observed(seen(things)));
  }
  expect(reply.code).toMatch(/^finish\(".*I leave the blue plate and the bowl/m);
});

test("builds a named stack from below, whatever the order of the words", () => {
  const { second } = started("put the red cube on the green cube and the green cube on the blue cube");
  expect(second.code).toMatch(
    /pick\("green_cube"\)\n +place_on\("blue_cube"\)[\s\S]*pick\("red_cube"\)\n +place_on\("green_cube"\)/,
  );
});

test("clears what stands on an object before it moves it", () => {
  const stacked = moved(table(), "blue_cube", [0.45, 0.2, 0.06]);
  const { second } = started("put the red cube on the blue plate", stacked);
  expect(second.code).toMatch(
    /pick\("blue_cube"\)\n +place_at\([\s\S]*pick\("red_cube"\)\n +place_on\("blue_plate"\)/,
  );
});

test("finishes a push only where the object was pushed to, measured from the first look", () => {
  const { second, after } = started("push the red cube left by 10 cm");
  expect(second.code).toContain('push("red_cube", [0, 0.1], 0.1)');
  expect(
    after(observed(`Step 1 done.\n${seen(moved(table(), "red_cube", [0.45, 0.24, 0.02]))}`)).code,
  ).toContain('push("red_cube", [0, 0.06], 0.06)');
  expect(
    after(observed(`Step 1 done.\n${seen(moved(table(), "red_cube", [0.452, 0.297, 0.02]))}`)).code,
  ).toMatch(/^finish\(/m);
});

test("knows that the arm is at home from where the homing motion was measured to end", () => {
  const { after } = started("go home");
  expect(
    after(observed(`Home: [0.49, 0.13, 0.52]\nStep 1 done.\n${seen(table(), { tool: [0.3, 0.1, 0.3] })}`))
      .code,
  ).not.toContain("finish");
  expect(after(observed(`Home: [0.49, 0.13, 0.52]\nStep 1 done.\n${seen(table())}`)).code).toContain(
    "finish",
  );
});
