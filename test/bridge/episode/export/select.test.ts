import { expect, it } from "vitest";
import { judge } from "../../../../bridge/episode/export/select.ts";
import type { EventBody } from "../../../../bridge/protocol/index.ts";
import { acted, end, instruction, reply, told } from "./told.ts";

const verdict = (...bodies: EventBody[]) => judge(told([instruction("go"), ...bodies]));

it("keeps a success of more than two turns", () => {
  for (const outcome of ["finished", "answered"] as const)
    expect(verdict(...acted(1, true), ...acted(2, true), ...acted(3, true), end(outcome))).toEqual({
      dropped: null,
      recovered: false,
    });
});

it("keeps one that met an error and mended it, and counts it as recovered", () => {
  expect(verdict(...acted(1, true), ...acted(2, false), ...acted(3, true), end("finished"))).toEqual({
    dropped: null,
    recovered: true,
  });
  // An error at the end was not mended.
  expect(verdict(...acted(1, true), ...acted(2, true), ...acted(3, false), end("finished")).recovered).toBe(
    false,
  );
});

it("drops what did not succeed, whatever the reason", () => {
  for (const outcome of ["needs_user", "gave_up", "stopped", "turn_limit", "error"] as const)
    expect(verdict(...acted(1, true), ...acted(2, true), ...acted(3, true), end(outcome)).dropped).toBe(
      "not_succeeded",
    );
});

it("drops two turns or fewer", () => {
  expect(verdict(...acted(1, true), ...acted(2, true), end("finished")).dropped).toBe("few_turns");
  expect(verdict(reply(1, "hello", "", null), end("answered")).dropped).toBe("few_turns");
});

it("drops those in which every execution failed", () => {
  expect(verdict(...acted(1, false), ...acted(2, false), ...acted(3, false), end("answered")).dropped).toBe(
    "all_failed",
  );
});

it("drops a person's program, and what was cut off", () => {
  expect(verdict(...acted(1, true, "person"), end("finished")).dropped).toBe("no_model");
  expect(verdict(...acted(1, true), ...acted(2, true), ...acted(3, true)).dropped).toBe("cut_off");
});

it("drops what a judge of the benchmark refutes, whatever the agent said", () => {
  const events = told([
    instruction("go"),
    ...acted(1, true),
    ...acted(2, true),
    ...acted(3, true),
    end("finished"),
  ]);
  expect(judge(events, false).dropped).toBe("refuted");
  expect(judge(events, true).dropped).toBeNull();
});
