import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { FromPython, type PrimitiveName, primitives, ToPython } from "../../../bridge/protocol/index.ts";

/* The same files are read by python-primitives/tests/test_validate.py: both ends must accept and refuse the same. */
interface Fixture {
  readonly schema: string;
  readonly valid: readonly unknown[];
  readonly invalid: readonly { readonly value: unknown; readonly why: string }[];
}
const folder = new URL("../../fixtures/protocol/", import.meta.url);

const schemaAt = (path: string): z.ZodType => {
  const [kind, name, part] = path.split("/");
  if (kind === "frames") return name === "to_python" ? ToPython : FromPython;
  return primitives[name as PrimitiveName][part as "params" | "result"];
};

for (const file of readdirSync(folder)) {
  describe(file, () => {
    for (const fixture of JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Fixture[]) {
      it(`${fixture.schema} accepts what is valid and refuses what is not`, () => {
        const schema = schemaAt(fixture.schema);
        for (const value of fixture.valid)
          expect(schema.safeParse(value).success, JSON.stringify(value)).toBe(true);
        for (const { value, why } of fixture.invalid)
          expect(schema.safeParse(value).success, why).toBe(false);
      });
    }
  });
}
