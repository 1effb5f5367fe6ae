import { expect, it } from "vitest";
import { usePage } from "./page-harness.ts";

const at = usePage();

/** One red pixel. */
const RED_PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

it("shows camera pictures and figures of a program, drawn", async () => {
  await at.openLive();
  at.tell(
    { type: "action_start", action: 1, turn: 0, by: "person", code: "camera.capture()" },
    { type: "image", action: 1, source: "overhead", mime: "image/png", data_base64: RED_PNG },
    { type: "image", action: 1, source: "figure", mime: "image/png", data_base64: RED_PNG },
  );
  for (const words of ["Picture of camera overhead", "Figure that the program drew"]) {
    const picture = at.page.getByRole("button", { name: `Enlarge: ${words}` }).locator("img");
    await picture.waitFor();
    await at.eventually(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1);
  }
  expect(at.complaints).toEqual([]);
});

it("shows who or what ended a program, and at which statement", async () => {
  await at.openLive();
  at.tell(
    { type: "action_start", action: 1, turn: 0, by: "person", code: "kept = 1\nwhile True: arm.home()" },
    {
      type: "action_end",
      action: 1,
      ok: false,
      ended_by: "limit",
      reason: "the work folder grew to 300 MiB",
      interrupted_at: { line: 2, source: "while True: arm.home()" },
      value: null,
      error: null,
      state_kept: true,
      duration_s: 3,
    },
  );
  await at.page.getByText("ended at a limit after").waitFor();
  await at.page.getByText("Ended from outside: the work folder grew to 300 MiB. It was at line 2:").waitFor();
});
