import { describe, expect, it } from "vitest";
import { formatAddress, parseAddress } from "../../../web/src/replay/address.ts";
import { parseSeconds, secondsText, tickSeconds } from "../../../web/src/replay/timeline/time-text.ts";

describe("the address of a moment", () => {
  it("comes back as it was written", () => {
    const address = { episode: "2026-11-21_put the cube & more", timeS: 12.345, seq: 88 };
    expect(parseAddress(`#${formatAddress(address)}`)).toEqual(address);
  });

  it("leaves out what it does not understand", () => {
    expect(parseAddress("#episodes")).toBeNull();
    expect(parseAddress("#episode=a&t=-3&seq=x")).toEqual({ episode: "a", timeS: null, seq: null });
    expect(parseAddress("#token=abc&episode=a&t=1e999")).toEqual({ episode: "a", timeS: null, seq: null });
  });
});

describe("robot time in words", () => {
  it("is read as people type it", () => {
    expect(["12.5", "12,5", " 7 s", "1:30", "1:02:03.5", "3,456.12"].map(parseSeconds)).toEqual([
      12.5, 12.5, 7, 90, 3723.5, 3456.12,
    ]);
    expect(["", "soon", "-3", "1:2:3:4", "1e3"].map(parseSeconds)).toEqual([null, null, null, null, null]);
  });

  it("is shown so that it can be typed again, with round numbers on the axis", () => {
    expect(parseSeconds(secondsText(3456.789))).toBe(3456.79);
    expect(tickSeconds(41, 8)).toEqual([0, 10, 20, 30, 40]);
    expect(tickSeconds(0, 8)).toEqual([0]);
  });
});
