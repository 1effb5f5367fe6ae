import { expect, it } from "vitest";
import { csvLine } from "../../../../bridge/episode/export/csv.ts";
import { receiptHeader, receiptLines } from "../../../../bridge/episode/export/receipt-table.ts";
import { told } from "./told.ts";

it("quotes by RFC 4180, and ends lines with CR LF", () => {
  expect(csvLine(["a", 'say "x"', "1,2", "two\nlines", null, undefined])).toBe(
    'a,"say ""x""","1,2","two\nlines",,\r\n',
  );
});

it("lets no words become a formula, and numbers stay numbers", () => {
  for (const word of ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"]) expect(csvLine([word])).toBe(`'${word}\r\n`);
  expect(csvLine(['=HYPERLINK("x")'])).toBe(`"'=HYPERLINK(""x"")"\r\n`);
  expect(csvLine([-1.5, 0, Number.NaN, true])).toBe("-1.5,0,,true\r\n");
});

it("has a cell for every column of a receipt", () => {
  const events = told([
    {
      type: "receipt",
      action: 1,
      call: 2,
      name: "arm.move_to",
      receipt: {
        ended_by: "reached",
        error_m: 0.001,
        commanded: { position: [1, 2, 3], orientation: [0, 0, 0, 1], frame_id: "base_link" },
        contact: false,
      },
      text: "moved, as told",
    },
    { type: "manual", by: "page", text: "=moved by hand", python: "", receipt: { width_m: 0.04 } },
    { type: "manual", by: "page", text: "nothing measured", python: "", receipt: null },
  ]);
  const columns = receiptHeader.trim().split(",");
  const [first = "", second = "", ...more] = receiptLines("ep", events, (text) => text);
  expect(more).toEqual([]);
  const cells = first.replace(/"[^]*$/, "").split(",");
  expect(Object.fromEntries(columns.map((name, i) => [name, cells[i]]))).toMatchObject({
    episode: "ep",
    stamp_s: "1.5",
    primitive: "arm.move_to",
    ended_by: "reached",
    error_m: "0.001",
    contact: "false",
    commanded_x_m: "1",
    commanded_z_m: "3",
    measured_x_m: "",
  });
  expect(first).toContain('"moved, as told"');
  expect(second.split(",").length).toBe(columns.length);
  expect(second).toContain(",'=moved by hand,");
});
