import { describe, expect, it } from "vitest";
import { isPressed, keyHelp } from "../../../web/src/frame/keys.ts";

const press = (key: string, more: Partial<KeyboardEvent> = {}, typing = false): KeyboardEvent =>
  ({
    key,
    target: { closest: () => (typing ? {} : null) },
    isComposing: false,
    repeat: false,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    ...more,
  }) as unknown as KeyboardEvent;

describe("keys of the whole page", () => {
  it("tells the stop from the emergency stop, whatever else is held and wherever the focus is", () => {
    for (const typing of [false, true])
      for (const ctrlKey of [false, true]) {
        const plain = press("Escape", { ctrlKey }, typing);
        const shifted = press("Escape", { ctrlKey, shiftKey: true }, typing);
        expect([isPressed(plain, "Esc"), isPressed(plain, "Shift+Esc")]).toEqual([true, false]);
        expect([isPressed(shifted, "Esc"), isPressed(shifted, "Shift+Esc")]).toEqual([false, true]);
      }
  });

  it("leaves letters to whoever writes them, and to the browser's own keys", () => {
    expect(isPressed(press("t"), "T")).toBe(true);
    expect(isPressed(press("T", { shiftKey: true }), "T")).toBe(true);
    expect(isPressed(press("t", {}, true), "T")).toBe(false);
    expect(isPressed(press("t", { ctrlKey: true }), "T")).toBe(false);
    expect(isPressed(press("?", { shiftKey: true }), "?")).toBe(true);
  });

  it("hears a held key once, and nothing while a character is composed", () => {
    expect(isPressed(press("Escape", { repeat: true }), "Esc")).toBe(false);
    expect(isPressed(press("Escape", { isComposing: true }), "Esc")).toBe(false);
  });

  it("are listed once each", () => {
    const listed = keyHelp.map(({ keys, where }) => `${where}: ${keys}`);
    expect(new Set(listed).size).toBe(listed.length);
  });
});
