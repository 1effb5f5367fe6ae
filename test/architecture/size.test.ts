import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { importGraph, root } from "./import-graph.ts";

describe("the size of files", () => {
  it("stays under 400 lines, so that a file holds one concept", () => {
    const { files } = importGraph("bridge", "sim", "web");
    const long = files
      .map((file) => ({ file, lines: readFileSync(join(root, file), "utf8").split("\n").length }))
      .filter(({ lines }) => lines > 400);
    expect(files.length).toBeGreaterThan(50);
    expect(long).toEqual([]);
  });
});
