import { execa } from "execa";
import { launchBrowser } from "../e2e/browser.ts";
import { median, report } from "./report.ts";

/* From `npm start` to the first joint state in the page, against the start of a bare Node process and page. */

const ROUNDS = 3;
const browser = await launchBrowser();
const times: number[] = [];
const bare: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const bareStart = performance.now();
  await execa("npm", ["--version"]);
  await execa(process.execPath, ["-e", "0"]);
  const blank = await browser.newPage();
  await blank.goto("about:blank");
  await blank.close();
  bare.push(performance.now() - bareStart);

  const start = performance.now();
  const child = execa("npm", ["start", "--", "--no-open", "--port", "0"], {
    reject: false,
    buffer: false,
    detached: true,
  });
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let seen = "";
      child.stdout.on("data", (chunk: Buffer) => {
        seen += chunk.toString();
        const found = /page (http:\S+)/.exec(seen);
        if (found?.[1]) resolve(found[1]);
      });
      void child.then(() => reject(new Error(`npm start ended early: ${seen}`)));
    });
    const page = await browser.newPage();
    await page.goto(url);
    await page.waitForFunction(() => {
      const { codeact } = globalThis as { codeact?: { jointPositions(): Record<string, number> } };
      return Object.keys(codeact?.jointPositions() ?? {}).length >= 6;
    });
    times.push(performance.now() - start);
    await page.close();
  } finally {
    // As Ctrl-C in a terminal: to the whole group, since npm's own shell does not pass a signal on.
    if (child.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, "SIGINT");
    await child;
  }
}
await browser.close();
report(
  "npm start to the first joint state in the page, against a bare npm, Node and empty page",
  median(times) / median(bare),
  "none set",
  `${(median(times) / 1000).toFixed(1)} s and ${(median(bare) / 1000).toFixed(1)} s here`,
);
