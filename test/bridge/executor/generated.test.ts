import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { generatedFiles, packageFolder } from "../../../python-primitives/generate.ts";

const files = Object.entries(generatedFiles());

it("generates the schema and the result classes", () => {
  expect(files.map(([name]) => name)).toEqual(["_schema.json", "_types.py"]);
  for (const [, text] of files) expect(text.length).toBeGreaterThan(1000);
});

it.each(files)(
  "%s is what the protocol says now (else run: npx tsx python-primitives/generate.ts)",
  (name, text) => {
    expect(readFileSync(new URL(name, packageFolder), "utf8")).toBe(text);
  },
);
