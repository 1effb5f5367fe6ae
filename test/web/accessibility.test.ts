import { describe, expect, it } from "vitest";
import { axeFindings, axeSource } from "../e2e/accessibility.ts";
import { usePage } from "./page-harness.ts";

/* Every view of the live page, at the size of a desk and of a phone. axe is asked too, where it is there. */

const at = usePage();

const PANELS = ["Console", "Manual", "Joints", "Objects", "Plots", "Cameras", "Log", "Safety", "In words"];
const VIEWS = ["", ...PANELS.map((name) => `panels=${encodeURIComponent(name)}`), "episodes", "settings"];
const NEED_A_NAME = new Set([
  "button",
  "link",
  "textbox",
  "slider",
  "spinbutton",
  "radio",
  "checkbox",
  "combobox",
]);

/** Controls that tell a screen reader nothing of what they are for. */
const nameless = async (): Promise<string[]> => {
  const devtools = await at.page.context().newCDPSession(at.page);
  const { nodes } = await devtools.send("Accessibility.getFullAXTree");
  await devtools.detach();
  return nodes
    .filter(({ ignored, role, name }) => !ignored && NEED_A_NAME.has(role?.value) && !name?.value?.trim())
    .map(({ role, nodeId }) => `${role?.value} ${nodeId}`);
};

/** What of the header lies over something else of it, and what sticks out of the page. */
const misplaced = (): Promise<string[]> =>
  at.page.evaluate(() => {
    const parts = [
      ...document.querySelectorAll("header.header button, header.header a, header.header summary"),
    ]
      .map((element) => ({ text: element.textContent ?? "", box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0);
    const wrong = parts.flatMap(({ text, box: a }, i) =>
      parts
        .slice(i + 1)
        .filter(
          ({ box: b }) =>
            a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1,
        )
        .map((other) => `"${text}" over "${other.text}"`),
    );
    const { scrollWidth } = document.documentElement;
    return scrollWidth > innerWidth ? [...wrong, `${scrollWidth} of ${innerWidth} px wide`] : wrong;
  });

const show = async (view: string): Promise<void> => {
  await at.page.evaluate((address) => {
    location.hash = address;
  }, view);
  const name = decodeURIComponent(/^panels=(.*)/.exec(view)?.[1] ?? "");
  if (name) await at.page.getByRole("region", { name, exact: true }).waitFor();
  else if (view) await at.page.getByRole("heading", { name: new RegExp(`^${view}$`, "i") }).waitFor();
};

describe.each([
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
])("at $width × $height", (size) => {
  it("every control of every view has a name", { timeout: 120_000 }, async () => {
    await at.openLive(size);
    for (const view of VIEWS) {
      await show(view);
      expect(await nameless(), view).toEqual([]);
    }
  });

  const axe = axeSource();
  it.skipIf(axe === null)("axe finds nothing serious in any view", { timeout: 240_000 }, async () => {
    await at.openLive(size);
    for (const view of VIEWS)
      for (const colorScheme of ["light", "dark"] as const) {
        await at.page.emulateMedia({ colorScheme });
        await show(view);
        expect(await axeFindings(at.page, axe ?? ""), `${view} ${colorScheme}`).toEqual([]);
      }
  });
});

it("nothing of the header lies over anything else, from a phone to a wall", async () => {
  await at.openLive();
  for (const width of [360, 600, 768, 821, 900, 1024, 1200, 1366, 2560]) {
    await at.page.setViewportSize({ width, height: 800 });
    await at.eventually(misplaced).toEqual([]);
  }
});
