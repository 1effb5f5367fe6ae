import type { CDPSession } from "playwright-core";
import type { Event, EventBody, Stamp } from "../../bridge/protocol/index.ts";
import { launchBrowser } from "../e2e/browser.ts";
import { buildWebIfOld } from "../web/build-web.ts";
import { feedPage, measuredAt, thingsOnTable } from "./page-feed.ts";
import { report } from "./report.ts";

/*
 * Memory of the live page's scripts after an hour of a robot that is never still, with a turn of the agent every ten
 * seconds, sent faster than it would happen; against the first minute of it. And what one turn takes that is kept.
 */
const HOUR_S = 3600;
const RATE_HZ = 50;
const TURN_S = 10;
const things = thingsOnTable(10);

const stampOf = (seconds: number): Stamp => ({ sec: Math.floor(seconds), nanosec: 0 });
let seq = 0;
const eventAt = (seconds: number, body: EventBody): Event => ({
  ...body,
  v: 1,
  seq: seq++,
  wall: stampOf(seconds),
  stamp: stampOf(seconds),
});
/** What happens in a turn: code with its output, calls and receipts. */
const turn = (index: number): EventBody[] => {
  const code = `x = ${index}\nfor step in range(3):\n    arm.move_to([0.5, 0.1, 0.3])\nprint("done", x)`;
  const calls = [0, 1, 2].flatMap((step): EventBody[] => {
    const call = index * 3 + step;
    const name = "arm.move_to";
    return [
      { type: "primitive_call", action: index, call, name, params: { position: [0.5, 0.1, 0.3] }, line: 3 },
      {
        type: "primitive_result",
        action: index,
        call,
        name,
        ok: true,
        result: null,
        error: null,
        duration_s: 1,
      },
    ];
  });
  return [
    { type: "action_start", action: index, turn: 0, by: "person", code },
    ...calls,
    { type: "output", action: index, stream: "stdout", text: `done ${index}\n` },
    { type: "notice", level: "info", text: `turn ${index} is over` },
  ];
};

const heapBytes = async (line: CDPSession): Promise<number> => {
  await line.send("HeapProfiler.collectGarbage");
  const { metrics } = await line.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? Number.NaN;
};

await buildWebIfOld();
const browser = await launchBrowser();
const feed = await feedPage(undefined, things);
try {
  const page = await browser.newPage({ viewport: { width: 800, height: 600 } });
  await page.goto(feed.url);
  await page.waitForFunction(() => "codeact" in globalThis);
  const line = await page.context().newCDPSession(page);
  await line.send("Performance.enable");
  const play = async (from: number, to: number): Promise<void> => {
    for (let tick = from * RATE_HZ; tick < to * RATE_HZ; tick += 1) {
      const seconds = tick / RATE_HZ;
      feed.send(measuredAt(seconds, things));
      if (tick % (TURN_S * RATE_HZ) === 0)
        for (const body of turn(Math.floor(seconds / TURN_S)))
          feed.send({ op: "event", event: eventAt(seconds, body) });
      if (tick % 50 === 0) await feed.drained();
    }
    const last = `turn ${Math.ceil(to / TURN_S) - 1} is over`;
    await page.locator(".notice", { hasText: last }).last().waitFor({ state: "attached", timeout: 300_000 });
  };
  await play(0, 60);
  const start = await heapBytes(line);
  const began = performance.now();
  await play(60, HOUR_S);
  const end = await heapBytes(line);
  const turns = (HOUR_S - 60) / TURN_S;
  report(
    "memory of the page's scripts after an hour, against its first minute",
    end / start,
    "3 or less",
    `${(start / 1e6).toFixed(1)} and ${(end / 1e6).toFixed(1)} MB after garbage collection, ${((end - start) / turns / 1e3).toFixed(1)} kB for each of ${turns} turns in the conversation; ${HOUR_S * RATE_HZ} measurements, the hour in ${((performance.now() - began) / 1000).toFixed(0)} s here`,
  );
} finally {
  await browser.close();
  await feed.close();
}
