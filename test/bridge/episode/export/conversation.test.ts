import { expect, it } from "vitest";
import { codeActInstruct } from "../../../../bridge/episode/export/codeactinstruct.ts";
import { conversationOf } from "../../../../bridge/episode/export/conversation.ts";
import { fineTuningMessages } from "../../../../bridge/episode/export/messages.ts";
import { shareGpt } from "../../../../bridge/episode/export/sharegpt.ts";
import { instruction, observation, reply, told } from "./told.ts";

const two = told([
  instruction("put it there"),
  reply(1, "<thought>I look.</thought>```python\nlook()\n```", "I look.", "look()"),
  observation(1, "Observation:\nSeen: a cube\n\n9 turns left."),
  reply(2, "<think>hm</think>It is there already.", "hm", null),
]);

it("writes actions in execute tags after the thought, whatever tags the model used", () => {
  expect(conversationOf(two, "You control a robot.")).toEqual([
    { role: "system", content: "You control a robot." },
    { role: "user", content: "put it there" },
    { role: "assistant", content: "I look.\n\n<execute>\nlook()\n</execute>" },
    { role: "user", content: "Observation:\nSeen: a cube\n\n9 turns left." },
    { role: "assistant", content: "hm\n\nIt is there already." },
  ]);
});

it("says what any robot is told where the episode does not hold its system prompt", () => {
  expect(conversationOf(two, null)[0]?.content).toContain("<execute>");
});

it("ends with the model's last words: what it never read is not part of it", () => {
  const ended = told([
    instruction("go"),
    reply(1, "", "", "finish('x')"),
    observation(1, "Observation:\nlast"),
  ]);
  expect(conversationOf(ended, "s").map(({ role }) => role)).toEqual(["system", "user", "assistant"]);
});

it("lets the roles alternate", () => {
  const twice = told([
    instruction("go"),
    instruction("there"),
    reply(1, "no", "", null),
    reply(2, "", "", null),
  ]);
  expect(conversationOf(twice, "s").slice(1)).toEqual([
    { role: "user", content: "go\n\nthere" },
    { role: "assistant", content: "no\n\n(empty reply)" },
  ]);
});

it("is empty without a reply", () => {
  expect(conversationOf(told([instruction("go")]), "s")).toEqual([]);
});

it("has the fields of each format, and no more", () => {
  const messages = conversationOf(two, "s").slice(0, 3);
  const action = "I look.\n\n<execute>\nlook()\n</execute>";
  expect(codeActInstruct("a", messages)).toEqual({
    id: "a",
    conversations: [
      { role: "system", content: "s" },
      { role: "user", content: "put it there" },
      { role: "assistant", content: action },
    ],
  });
  expect(shareGpt("a", messages)).toEqual({
    id: "a",
    conversations: [
      { from: "system", value: "s" },
      { from: "human", value: "put it there" },
      { from: "gpt", value: action },
    ],
  });
  expect(fineTuningMessages("a", messages)).toEqual({
    messages: [
      { role: "system", content: "s" },
      { role: "user", content: "put it there" },
      { role: "assistant", content: action },
    ],
  });
});
