import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { startSimulator } from "../../sim/simulator.ts";
import { launchBrowser } from "../e2e/browser.ts";
import { startCli } from "../e2e/cli.ts";
import { buildWebIfOld } from "../web/build-web.ts";
import { median, quantile, report } from "./report.ts";

/*
 * From a step of the simulator to the picture that shows its pose. While the arm turns, each picture's time and drawn
 * angle are kept; the time at which the simulator itself had that angle follows from the joint states, whose stamps are
 * the simulator's clock. That clock's offset to the wall is the least seen between a stamp and its arrival here, so a
 * transit without any waiting, a millisecond or so, is not counted.
 */
const JOINT = "shoulder_pan_joint";
/** Slower than this, an angle says little about a time, rad/s. */
const FAST = 0.15;
const PERIOD_MS = 20;

interface Sample {
  readonly ms: number;
  readonly angle: number;
}

/** When the measured angle was last so, before a time; null where it was not clearly passing by. */
const timeOf = (angle: number, before: number, measured: readonly Sample[]): number | null => {
  for (let i = measured.length - 1; i > 0; i -= 1) {
    const [a, b] = [measured[i - 1], measured[i]];
    if (!a || !b || a.ms > before) continue;
    if (before - b.ms > 2_000) return null;
    const share = (angle - a.angle) / (b.angle - a.angle);
    if (Math.abs(b.angle - a.angle) / (b.ms - a.ms) < FAST / 1000) continue;
    if (share >= 0 && share <= 1) return a.ms + share * (b.ms - a.ms);
  }
  return null;
};

await buildWebIfOld();
const folder = await mkdtemp(join(tmpdir(), "codeact-delay-"));
const simulator = await startSimulator({ clock: "realtime", seed: 1 });
const states: { readonly stampMs: number; readonly arrivedMs: number; readonly angle: number }[] = [];
const ear = new WebSocket(simulator.url);
await once(ear, "open");
ear.on("message", (bytes) => {
  const { topic, msg } = JSON.parse(bytes.toString());
  if (topic !== "/joint_states") return;
  const { sec, nanosec } = msg.header.stamp;
  states.push({
    stampMs: sec * 1000 + nanosec / 1e6,
    arrivedMs: performance.timeOrigin + performance.now(),
    angle: msg.position[msg.name.indexOf(JOINT)],
  });
});
ear.send(JSON.stringify({ op: "subscribe", topic: "/joint_states", type: "sensor_msgs/msg/JointState" }));
const cli = await startCli(
  [
    "start",
    "--robot",
    simulator.url,
    "--profile",
    "simulated_arm",
    "--approve",
    "never",
    "--port",
    "0",
    "--no-open",
    "--episodes",
    folder,
  ],
  /page (http:\S+)/,
);
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 640, height: 480 } });
  await page.goto(cli.match[1] ?? "");
  await page.waitForFunction(
    () => ((globalThis as { codeact?: { frames(): number } }).codeact?.frames() ?? 0) > 2,
  );
  await page.evaluate((joint) => {
    const seen: { ms: number; angle: number }[] = [];
    const { codeact } = globalThis as unknown as {
      codeact: { drawnJoints(): Record<string, number>; frames(): number };
    };
    const last = { frames: codeact.frames() };
    // No later than a few milliseconds after the picture; a named function would not survive the way into the page.
    setInterval(() => {
      if (codeact.frames() !== last.frames)
        seen.push({
          ms: performance.timeOrigin + performance.now(),
          angle: codeact.drawnJoints()[joint] ?? 0,
        });
      last.frames = codeact.frames();
    }, 4);
    Object.defineProperty(globalThis, "seen", { value: seen });
  }, JOINT);
  await page.getByRole("textbox", { name: "Instruction" }).fill("put the red cube on the blue plate");
  await page.keyboard.press("Enter");
  await page.getByText("Finished", { exact: true }).waitFor({ timeout: 180_000 });
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: Sample[] }).seen);
  const offset = Math.min(...states.map(({ stampMs, arrivedMs }) => arrivedMs - stampMs));
  const measured = states.map(({ stampMs, angle }) => ({ ms: stampMs + offset, angle }));
  const delays = seen.flatMap(({ ms, angle }) => {
    const then = timeOf(angle, ms, measured);
    return then === null ? [] : [ms - then];
  });
  const gaps = states.slice(1).map(({ arrivedMs }, i) => arrivedMs - (states[i]?.arrivedMs ?? 0));
  report(
    "from a step of the simulator to the picture that shows its pose, against the period of its sensors",
    median(delays) / PERIOD_MS,
    "4 or less",
    `median ${median(delays).toFixed(0)} ms, 95th percentile ${quantile(delays, 0.95).toFixed(0)} ms of ${delays.length} pictures; joint states came every ${median(gaps).toFixed(0)} ms here`,
  );
} finally {
  await browser.close();
  await cli.stop();
  ear.terminate();
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
}
