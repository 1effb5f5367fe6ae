import { mkdtemp, open, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import type { Event } from "../../bridge/protocol/index.ts";
import type { ByteSource } from "../../web/src/episode/byte-source.ts";
import { openEpisode } from "../../web/src/episode/episode.ts";
import { ConversationIndex } from "../../web/src/replay/conversation-index.ts";
import { emptyConversation } from "../../web/src/state/conversation.ts";
import { reduceConversation } from "../../web/src/state/reducer.ts";
import { launchBrowser } from "../e2e/browser.ts";
import { startCli } from "../e2e/cli.ts";
import { ORIGIN_S, writeSynthetic } from "../web/episode/synthetic-episode.ts";
import { median, report } from "./report.ts";

/*
 * Seeking in an episode of one hour at 50 Hz with pictures, about 1 GB: conversation and measurements of a moment, read
 * as the page reads them, against going through the file from its start. Then the page's memory while it is open.
 */
const HOUR_S = 3600;
const PICTURE_BYTES = 280_000;
const SEEKS = 30;
const BLOCK = 64 * 1024;

const folder = await mkdtemp(join(tmpdir(), "codeact-seek-"));
const path = join(folder, "hour.mcap");
const small = join(folder, "minute.mcap");

/** Writes a file with holes where its bytes are zero, so that a large one takes little of the disk. */
const writeSparse = async (file: string, durationS: number): Promise<Event[]> => {
  const handle = await open(file, "w");
  let position = 0;
  const events = await writeSynthetic(
    { durationS, pictureBytes: PICTURE_BYTES },
    {
      position: () => BigInt(position),
      write: async (bytes) => {
        for (let at = 0; at < bytes.length; at += BLOCK) {
          const block = bytes.subarray(at, at + BLOCK);
          if (block.some((byte) => byte !== 0)) await handle.write(block, 0, block.length, position + at);
        }
        position += bytes.length;
      },
    },
  );
  await handle.truncate(position);
  await handle.close();
  return events;
};

/** Resident memory of the browser's page processes, bytes; of Linux alone. */
const pageMemory = async (browser: Browser): Promise<number> => {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const sizes = await Promise.all(
    processInfo
      .filter(({ type }) => type === "renderer")
      .map(async ({ id }) => {
        const status = await readFile(`/proc/${id}/status`, "utf8").catch(() => "");
        return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
      }),
  );
  return Math.max(...sizes);
};

const memoryWith = async (browser: Browser, file: string): Promise<number> => {
  const shown = await startCli(["replay", file, "--port", "0", "--no-open"], /page (http:\S+)/);
  const page = await browser.newPage();
  try {
    await page.goto(shown.match[1] ?? "");
    const time = page.getByLabel("Robot time, seconds from the beginning");
    await time.waitFor();
    const end = Number((await page.getByRole("slider").getAttribute("aria-valuemax")) ?? 0);
    for (let i = 0; i < SEEKS; i += 1) {
      await time.fill(String((end * ((i * 7) % SEEKS)) / SEEKS));
      await page.keyboard.press("Enter");
      await page.waitForTimeout(50);
    }
    const session = await page.context().newCDPSession(page);
    await session.send("HeapProfiler.collectGarbage");
    return await pageMemory(browser);
  } finally {
    await page.close();
    await shown.stop();
  }
};

try {
  const events = await writeSparse(path, HOUR_S);
  await writeSparse(small, 60);
  const { size } = await stat(path);
  const handle = await open(path);
  let readBytes = 0;
  const source: ByteSource = {
    size,
    read: async (offset, length) => {
      readBytes += length;
      const bytes = new Uint8Array(length);
      await handle.read(bytes, 0, length, offset);
      return bytes;
    },
  };
  const opening = performance.now();
  const episode = await openEpisode("hour", source);
  const index = new ConversationIndex(episode.events);
  const openedMs = performance.now() - opening;
  const openedBytes = readBytes;

  const spots = Array.from({ length: SEEKS }, (_, i) => ((i * 11) % SEEKS) / SEEKS);
  const seeks: number[] = [];
  for (const share of spots) {
    const from = performance.now();
    index.at(Math.floor(events.length * share));
    await episode.robot.at(BigInt(Math.round((ORIGIN_S + HOUR_S * share) * 1e9)));
    seeks.push(performance.now() - from);
  }
  const scans: number[] = [];
  for (const share of [0.5]) {
    const from = performance.now();
    events.slice(0, Math.floor(events.length * share)).reduce(reduceConversation, emptyConversation);
    const piece = 4 * 1024 * 1024;
    for (let at = 0; at < size * share; at += piece) await source.read(at, Math.min(piece, size - at));
    scans.push(performance.now() - from);
  }
  await handle.close();
  report(
    "seek in an hour, against reading up to its middle",
    median(seeks) / median(scans),
    "0.05 or less",
    `medians ${median(seeks).toFixed(1)} ms, longest ${Math.max(...seeks).toFixed(0)} ms, and ${median(scans).toFixed(0)} ms here; file of ${(size / 1e9).toFixed(2)} GB, ${events.length} events`,
  );
  report(
    "what is read of the file to open it",
    openedBytes / size,
    "0.02 or less",
    `${(openedBytes / 1e6).toFixed(1)} MB in ${openedMs.toFixed(0)} ms here`,
  );
  const browser = await launchBrowser();
  const [little, large] = [await memoryWith(browser, small), await memoryWith(browser, path)];
  await browser.close();
  report(
    "page memory that the hour takes more than a minute does, against the file",
    (large - little) / size,
    "0.1 or less",
    `${(little / 1e6).toFixed(0)} and ${(large / 1e6).toFixed(0)} MB here, after ${SEEKS} seeks`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
