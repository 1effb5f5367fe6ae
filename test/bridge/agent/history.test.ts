import { expect, test } from "vitest";
import { History } from "../../../bridge/agent/history.ts";
import { messageTokens, textTokens } from "../../../bridge/agent/tokens.ts";

const png = (width: number, height: number): Uint8Array => {
  const header = Buffer.alloc(24);
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  return header;
};
const size = (messages: ReturnType<History["messages"]>): number =>
  (messages ?? []).reduce((sum, message) => sum + messageTokens(message), 0);
const words = (messages: ReturnType<History["messages"]>): string =>
  (messages ?? []).map((message) => message.content).join("\n");

test("tells everything while it fits, roles alternating", () => {
  const history = new History({ systemPrompt: "S", contextTokens: 4096 });
  history.addInstruction("first");
  history.addReply("a1");
  history.addObservation("o1");
  history.addInstruction("second");
  history.addReply("");
  history.addObservation("o2");
  expect(history.messages()).toEqual([
    { role: "system", content: "S" },
    { role: "user", content: "first" },
    { role: "assistant", content: "a1" },
    { role: "user", content: "o1\n\nsecond" },
    { role: "assistant", content: "(empty reply)" },
    { role: "user", content: "o2" },
  ]);
});

test.each([1024, 2048, 4096, 8192, 32768])(
  "stays within a window of %i tokens over 60 turns of any length",
  (contextTokens) => {
    const systemPrompt = "You control a robot. ".repeat(contextTokens / 32);
    const history = new History({ systemPrompt, contextTokens });
    history.addInstruction("INSTRUCTION: put the red cube on the blue plate");
    let seed = 7;
    const random = (limit: number): number => {
      seed = (seed * 48271) % 2147483647;
      return seed % limit;
    };
    for (let turn = 0; turn < 60; turn += 1) {
      history.addReply(`REPLY ${turn} ${"pick(1.234) ".repeat(random(60))}`);
      history.addObservation(`OBSERVATION ${turn} ${"0.1234 見 ".repeat(random(400))} END ${turn}`);
      const messages = history.messages();
      expect(messages).not.toBe(null);
      expect(size(messages) + history.replyTokens).toBeLessThanOrEqual(contextTokens);
      expect(messages?.[0]?.content).toBe(systemPrompt);
      expect(words(messages)).toContain("INSTRUCTION: put the red cube on the blue plate");
      expect(words(messages)).toContain(`REPLY ${turn} `);
      expect(words(messages)).toContain(`OBSERVATION ${turn} `);
      expect(words(messages)).toContain(`END ${turn}`);
      const roles = messages?.slice(1).map((message) => message.role) ?? [];
      expect(roles.every((role, index) => role === (index % 2 === 0 ? "user" : "assistant"))).toBe(true);
    }
  },
);

test("shortens old observations before it drops turns, and says what was dropped", () => {
  const history = new History({ systemPrompt: "S", contextTokens: 4096 });
  history.addInstruction("task");
  for (let turn = 0; turn < 4; turn += 1) {
    history.addReply(`reply ${turn}`);
    history.addObservation(`begin ${turn} ${"word ".repeat(520)} end ${turn}`);
  }
  const shortened = words(history.messages());
  expect(shortened).toMatch(/begin 0 [\s\S]*characters left out[\s\S]*end 0/);
  expect(shortened).toContain(`begin 3 ${"word ".repeat(520)} end 3`);
  expect(shortened).not.toContain("earlier messages");
  for (let turn = 4; turn < 40; turn += 1) {
    history.addReply(`reply ${turn} ${"word ".repeat(60)}`);
    history.addObservation(`begin ${turn} ${"word ".repeat(100)}`);
  }
  const dropped = words(history.messages());
  expect(dropped).toMatch(/task\n\n\[\d+ earlier messages are left out here/);
  expect(dropped).not.toContain("begin 5 ");
  expect(dropped).toContain("begin 39 ");
});

test("does not condense anew at every turn, so that a server's prompt cache holds", () => {
  const history = new History({ systemPrompt: "S", contextTokens: 4096 });
  history.addInstruction("task");
  let changes = 0;
  let before: string[] = [];
  for (let turn = 0; turn < 60; turn += 1) {
    history.addReply(`reply ${turn}`);
    history.addObservation(`observation ${turn} ${"word ".repeat(40)}`);
    const now = (history.messages() ?? []).map((message) => message.content);
    if (before.some((content, index) => now[index] !== content)) changes += 1;
    before = now;
  }
  expect(changes).toBeGreaterThan(0);
  expect(changes).toBeLessThan(20);
});

test("learns from the server's own count, and from an overflow", () => {
  const history = new History({ systemPrompt: "S", contextTokens: 4096 });
  history.addInstruction("task");
  for (let turn = 0; turn < 10; turn += 1) {
    history.addReply("reply");
    history.addObservation("word ".repeat(150));
  }
  const before = size(history.messages());
  history.measured(before * 2);
  expect(size(history.messages())).toBeLessThan(before * 0.6);
  history.overflowed(1024);
  expect(history.window).toBe(1024);
  history.overflowed(8000);
  expect(history.window).toBe(512);
  expect(size(history.messages())).toBeLessThan(512);
});

test("takes the compact prompt in a small window, and gives up where nothing fits", () => {
  const history = new History({
    systemPrompt: "long ".repeat(2000),
    compactSystemPrompt: "compact",
    contextTokens: 8192,
  });
  history.addInstruction("task");
  expect(history.messages()?.[0]?.content).toContain("long long");
  history.overflowed(4096);
  expect(history.messages()?.[0]?.content).toBe("compact");
  const hopeless = new History({ systemPrompt: "long ".repeat(2000), contextTokens: 2048 });
  hopeless.addInstruction("task");
  expect(hopeless.messages()).toBe(null);
});

test("pictures go with the latest message only, and give way where there is no room", () => {
  const history = new History({ systemPrompt: "S", contextTokens: 4096 });
  history.addInstruction("task");
  history.addReply("r1");
  history.addObservation("o1", [{ source: "overhead", png: png(320, 240) }]);
  expect(history.messages()?.at(-1)?.images).toHaveLength(1);
  history.addReply("r2");
  history.addObservation("o2", [{ source: "wrist", png: png(320, 240) }]);
  expect(history.messages()?.filter((message) => message.images)).toHaveLength(1);
  expect(history.messages()?.at(-1)?.images?.[0]?.source).toBe("wrist");
  history.addReply("r3");
  history.addObservation("o3", [{ source: "figure", png: png(4000, 3000) }]);
  expect(history.messages()?.at(-1)).toEqual({
    role: "user",
    content: "o3\n[The pictures did not fit the context window.]",
  });
});

test("an instruction larger than the window is cut in its middle rather than refused", () => {
  const history = new History({ systemPrompt: "S", contextTokens: 2048 });
  history.addInstruction(`START ${"word ".repeat(5000)} STOP`);
  const text = words(history.messages());
  expect(text).toMatch(/START [\s\S]*left out[\s\S]* STOP/);
});

test("forgets when told to", () => {
  const history = new History({ systemPrompt: "S", contextTokens: 2048 });
  history.addInstruction("task");
  history.clear();
  expect(history.messages()).toEqual([{ role: "system", content: "S" }]);
});

test("counts more tokens for digits and for scripts beyond Latin than for English", () => {
  expect(textTokens("0.12345 0.67890")).toBeGreaterThanOrEqual(12);
  expect(textTokens("赤い立方体を皿に")).toBeGreaterThanOrEqual(7);
  expect(textTokens("put the red cube on the plate")).toBeLessThan(12);
});
