import { describe, expect, it } from "vitest";
import { dedent, selectedCode } from "../../web/src/code/selected-code.ts";

const code = `for name in names:
    if pick(name):
        place_on("plate")
    wait(1)
done = True`;
const at = (line: number, column: number) => ({ line, column });

describe("a selection of a program", () => {
  it("runs a piece of one line as it stands", () => {
    expect(selectedCode(code, at(2, 7), at(2, 17))).toBe("pick(name)");
    expect(selectedCode(code, at(2, 17), at(2, 7))).toBe("pick(name)");
  });

  it("runs whole lines where it reaches over several, without the indentation that they share", () => {
    expect(selectedCode(code, at(2, 9), at(3, 5))).toBe('if pick(name):\n    place_on("plate")');
    expect(selectedCode(code, at(4, 6), at(2, 2))).toBe('if pick(name):\n    place_on("plate")\nwait(1)');
  });

  it("has nothing of a line before whose first character it ends, and is nothing without a word", () => {
    expect(selectedCode(code, at(4, 0), at(5, 0))).toBe("wait(1)");
    expect(selectedCode(code, at(2, 0), at(2, 4))).toBeNull();
  });

  it("keeps lines that share no indentation as they are", () => {
    expect(dedent("a = 1\n    b = 2")).toBe("a = 1\n    b = 2");
    expect(dedent("\n    a\n\n      b")).toBe("\na\n\n  b");
  });
});
