import { expect, it } from "vitest";
import { csvOf } from "../../../web/src/panels/plots/csv.ts";
import { curvesOf } from "../../../web/src/panels/plots/quantities.ts";
import { marked, spanOf, zoomed } from "../../../web/src/panels/plots/view.ts";
import { columnsOf } from "../../../web/src/state/robot-series.ts";

const extent = { from: 0, to: 100 };

it("shows the newest seconds live, and those around the cursor in a replay, within the episode", () => {
  const view = { kind: "window", lengthS: 30 } as const;
  expect(spanOf(view, extent, 100, true)).toEqual({ from: 70, to: 100 });
  expect(spanOf(view, extent, 50, false)).toEqual({ from: 35, to: 65 });
  expect(spanOf(view, extent, 2, false)).toEqual({ from: 0, to: 30 });
  expect(spanOf(view, extent, 99, false)).toEqual({ from: 70, to: 100 });
  expect(spanOf({ kind: "window", lengthS: 120 }, extent, 99, false)).toEqual(extent);
  expect(spanOf({ kind: "all" }, extent, 7, false)).toEqual(extent);
});

it("zooms around a moment and to what was marked, but not into nothing", () => {
  expect(zoomed({ from: 0, to: 10 }, 5, 0.5)).toEqual({ kind: "fixed", from: 2.5, to: 7.5 });
  expect(zoomed({ from: 0, to: 10 }, 10, 0.5)).toEqual({ kind: "fixed", from: 5, to: 10 });
  expect(marked(8, 3)).toEqual({ kind: "fixed", from: 3, to: 8 });
  expect(marked(3, 3.001)).toBeNull();
});

it("names curves as people do, and gives joints that slide their own unit", () => {
  const columns = columnsOf(["elbow_joint", "left_finger_joint"]);
  expect(curvesOf(columns, "position", new Set(["left_finger_joint"]))).toEqual([
    { column: 0, name: "elbow", unit: "rad", slides: false },
    { column: 1, name: "left finger", unit: "m", slides: true },
  ]);
  expect(curvesOf(columns, "force", new Set()).map(({ name }) => name)).toEqual(["x", "y", "z"]);
});

it("saves what is shown as CSV: the robot's clock, units, nothing for what was not measured, and no formula", () => {
  const curves = [
    { column: 0, name: "elbow", unit: "rad", slides: false },
    { column: 1, name: '=1+"x",', unit: "m", slides: true },
  ];
  const values = [
    [1, 2, 3, 4],
    [null, 0.1234567891, null, null],
  ];
  const text = csvOf(
    { times: [0, 1, 2, 3], values },
    curves,
    "joint positions",
    { from: 1, to: 2 },
    (at) => at + 10,
  );
  expect(text).toBe(
    'time_s,joint positions elbow (rad),"joint positions =1+""x"", (m)"\r\n11.000000,2,0.1234568\r\n12.000000,3,\r\n',
  );
  expect(
    csvOf({ times: [1], values: [[1]] }, curves.slice(1), "=2", { from: 0, to: 2 }, (at) => at),
  ).toContain(`"'=2 =1+""x"", (m)"`);
});
