import { describe, expect, it } from "vitest";
import { formatPageAddress, parsePageAddress } from "../../../web/src/frame/page-address.ts";

const empty = parsePageAddress("");

describe("the address of the page", () => {
  it("is empty while nothing is to tell", () => {
    expect(formatPageAddress(empty)).toBe("");
    expect(parsePageAddress("#")).toEqual(empty);
  });

  it("opens again what it was made of", () => {
    const whole = {
      ...empty,
      view: "settings",
      episode: { episode: "2026-11-21T18-00_put it", timeS: 12.345, seq: 40 },
      panels: ["Joints", "In words"],
      camera: { position: [0.88, -0.78, 0.56], target: [0.3, 0, 0.22] },
    } as const;
    expect(parsePageAddress(formatPageAddress(whole))).toEqual(whole);
  });

  it("names the views by the addresses that links have", () => {
    for (const view of ["episodes", "settings"] as const) {
      expect(parsePageAddress(`#${view}`).view).toBe(view);
      expect(formatPageAddress({ ...empty, view })).toBe(`#${view}`);
    }
  });

  it("never bears the session's token", () => {
    const given = parsePageAddress("#token=secret&panels=Joints");
    expect(given.panels).toEqual(["Joints"]);
    expect(formatPageAddress(given)).toBe("#panels=Joints");
  });

  it.each([
    "1,2,3",
    "1,2,3,4,5,6,7",
    "1,2,3,4,5,x",
    "1,2,3,,5,6",
    "1e9,0,0,0,0,0",
    "NaN,0,0,0,0,0",
    "1,1,1,1,1,1",
  ])("takes no view from nonsense: %s", (camera) => {
    expect(parsePageAddress(`#camera=${camera}`).camera).toBeNull();
  });

  it("keeps each panel once, and no endless list of them", () => {
    expect(parsePageAddress("#panels=Log,Log,,Joints").panels).toEqual(["Log", "Joints"]);
    const many = Array.from({ length: 500 }, (_, i) => `p${i}`).join(",");
    expect(parsePageAddress(`#panels=${many}`).panels.length).toBeLessThan(20);
  });
});
