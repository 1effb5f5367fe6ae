import { expect, it } from "vitest";
import { blobSource } from "../../../web/src/episode/byte-source.ts";
import { openMcap } from "../../../web/src/episode/mcap-file.ts";
import { McapReader } from "../../../web/src/episode/mcap-reader.ts";
import { SeriesLog } from "../../../web/src/episode/series-log.ts";
import { columnsOf } from "../../../web/src/state/robot-series.ts";
import {
  jointAt,
  MemoryFile,
  ORIGIN_S,
  type SyntheticOptions,
  toolX,
  writeSynthetic,
} from "./synthetic-episode.ts";

const openSeries = async (options: SyntheticOptions): Promise<SeriesLog> => {
  const file = new MemoryFile();
  await writeSynthetic(options, file);
  const source = blobSource(new Blob([file.bytes()]));
  const reader = new McapReader(source, await openMcap(source));
  return SeriesLog.open(reader, { base: "base_link", tool: "tool0", urdf: "" });
};
const go = (): boolean => true;
const columnOf = (series: SeriesLog, quantity: string, of: string): number =>
  columnsOf(series.jointNames).findIndex((column) => column.quantity === quantity && column.of === of);

it("gives every joint state of a window as a row, with the tool from the transforms of that moment", async () => {
  const series = await openSeries({ durationS: 30 });
  expect(series.jointNames).toEqual(["shoulder", "elbow"]);
  const rows = await series.read(ORIGIN_S + 10, ORIGIN_S + 12, go);
  expect(rows.read).toBe(rows.chunks);
  const [shoulder, x, force] = [
    columnOf(series, "position", "shoulder"),
    columnOf(series, "tool", "x"),
    columnOf(series, "force", "x"),
  ];
  let inside = 0;
  for (let row = 0; row < rows.length; row += 1) {
    const at = rows.timeAt(row) - ORIGIN_S;
    expect(rows.valueAt(row, shoulder)).toBeCloseTo(jointAt(at), 5);
    expect(rows.valueAt(row, x)).toBeCloseTo(toolX(at), 5);
    expect(rows.valueAt(row, force)).toBeNaN();
    if (at >= 10 && at <= 12) inside += 1;
  }
  expect(inside).toBe(101);
});

it("reads pieces of a long time that are spread over all of it, and says how many", async () => {
  const series = await openSeries({ durationS: 40, transcript: false });
  const rows = await series.read(ORIGIN_S, ORIGIN_S + 40, go, 10);
  if (rows.chunks <= 20) throw new Error(`only ${rows.chunks} chunks: the test tests nothing`);
  expect(rows.read).toBe(10);
  expect(rows.timeAt(0) - ORIGIN_S).toBeLessThan(2);
  expect(rows.timeAt(rows.length - 1) - ORIGIN_S).toBeGreaterThan(38);
  const times = Array.from({ length: rows.length }, (_, row) => rows.timeAt(row));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  // Looked at closer, all of it is there.
  const closer = await series.read(ORIGIN_S + 20, ORIGIN_S + 25, go, 10);
  expect(closer.read).toBe(closer.chunks);
});
