import { expect, it } from "vitest";
import type { RobotFrame } from "../../bridge/protocol/index.ts";
import { columnsOf, rowOf } from "../../web/src/state/robot-series.ts";
import { RobotState } from "../../web/src/state/robot-state.ts";
import { Series } from "../../web/src/state/series.ts";
import { SeriesRecorder } from "../../web/src/state/series-recorder.ts";
import { curvesIn, rowAt } from "../../web/src/state/series-window.ts";

const frameAt = (seconds: number, positions: number[], more: Partial<RobotFrame> = {}): RobotFrame => ({
  op: "robot",
  stamp: { sec: Math.floor(seconds), nanosec: Math.round((seconds % 1) * 1e9) },
  age_s: 0,
  joint_names: positions.map((_, i) => `joint_${i}`),
  positions,
  velocities: positions.map(() => 0),
  objects: [],
  ...more,
});

it("keeps the newest rows of a ring, and finds the row of a moment", () => {
  const series = new Series(["a"], 4);
  expect(series.range).toBeNull();
  expect(rowAt(series, 1)).toBe(-1);
  for (let i = 0; i < 10; i += 1) series.push(i / 10, [i]);
  expect(series.length).toBe(4);
  expect(series.range).toEqual({ firstS: 0.6, lastS: 0.9 });
  expect([0, 1, 2, 3].map((row) => series.valueAt(row, 0))).toEqual([6, 7, 8, 9]);
  expect(rowAt(series, 0.75)).toBe(1);
  expect(rowAt(series, 0.5)).toBe(-1);
  expect(rowAt(series, 5)).toBe(3);
});

it("takes nothing twice while the clock stands, and begins anew when it is set back", () => {
  const series = new Series(["a"], 8);
  expect(series.push(5, [1])).toBe(true);
  expect(series.push(5, [2])).toBe(false);
  expect(series.push(5.1, [3])).toBe(true);
  expect(series.push(0.2, [4])).toBe(true);
  expect(series.range).toEqual({ firstS: 0.2, lastS: 0.2 });
  expect(series.valueAt(0, 0)).toBe(4);
});

it("gives a window with a row beyond either edge, and gaps where nothing was measured", () => {
  const series = new Series(["a", "b"], 100);
  for (let i = 0; i <= 10; i += 1) series.push(i, [i, i === 5 ? Number.NaN : -i]);
  const { times, values } = curvesIn(series, [1], 4, 6, 100);
  expect(times).toEqual([3, 4, 5, 6, 7]);
  expect(values).toEqual([[-3, -4, null, -6, -7]]);
  expect(curvesIn(series, [0], 20, 30, 100).times).toEqual([10]);
});

it("loses no peak where many rows share a pixel, and keeps their order", () => {
  const series = new Series(["a"], 6_000);
  for (let i = 0; i < 6_000; i += 1)
    series.push(i * 0.02, [i === 3_333 ? 9 : i === 4_001 ? -9 : Math.sin(i)]);
  const { times, values } = curvesIn(series, [0], 0, 120, 200);
  expect(times.length).toBeLessThanOrEqual(2 * 201);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  const [curve = []] = values;
  expect(Math.max(...curve.map(Number))).toBe(9);
  expect(Math.min(...curve.map(Number))).toBe(-9);
  expect(times[curve.indexOf(9)]).toBeCloseTo(66.66, 0);
  expect(curve).toHaveLength(times.length);
});

it("spells a measurement by its columns: error is commanded less measured, absent is no number", () => {
  const columns = columnsOf(["joint_0", "joint_1"]);
  const frame = frameAt(1, [0.5, 1], {
    efforts: [3, 4],
    tool: { position: [0.1, 0.2, 0.3], orientation: [0, 0, 0, 1] },
    commanded: { joint_names: ["joint_1"], positions: [1.25] },
  });
  const row = rowOf(frame);
  expect(row).toHaveLength(columns.length);
  const valueOf = (quantity: string, of: string): number | undefined =>
    row[columns.findIndex((column) => column.quantity === quantity && column.of === of)];
  expect(valueOf("position", "joint_1")).toBe(1);
  expect(valueOf("effort", "joint_0")).toBe(3);
  expect(valueOf("tool", "z")).toBe(0.3);
  expect(valueOf("error", "joint_1")).toBe(0.25);
  expect(valueOf("error", "joint_0")).toBeNaN();
  expect(valueOf("force", "x")).toBeNaN();
});

it("records what a robot measures, whether anybody looks or not, and another robot's anew", () => {
  const robot = new RobotState();
  const recorder = new SeriesRecorder(robot);
  expect(recorder.series).toBeNull();
  for (let i = 0; i < 9_000; i += 1) robot.accept(frameAt(i * 0.02, [i]));
  expect(recorder.version).toBe(9_000);
  const { series } = recorder;
  // Two minutes and a little of it, however long it goes on.
  expect((series?.range?.lastS ?? 0) - (series?.range?.firstS ?? 0)).toBeGreaterThan(120);
  expect(series?.length).toBeLessThan(7_000);
  robot.accept(frameAt(200, [1, 2]));
  expect(recorder.series?.length).toBe(1);
  expect(recorder.columns.filter(({ quantity }) => quantity === "position")).toHaveLength(2);
});
