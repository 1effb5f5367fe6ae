import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "./browser.ts";
import { type RunningCli, startCli } from "./cli.ts";

/* A person's hands on the page, the real bridge, the real simulator in real time. */

let bridge: RunningCli;
let browser: Browser;
let page: Page;
let episodes: string;

interface Readable {
  jointPositions(): Record<string, number>;
}
const joint = (name: string, on = page): Promise<number> =>
  on.evaluate(
    (which) => (globalThis as unknown as { codeact: Readable }).codeact.jointPositions()[which] ?? Number.NaN,
    name,
  );
const eventually = <R>(look: () => R | Promise<R>) => expect.poll(look, { timeout: 30_000, interval: 50 });
/** What a joint measures once it has not changed over half a second of new pictures. */
const standsAt = async (name: string, on = page): Promise<number> => {
  let [last, same] = [await joint(name, on), 0];
  while (same < 10) {
    await on.waitForTimeout(50);
    const now = await joint(name, on);
    same = Math.abs(now - last) < 0.001 ? same + 1 : 0;
    last = now;
  }
  return last;
};
const open = async (): Promise<Page> => {
  const opened = await browser.newPage({ viewport: { width: 900, height: 600 } });
  await opened.goto(bridge.match[1] ?? "");
  await opened.getByRole("button", { name: "Manual" }).click();
  await opened.waitForFunction(
    () =>
      Object.keys((globalThis as unknown as { codeact?: Readable }).codeact?.jointPositions() ?? {}).length >
      5,
  );
  return opened;
};
const press = async (name: string, on: Page): Promise<void> => {
  const button = on.getByRole("button", { name, exact: true });
  await button.scrollIntoViewIfNeeded();
  const box = await button.boundingBox();
  if (!box) throw new Error(`${name} is not in sight`);
  await on.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await on.mouse.down();
};
/** Presses a button until the elbow has moved that far, and holds it; presses anew when a busy machine lost the hold. */
const pressUntilMoved = async (name: string, by_rad: number, on = page): Promise<void> => {
  const before = await joint("elbow_joint");
  const lost = on.locator(".manual-line", { hasText: "let go: no sign" });
  const moved = async () => (await joint("elbow_joint")) - before;
  let losses = -1;
  await eventually(async () => {
    const now = await lost.count();
    if (now !== losses) {
      losses = now;
      await on.mouse.up();
      await press(name, on);
    }
    const way = await moved();
    return by_rad > 0 ? way > by_rad : way < by_rad;
  }).toBe(true);
};

beforeAll(async () => {
  episodes = await mkdtemp(join(tmpdir(), "codeact-episodes-"));
  const args = ["start", "--port", "0", "--no-open", "--seed", "2", "--episodes", episodes];
  bridge = await startCli(args, /page (http:\S+)/);
  browser = await launchBrowser();
  page = await open();
});
afterAll(async () => {
  await browser?.close();
  await bridge?.stop();
  await rm(episodes, { recursive: true, force: true });
});

describe("moving by hand on the page", () => {
  it("moves the joint whose + is held with the mouse, which stands once that is released", async () => {
    const before = await standsAt("elbow_joint");
    await pressUntilMoved("elbow plus", 0.2);
    await page.mouse.up();
    const after = await standsAt("elbow_joint");
    expect(after).toBeGreaterThan(before + 0.2);
    await page
      .locator(".manual-line", { hasText: /released|let go/ })
      .last()
      .waitFor();
    const python = await page.getByRole("group", { name: "Python that does the same" }).textContent();
    const [, angle] =
      /arm\.move_joints\(\{"elbow_joint": ([\d.]+)\}, speed=0\.375\)/.exec(python ?? "") ?? [];
    expect(Math.abs(Number(angle) - after)).toBeLessThan(0.01);
  });

  it("stands when the page that holds it dies without a word", async () => {
    const other = await open();
    await pressUntilMoved("elbow minus", -0.1, other);
    await other.goto("chrome://crash").catch(() => {});
    await standsAt("elbow_joint");
    await page
      .locator(".manual-line", { hasText: /let go: (the page that held it is gone|no sign)/ })
      .last()
      .waitFor();
  });

  it("latches the emergency stop by its key while a joint moves, and moves again only after the reset", async () => {
    await pressUntilMoved("elbow plus", 0.1);
    await page.keyboard.press("Shift+Escape");
    const banner = page.locator(".estop-banner");
    await banner.getByText("Emergency stop by page.").waitFor();
    const stood = await standsAt("elbow_joint");
    await page.mouse.up();
    expect(await page.getByRole("button", { name: "elbow plus" }).isDisabled()).toBe(true);
    await banner.getByRole("button", { name: "Reset…" }).click();
    expect(await standsAt("elbow_joint")).toBeCloseTo(stood, 2);
    await banner.getByRole("button", { name: "Yes, reset" }).click();
    await eventually(() => banner.count()).toBe(0);
    await page.locator(".end.is-good", { hasText: "Emergency stop reset by page" }).waitFor();
    await pressUntilMoved("elbow minus", -0.1);
    await page.mouse.up();
    await standsAt("elbow_joint");
  });
});
