import { mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import type { EventBody } from "../../bridge/protocol/index.ts";
import { openPageSession, type PageSession } from "../bridge/server/page-session.ts";
import { launchBrowser } from "../e2e/browser.ts";
import { buildWebIfOld } from "./build-web.ts";

interface Readable {
  jointPositions(): Record<string, number>;
  objectPose(name: string): { position: number[] } | null;
  frames(): number;
}
interface Viewport {
  width: number;
  height: number;
}

const artifacts = join("test", "artifacts", "page");

/** A browser for a file of tests, and for each test a page server whose robot measures 50 times a second. */
class PageHarness {
  browser!: Browser;
  session!: PageSession;
  /** Where the server looks for episodes; of each test its own, empty at first. */
  episodes!: string;
  page!: Page;
  /** What the browser complained of: errors, and violations of the Content-Security-Policy. */
  complaints: string[] = [];
  /** What the robot measures, radians; its home when undefined. */
  joints: number[] | undefined;
  #playing: ReturnType<typeof setInterval> | undefined;

  readonly play = (): void => {
    this.#playing = setInterval(() => this.session.feed.measure(this.joints), 20);
  };
  readonly silence = (): void => clearInterval(this.#playing);
  readonly tell = (...bodies: EventBody[]): void => {
    for (const body of bodies) this.session.events.emit(body);
  };
  readonly notice = (from: number, to: number): void => {
    for (let i = from; i < to; i += 1)
      this.tell({ type: "notice", level: "info", text: `notice number ${i}` });
  };

  readonly open = async (viewport: Viewport = { width: 1440, height: 900 }, url?: string): Promise<void> => {
    this.page = await this.browser.newPage({ viewport });
    this.complaints = [];
    this.page.on("pageerror", (error) => this.complaints.push(error.message));
    this.page.on("console", (message) => message.type() === "error" && this.complaints.push(message.text()));
    await this.page.goto(url ?? this.session.server.url);
  };
  readonly openLive = async (viewport?: Viewport): Promise<void> => {
    await this.open(viewport);
    await this.drawn();
    await this.eventually(() => this.objectAt("red_cube")).toBeDefined();
  };

  /** Waits for what a busy machine may take long for. */
  readonly eventually = <R>(look: () => R, interval = 50) => expect.poll(look, { timeout: 20_000, interval });

  // These run in the page; a string of code would break its Content-Security-Policy.
  readonly frames = (): Promise<number> =>
    this.page.evaluate(() => (globalThis as unknown as { codeact: Readable }).codeact.frames());
  readonly objectAt = (name: string): Promise<number[] | undefined> =>
    this.page.evaluate(
      (object) => (globalThis as unknown as { codeact: Readable }).codeact.objectPose(object)?.position,
      name,
    );
  readonly joint = (name: string): Promise<number | undefined> =>
    this.page.evaluate(
      (which) => (globalThis as unknown as { codeact: Readable }).codeact.jointPositions()[which],
      name,
    );
  readonly drawn = (): Promise<unknown> =>
    this.page.waitForFunction(
      () => ((globalThis as unknown as { codeact?: Readable }).codeact?.frames() ?? 0) > 0,
    );
}

/** Sets up and ends a page for each test of a file; a picture of a failed one is kept. */
export const usePage = (): PageHarness => {
  const at = new PageHarness();
  beforeAll(async () => {
    await buildWebIfOld();
    at.browser = await launchBrowser();
  });
  beforeEach(async () => {
    at.episodes = await mkdtemp(join(tmpdir(), "codeact-page-"));
    at.session = await openPageSession(0, at.episodes);
    at.joints = undefined;
    at.play();
  });
  afterEach(async ({ task }) => {
    at.silence();
    if (task.result?.state === "fail") {
      mkdirSync(artifacts, { recursive: true });
      const file = `${task.name.replaceAll(/\W+/g, "-").slice(0, 60)}.png`;
      await at.page.screenshot({ path: join(artifacts, file) });
    }
    await at.page.close();
    await at.session.close();
    await rm(at.episodes, { recursive: true, force: true });
  });
  afterAll(() => at.browser?.close());
  return at;
};
