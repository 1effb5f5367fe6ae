import { readFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Settings } from "../../../bridge/protocol/index.ts";
import { buildWebIfOld } from "../../web/build-web.ts";
import { type ModelServer, refuse, startModelServer } from "../agent/model-server.ts";
import { type LiveBridge, openLiveBridge } from "./live.ts";

/* The model's endpoint and its key, against a server that speaks OpenAI's protocol. */

const KEY = "sk-very-secret-0123456789";
let bridge: LiveBridge;
const servers: ModelServer[] = [];
const modelServer = async (...answers: Parameters<typeof startModelServer>[0]) => {
  const server = await startModelServer(answers);
  servers.push(server);
  return server;
};
beforeAll(async () => {
  await buildWebIfOld();
  bridge = await openLiveBridge();
});
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));
afterAll(() => bridge.end());

const keep = { change: "keep" };
const at = (base_url: string, name = "stand-in"): Settings["model"] => ({ planner: "model", base_url, name });

describe("trying an endpoint", () => {
  it("tells the word, the tokens and the time, and lists the models", async () => {
    const { baseUrl, requests } = await modelServer("ready");
    const key = { change: "set", key: KEY };
    const { status, body } = await bridge.ask("/test", { base_url: baseUrl, name: "stand-in", key });
    expect([status, body]).toEqual([
      200,
      {
        text: "ready",
        first_word_s: expect.any(Number),
        took_s: expect.any(Number),
        usage: { prompt: 11, completion: 7 },
        notices: [],
      },
    ]);
    expect(requests[0]).toMatchObject({ model: "stand-in", stream: true });
    const listed = await bridge.ask("/models", { base_url: baseUrl, key: keep });
    expect(listed.body).toEqual({ models: ["stand-in"] });
    // What was tried is not kept.
    expect((await bridge.view()).key).toBeNull();
  });

  it("says in plain words what is wrong, and never the key", async () => {
    const spoken = await modelServer(refuse(401, `Incorrect API key provided: ${KEY}`));
    const wrong: [string, RegExp][] = [
      [spoken.baseUrl, /refused the key \(401.*\[key\].*Set the key/],
      ["http://127.0.0.1:9/v1", /No model server answers at http:\/\/127\.0\.0\.1:9\/v1|refuse to use/],
      ["file:///etc/passwd", /no http:\/\/ or https:\/\/ address/],
      [(await modelServer(refuse(500, "boom"))).baseUrl, /answered 500: boom/],
    ];
    for (const [base_url, why] of wrong) {
      const { status, text, body } = await bridge.ask("/test", {
        base_url,
        name: "stand-in",
        key: { change: "set", key: KEY },
      });
      expect([status, body], base_url).toEqual([409, { reason: expect.stringMatching(why) }]);
      expect(text).not.toContain(KEY);
      expect(text).not.toContain("--base-url");
    }
  });
});

describe("the key", () => {
  it("goes to the server that it was entered for, to no other, and never back", async () => {
    const [own, other] = [await modelServer("ready"), await modelServer("ready")];
    const { settings } = await bridge.view();
    const applied = await bridge.apply(
      { ...settings, model: at(own.baseUrl), price: { prompt: 1, completion: 2 } },
      { key: { change: "set", key: KEY }, remember: true },
    );
    expect(applied.status, JSON.stringify(applied.body)).toBe(200);
    expect(bridge.live.session.info()).toMatchObject({
      planner: "model",
      model: "stand-in",
      price: { prompt: 1, completion: 2 },
    });
    const { origin } = new URL(own.baseUrl);
    expect((await bridge.view()).key).toEqual({ from: "page", server: origin });
    await bridge.ask("/test", { base_url: own.baseUrl, name: "stand-in", key: keep });
    await bridge.ask("/test", { base_url: other.baseUrl, name: "stand-in", key: keep });
    expect(own.keys).toEqual([`Bearer ${KEY}`]);
    expect(other.keys).toEqual(["Bearer none"]);

    // A session asks with it, too, and what comes of it is recorded without it.
    await bridge.live.session.instruct(`say ${KEY}`, `${bridge.folder}/told.mcap`);
    expect(own.keys.at(-1)).toBe(`Bearer ${KEY}`);
    const recorded = await readFile(`${bridge.folder}/told.mcap`);
    expect([recorded.includes("say <key>"), recorded.includes(KEY)]).toEqual([true, false]);
    expect(await readFile(bridge.file, "utf8")).not.toContain(KEY);
    expect((await bridge.ask("")).text).not.toContain(KEY);
    expect(
      bridge.heard
        .filter(({ op }) => op !== "event")
        .map((one) => JSON.stringify(one))
        .join(),
    ).not.toContain(KEY);
  });

  it("is not told by what a person may not send", async () => {
    for (const body of [
      { settings: (await bridge.view()).settings, key: { change: "set", key: `${KEY} x` }, remember: false },
      { settings: { ...(await bridge.view()).settings, sandbox: "none" }, key: keep, remember: false },
      { settings: null, key: { change: "set", key: KEY }, remember: false },
    ]) {
      const answer = await bridge.ask("", body);
      expect(answer.status, JSON.stringify(body)).toBe(400);
      expect(answer.text).not.toContain(KEY);
    }
    expect((await bridge.ask("", { huge: "x".repeat(600_000) })).status).toBe(413);
  });
});

describe("looking at a robot", () => {
  it("finds what a simulator offers, with a draft that is a profile", async () => {
    const url = bridge.live.session.robot.url;
    const { status, body } = await bridge.ask("/discover", { url });
    expect([status, body]).toMatchObject([200, { url, notes: [], faults: [] }]);
    expect((body as { recognised: unknown[] }).recognised.length).toBeGreaterThan(5);
    expect((body as { profile_text: string }).profile_text).toContain("// a guess");
  });

  it("goes to WebSockets only, and tells no password of an address", async () => {
    for (const url of ["http://127.0.0.1:9", "file:///etc/passwd", "ws:/", "javascript:alert(1)"])
      expect(await bridge.ask("/discover", { url }), url).toMatchObject({
        status: 409,
        body: { reason: /no WebSocket address/ },
      });
    const { status, text } = await bridge.ask("/discover", {
      url: "ws://me:hunter22@127.0.0.1:9/?token=abcdef",
    });
    expect(status).toBe(409);
    expect(text).toContain("ws://127.0.0.1:9");
    expect(text).not.toMatch(/hunter22|abcdef/);
  });
});
