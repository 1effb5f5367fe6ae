import { describe, expect, it } from "vitest";
import { splitReply } from "../../web/src/state/draft.ts";

describe("a reply as it streams", () => {
  const whole = "<thought>I look first.</thought>\n<execute>\nx = 1\nif x < 2:\n    print(x)\n</execute>";

  it("shows words and code without tags", () => {
    expect(splitReply(whole)).toEqual({ words: "I look first.", code: "x = 1\nif x < 2:\n    print(x)" });
    expect(splitReply("Now:\n```python\nx = 1\n```\nThat was it.")).toEqual({
      words: "Now:\n\nThat was it.",
      code: "x = 1",
    });
    expect(splitReply("<execute>\n```python\nx = 1\n```\n</execute>").code).toBe("x = 1");
  });

  it("never shows a piece of markup, wherever the stream stands", () => {
    for (let end = 0; end <= whole.length; end += 1) {
      const { words, code } = splitReply(whole.slice(0, end));
      expect(words, `after ${end} characters`).not.toMatch(/[<>]|execute|thought$/);
      expect(code ?? "", `after ${end} characters`).not.toMatch(/<\/|execute/);
    }
  });

  it("keeps what is not markup", () => {
    expect(splitReply("The gap is <5 mm, and 3 > 2.").words).toBe("The gap is <5 mm, and 3 > 2.");
  });
});
