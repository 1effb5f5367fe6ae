import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type Page } from "playwright-core";
import { build } from "vite";
import { launchBrowser } from "../e2e/browser.ts";
import { buildWebIfOld } from "../web/build-web.ts";
import { feedPage, measuredAt, thingsOnTable } from "./page-feed.ts";
import { report } from "./report.ts";

/*
 * CPU time of the page's main thread for each picture, with measurements 60 times a second in which everything moves,
 * beside a bare three.js page that draws the same meshes from the same messages. All of it counts: reading messages,
 * what the page does with them, scripts of the drawing; not the graphics card, which a browser without one emulates
 * elsewhere.
 */
const SECONDS = 12;
const WARM_UP_S = 4;
const RATE_HZ = 60;

const folder = await mkdtemp(join(tmpdir(), "codeact-bare-"));

interface Cost {
  readonly msPerFrame: number;
  readonly framesPerS: number;
  /** Pictures in two seconds in which nothing moved. */
  readonly framesAtRest: number;
}

const framesOf = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as { codeact: { frames(): number } }).codeact.frames());

const measure = async (browser: Browser, built: string | undefined, count: number): Promise<Cost> => {
  const things = thingsOnTable(count);
  const feed = await feedPage(built, things);
  const page = await browser.newPage({ viewport: { width: 800, height: 600 } });
  try {
    await page.goto(feed.url);
    await page.waitForFunction(() => "codeact" in globalThis);
    const line = await page.context().newCDPSession(page);
    await line.send("Performance.enable", { timeDomain: "threadTicks" });
    const busyMs = async (): Promise<number> => {
      const { metrics } = await line.send("Performance.getMetrics");
      return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1000;
    };
    let sent = 0;
    const from = performance.now();
    const run = async (seconds: number): Promise<void> => {
      const until = performance.now() + seconds * 1000;
      while (performance.now() < until) {
        const due = ((performance.now() - from) / 1000) * RATE_HZ;
        // What could not be sent in time is left out, as the bridge does.
        if (sent < due) feed.send(measuredAt((sent = Math.floor(due) + 1) / RATE_HZ, things));
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    };
    await run(WARM_UP_S);
    const [busyBefore, framesBefore] = [await busyMs(), await framesOf(page)];
    await run(SECONDS);
    const [busyAfter, framesAfter] = [await busyMs(), await framesOf(page)];
    const frames = framesAfter - framesBefore;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const resting = await framesOf(page);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    return {
      msPerFrame: (busyAfter - busyBefore) / frames,
      framesPerS: frames / SECONDS,
      framesAtRest: (await framesOf(page)) - resting,
    };
  } finally {
    await page.close();
    await feed.close();
  }
};

try {
  await buildWebIfOld();
  await build({
    root: fileURLToPath(new URL("bare-page", import.meta.url)),
    logLevel: "error",
    build: { outDir: folder, emptyOutDir: true, target: "es2022" },
  });
  const browser = await launchBrowser();
  for (const count of [10, 50, 200]) {
    const bare = await measure(browser, folder, count);
    const ours = await measure(browser, undefined, count);
    report(
      `main thread for a picture with ${count} objects that move, against bare three.js`,
      ours.msPerFrame / bare.msPerFrame,
      "1.5 or less",
      `${ours.msPerFrame.toFixed(2)} and ${bare.msPerFrame.toFixed(2)} ms, at ${ours.framesPerS.toFixed(0)} and ${bare.framesPerS.toFixed(0)} pictures a second here; ${ours.framesAtRest} drawn in 2 s of rest`,
    );
  }
  await browser.close();
} finally {
  await rm(folder, { recursive: true, force: true });
}
