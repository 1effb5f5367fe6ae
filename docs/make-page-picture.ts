import { fileURLToPath } from "node:url";
import { launchBrowser } from "../test/e2e/browser.ts";
import { startCli } from "../test/e2e/cli.ts";

/*
 * Makes docs/page.png: the arm carrying the cube, the code that does it beside. Run: npx tsx docs/make-page-picture.ts
 * Then look at it: on a busy machine taking the picture holds the page up, which then says that its readings are stale.
 */

interface PageState {
  codeact?: { objectPose(name: string): { position: [number, number, number] } | null };
}
/** Height of the red cube's centre above which it is surely carried, metres (it lies at 0.02). */
const CARRIED_M = 0.12;

const bridge = await startCli(["start", "--port", "0", "--no-open", "--seed", "2"], /page (http:\S+)/);
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: "light" });
  await page.goto(bridge.match[1] ?? "");
  await page.waitForFunction(() => (globalThis as PageState).codeact?.objectPose("red_cube"));
  await page.getByRole("textbox", { name: /instruction/i }).fill("put the red cube on the blue plate");
  await page.keyboard.press("Enter");
  // High, on its way to the plate, and the code still in sight.
  await page.waitForFunction((height) => {
    const at = (globalThis as PageState).codeact?.objectPose("red_cube");
    return (at?.position[2] ?? 0) > height;
  }, CARRIED_M);
  await page.screenshot({ path: fileURLToPath(new URL("page.png", import.meta.url)) });
} finally {
  await browser.close();
  await bridge.stop();
}
