import { describe, expect, it } from "vitest";
import { ProgramHistory } from "../../web/src/console/program-history.ts";

const storage = () => {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
  };
};

describe("the console's history", () => {
  it("steps back over what was run and forth again to what is being written", () => {
    const history = new ProgramHistory(storage());
    history.add("a");
    history.add("b");
    expect(history.step(-1, "half")).toBe("b");
    expect(history.step(-1, "b")).toBe("a");
    expect(history.step(-1, "a")).toBeNull();
    expect(history.step(1, "a")).toBe("b");
    expect(history.step(1, "b")).toBe("half");
    expect(history.step(1, "half")).toBeNull();
  });

  it("outlives the page, keeps a program once, and takes broken storage for empty", () => {
    const kept = storage();
    const history = new ProgramHistory(kept);
    for (const program of ["a", "b", "a"]) history.add(program);
    const later = new ProgramHistory(kept);
    expect([later.step(-1, ""), later.step(-1, ""), later.step(-1, "")]).toEqual(["a", "b", null]);
    expect(new ProgramHistory({ getItem: () => "{", setItem: () => {} }).step(-1, "")).toBeNull();
  });
});
