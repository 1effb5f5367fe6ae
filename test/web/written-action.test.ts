import { expect, test } from "vitest";
import { writtenAction } from "../../web/src/state/written-action.ts";

test("shows a call as the model wrote it, beside the Python that it became", () => {
  const call = '{"tool": "pick", "args": {"name": "red_cube"}}';
  const code = 'pick("red_cube")';
  expect(writtenAction(`I pick it.\n${call}`, "I pick it.", code)).toBe(call);
  expect(writtenAction(`<think>hm</think>${call}`, "hm", code)).toBe(call);
  expect(writtenAction("I pick it.\nAction: pick('red_cube')", "I pick it.", code)).toBe(
    "Action: pick('red_cube')",
  );
});

test("shows nothing beside code that is what the model wrote", () => {
  expect(writtenAction("I look.\n<execute>\nx = 1\n</execute>", "I look.", "x = 1")).toBeNull();
  expect(writtenAction("I look.\n```python\nx = 1\n```", "I look.", "x = 1")).toBeNull();
  expect(writtenAction("I look.", "I look.", "x = 1")).toBeNull();
  expect(writtenAction("", "", "x = 1")).toBeNull();
});
