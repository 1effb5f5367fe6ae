import { expect, it } from "vitest";
import type { EventBody, LogLine } from "../../../bridge/protocol/index.ts";
import { clockText, filtered, logRows, logText } from "../../../web/src/panels/log-rows.ts";
import { addRemark, type Remark, remarkOf } from "../../../web/src/state/remarks.ts";
import { asEvents } from "../events.ts";

const line = (seconds: number, text: string, level: LogLine["level"] = "info"): LogLine => ({
  op: "log",
  stamp: { sec: Math.floor(seconds), nanosec: Math.round((seconds % 1) * 1e9) },
  level,
  name: "controller",
  text,
});
const remark = (seq: number, timeS: number | null, text: string): Remark => ({
  seq,
  timeS,
  level: "warn",
  name: "session",
  text,
});

it("puts the robot's lines and the session's remarks in the order of the robot's clock, with keys of their own", () => {
  const rows = logRows(
    [line(1, "one"), line(3, "three"), line(3, "three again")],
    [remark(0, null, "before all"), remark(4, 2, "two"), remark(9, 7, "seven")],
  );
  expect(rows.map(({ text }) => text)).toEqual(["before all", "one", "two", "three", "three again", "seven"]);
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
});

it("filters by level and by all of some words, in name or text", () => {
  const rows = logRows(
    [line(1, "Goal accepted"), line(2, "Goal aborted", "error"), line(3, "tick", "debug")],
    [],
  );
  expect(filtered(rows, "debug", "")).toBe(rows);
  expect(filtered(rows, "info", "").map(({ text }) => text)).toEqual(["Goal accepted", "Goal aborted"]);
  expect(filtered(rows, "debug", "ABORT controller").map(({ text }) => text)).toEqual(["Goal aborted"]);
});

it("tells seconds of a simulator's clock and the time of day of a robot's, and copies lines as text", () => {
  expect(clockText(12.345)).toBe("12.35");
  expect(clockText(null)).toBe("–");
  expect(clockText(1_790_000_000.25)).toMatch(/^\d\d:\d\d:\d\d\.250$/);
  expect(logText(logRows([line(1, "Goal aborted", "error")], []))).toBe(
    "1.00 ERROR [controller] Goal aborted",
  );
});

it("remarks on notices, stops, lost connections and failures, and on nothing that went well", () => {
  const bodies: EventBody[] = [
    { type: "notice", level: "warning", text: "no force sensor" },
    {
      type: "stop",
      by: "page",
      stopped: false,
      took_s: 2,
      max_velocity_rad_s: 0.4,
      text: "not seen standing",
    },
    { type: "connection", state: "reconnecting", url: "ws://robot", text: "The robot is silent." },
    {
      type: "primitive_result",
      action: 1,
      call: 1,
      name: "arm.move_to",
      ok: false,
      result: null,
      error: { code: "Unreachable", message: "too far" },
      duration_s: 0.1,
    },
    { type: "say", text: "hello" },
    {
      type: "primitive_result",
      action: 1,
      call: 2,
      name: "arm.pose",
      ok: true,
      result: {},
      error: null,
      duration_s: 0,
    },
  ];
  const events = asEvents(bodies);
  const remarks = events.reduce(addRemark, [] as readonly Remark[]);
  expect(remarks.map(({ level, name, text }) => [level, name, text])).toEqual([
    ["warn", "session", "no force sensor"],
    ["error", "stop", "not seen standing"],
    ["warn", "connection", "The robot is silent."],
    ["warn", "arm.move_to", "Unreachable: too far"],
  ]);
  // Told again after a reconnect, it is not said twice.
  expect(addRemark(remarks, events[0] as (typeof events)[number])).toBe(remarks);
  expect(remarkOf(events[4] as (typeof events)[number])).toBeNull();
});
