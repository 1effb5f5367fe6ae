import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { type LivePage, openLivePage } from "../../../bridge/commands/live-page.ts";
import type { SessionOptions } from "../../../bridge/main.ts";
import type { ApplySettings, Settings, SettingsView, ToPage } from "../../../bridge/protocol/index.ts";
import { startingWith } from "../../../bridge/settings/starting.ts";
import { simulatedSession } from "../simulated-session.ts";

/** What `start` runs: a real session and the real server, with a page's connection that hears all. */
export interface LiveBridge extends LivePage {
  readonly folder: string;
  readonly file: string;
  /** The page's address and what its server was told to be the key of the page. */
  readonly heard: ToPage[];
  readonly socket: WebSocket;
  ask(path: string, body?: unknown): Promise<{ status: number; text: string; body: unknown }>;
  view(): Promise<SettingsView>;
  apply(settings: Settings, more?: Partial<ApplySettings>): Promise<{ status: number; body: unknown }>;
  end(): Promise<void>;
}

export const openLiveBridge = async (given: Partial<SessionOptions> = {}): Promise<LiveBridge> => {
  const folder = await mkdtemp(join(tmpdir(), "codeact-settings-"));
  const file = join(folder, "config", "settings.json");
  const options = simulatedSession({ profile: undefined, clock: "fast", ...given });
  const page = await openLivePage({
    start: startingWith(options, null, null, new Set()),
    file,
    remembered: false,
    port: 0,
    episodes: join(folder, "episodes"),
    progress: () => {},
  });
  const { url, port } = page.server;
  const token = new URL(url).hash.slice("#token=".length);
  const heard: ToPage[] = [];
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, ["codeact", `token.${token}`]);
  socket.on("message", (bytes) => heard.push(JSON.parse(String(bytes))));
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  const ask: LiveBridge["ask"] = async (path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/settings${path}`, {
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, text, body: JSON.parse(text) };
  };
  return {
    ...page,
    folder,
    file,
    heard,
    socket,
    ask,
    view: async () => (await ask("")).body as SettingsView,
    apply: (settings, more = {}) => ask("", { settings, key: { change: "keep" }, remember: false, ...more }),
    end: async () => {
      socket.terminate();
      await page.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
