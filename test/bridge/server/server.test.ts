import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { ToPage } from "../../../bridge/protocol/index.ts";
import { startPageServer } from "../../../bridge/server/server.ts";
import { buildWebIfOld } from "../../web/build-web.ts";
import { episodeDone, episodeUnderWay } from "../../web/story.ts";
import { tableObjects } from "./driven-feed.ts";
import { openPageSession, type PageSession } from "./page-session.ts";

let session: PageSession;
const sockets: WebSocket[] = [];
beforeAll(buildWebIfOld);
beforeEach(async () => {
  session = await openPageSession();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await session.close();
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** A request whose path and headers arrive as they are given: fetch would tidy them. */
const http = (
  path: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: "127.0.0.1", port: session.server.port, path, ...options },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (text += chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      },
    );
    request.on("error", reject);
    request.end();
  });
const stopByHttp = (): Promise<Answer> => http("/api/stop", { method: "POST", headers: withToken() });
const withToken = () => ({ authorization: `Bearer ${session.token}` });

interface Dialled {
  socket: WebSocket;
  messages: ToPage[];
  /** Resolves with the first message, past or coming, that `matches`. */
  until<M extends ToPage>(matches: (message: ToPage) => message is M): Promise<M>;
}

const dial = (protocols: string[], headers: Record<string, string> = {}, query = ""): Promise<Dialled> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${session.server.port}/ws${query}`, protocols, { headers });
    sockets.push(socket);
    const messages: ToPage[] = [];
    const looks = new Set<() => void>();
    socket.on("message", (bytes) => {
      messages.push(JSON.parse(bytes.toString()));
      for (const look of looks) look();
    });
    const until = <M extends ToPage>(matches: (message: ToPage) => message is M): Promise<M> =>
      new Promise((found) => {
        const look = (): void => {
          const message = messages.find(matches);
          if (!message) return;
          looks.delete(look);
          found(message);
        };
        looks.add(look);
        look();
      });
    socket.once("open", () => resolve({ socket, messages, until }));
    socket.once("error", reject);
  });
const dialWithToken = () => dial(["codeact", `token.${session.token}`]);
const isOp =
  <O extends ToPage["op"]>(op: O) =>
  (message: ToPage): message is Extract<ToPage, { op: O }> =>
    message.op === op;

const isLost = (message: ToPage): message is ToPage =>
  message.op === "session" && message.session.connection === "reconnecting";

describe("who may reach the page server", () => {
  it("refuses a WebSocket without the session's token, or with another", async () => {
    await expect(dial([])).rejects.toThrow("401");
    await expect(dial(["codeact"])).rejects.toThrow("401");
    await expect(dial(["codeact", "token.wrong"])).rejects.toThrow("401");
    await expect(dial([], {}, "?token=")).rejects.toThrow("401");
    expect((await dialWithToken()).socket.protocol).toBe("codeact");
    await dial([], {}, `?token=${session.token}`);
  });

  it("refuses a WebSocket of another site's page, and one that came by a rebound name", async () => {
    const protocols = ["codeact", `token.${session.token}`];
    for (const origin of [
      "http://evil.example",
      "null",
      `https://127.0.0.1:${session.server.port}`,
      `http://127.0.0.1:${session.server.port}.evil.example`,
    ])
      await expect(dial(protocols, { origin }), origin).rejects.toThrow("403");
    for (const host of ["evil.example", `evil.example:${session.server.port}`, "127.0.0.1:1"])
      await expect(dial(protocols, { host }), host).rejects.toThrow("403");
    await dial(protocols, { origin: `http://127.0.0.1:${session.server.port}` });
    await dial(protocols, {
      origin: `http://localhost:${session.server.port}`,
      host: `localhost:${session.server.port}`,
    });
  });

  it("refuses the API without token, with a foreign Origin, and by a foreign Host", async () => {
    expect((await http("/api/session")).status).toBe(401);
    expect((await http("/api/stop", { method: "POST" })).status).toBe(401);
    expect(
      (
        await http("/api/stop", {
          method: "POST",
          headers: { ...withToken(), origin: "http://evil.example" },
        })
      ).status,
    ).toBe(403);
    expect((await http("/api/session", { headers: { ...withToken(), host: "evil.example" } })).status).toBe(
      403,
    );
    expect((await http("/", { headers: { host: "evil.example" } })).status).toBe(403);
    expect(session.requests).toEqual([]);
    const answer = await http("/api/session", { headers: withToken() });
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([
      200,
      { planner: "offline", robot: "codeact_arm" },
    ]);
    expect(answer.headers["cache-control"]).toBe("no-store");
  });

  it("listens on this machine only", async () => {
    await expect(startPageServer({ ...options(), host: "0.0.0.0" as "127.0.0.1" })).rejects.toMatchObject({
      exitCode: 2,
    });
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address && !address.internal && address.family === "IPv4");
    if (!outside) return;
    const refused = new Promise<string>((resolve) => {
      const socket = connect(session.server.port, outside.address, () => resolve("connected"));
      socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? ""));
    });
    expect(await refused).toBe("ECONNREFUSED");
  });

  it("serves nothing but the page's files, whatever the path", async () => {
    for (const path of [
      "/../package.json",
      "/..%2fpackage.json",
      "/assets/../../../package.json",
      "/%2e%2e/%2e%2e/etc/passwd",
      "/assets//etc/passwd",
      "/..\\package.json",
      "/.tsbuildinfo",
    ]) {
      const answer = await http(path);
      expect(answer.status, path).toBeGreaterThanOrEqual(400);
      expect(answer.text, path).not.toMatch(/"name"|root:/);
    }
    const page = await http("/");
    expect(page.status).toBe(200);
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(page.text)?.[1] ?? "";
    expect((await http(script)).headers["content-type"]).toMatch("text/javascript");
  });

  it("allows no inline script, no other site and no frame, on every answer", async () => {
    for (const answer of [
      await http("/"),
      await http("/nowhere"),
      await http("/api/session"),
      await http("/", { headers: { host: "evil.example" } }),
    ]) {
      const policy = String(answer.headers["content-security-policy"]);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      expect(answer.headers["x-content-type-options"]).toBe("nosniff");
      expect(answer.headers["referrer-policy"]).toBe("no-referrer");
    }
    expect((await http("/")).text).not.toMatch(/<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=/);
  });

  it("survives addresses that are none", async () => {
    for (const path of ["//", "/\\\\", "/%"])
      expect((await http(path)).status, path).toBeGreaterThanOrEqual(200);
    const raw = await new Promise<string>((resolve) => {
      const socket = connect(session.server.port, "127.0.0.1");
      let text = "";
      socket.on("data", (chunk) => (text += chunk));
      socket.on("close", () => resolve(text));
      socket.end(
        `GET // HTTP/1.1\r\nHost: 127.0.0.1:${session.server.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
      );
    });
    expect(raw).toContain("404");
    await dialWithToken();
  });
});

const options = () => ({
  port: 0,
  feed: session.feed,
  session: () => session.info,
  events: session.events,
  onRequest: async () => {},
});

describe("what the page server does", () => {
  it("says which port is taken and what to do", async () => {
    const { port } = session.server;
    await expect(startPageServer({ ...options(), port })).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining(`--port ${port + 1}`),
    });
  });

  it("tells who asks, and when they are gone without a word", async () => {
    const asked: string[] = [];
    let gone = (_client: string): void => {};
    const left = new Promise<string>((resolve) => {
      gone = resolve;
    });
    const server = await startPageServer({
      ...options(),
      token: session.token,
      onRequest: async (_message, client) => void asked.push(client),
      onClientGone: (client) => gone(client),
    });
    const dialled = () =>
      new WebSocket(`ws://127.0.0.1:${server.port}/ws`, ["codeact", `token.${session.token}`], {
        origin: `http://127.0.0.1:${server.port}`,
      });
    const [one, other] = [dialled(), dialled()];
    sockets.push(one, other);
    for (const socket of [one, other]) {
      if (socket.readyState !== WebSocket.OPEN) await new Promise((resolve) => socket.once("open", resolve));
      const before = asked.length;
      socket.send(JSON.stringify({ op: "stop" }));
      await expect.poll(() => asked.length).toBe(before + 1);
    }
    expect(asked[0]).not.toBe(asked[1]);
    other.terminate();
    expect(await left).toBe(asked[1]);
    await server.close();
  });

  it("makes another token for every session", async () => {
    const other = await openPageSession();
    expect(other.token).not.toBe(session.token);
    expect(other.token.length).toBeGreaterThanOrEqual(32);
    await other.close();
  });

  it("tells a page that connects the session, the robot, the scene and the past, in this order, and then what is new", async () => {
    for (const body of episodeUnderWay) session.events.emit(body);
    const { messages, until } = await dialWithToken();
    await until(
      (message): message is ToPage =>
        message.op === "event" && message.event.type === "primitive_call" && message.event.call === 4,
    );
    expect(messages.slice(0, 3).map(({ op }) => op)).toEqual(["session", "description", "scene"]);
    const past = messages.filter(isOp("event")).map(({ event }) => event);
    // The words of a reply that is whole are not streamed once more.
    expect(past.map(({ type }) => type)).toEqual(
      episodeUnderWay.map(({ type }) => type).filter((type) => type !== "reply_delta"),
    );
    session.events.emit(episodeDone[0] as (typeof episodeDone)[0]);
    await until(
      (message): message is ToPage => message.op === "event" && message.event.seq === episodeUnderWay.length,
    );
  });

  it("leaves the oldest pictures out of a long past, not their places", async () => {
    const picture = "A".repeat(3_000_000);
    for (let i = 0; i < 4; i += 1)
      session.events.emit({
        type: "image",
        action: 1,
        source: `${i}`,
        mime: "image/png",
        data_base64: picture,
      });
    session.events.emit({ type: "say", text: "end" });
    const { messages, until } = await dialWithToken();
    await until((message): message is ToPage => message.op === "event" && message.event.type === "say");
    const sizes = messages
      .filter(isOp("event"))
      .map(({ event }) => (event.type === "image" ? event.data_base64.length : -1));
    expect(sizes).toEqual([0, 0, 3_000_000, 3_000_000, -1]);
  });

  it("sends measured joints and objects, by /tf where objects are frames there, else as detected", async () => {
    const { until } = await dialWithToken();
    session.feed.transform("base_link", [0, 0, 0.5], "world");
    session.feed.transform("red_cube", [0.1, 0.2, 0.9], "world");
    session.feed.measure([0.25, -1], [0.5]);
    const frame = await until(
      (message): message is Extract<ToPage, { op: "robot" }> =>
        message.op === "robot" && message.positions[0] === 0.25,
    );
    expect(frame.velocities[0]).toBe(0.5);
    expect(frame.age_s).toBeGreaterThanOrEqual(0);
    const cube = frame.objects.find(({ name }) => name === "red_cube");
    expect(cube?.position.map((value) => Number(value.toFixed(9)))).toEqual([0.1, 0.2, 0.4]);
    const plate = tableObjects.find(({ name }) => name === "blue_plate");
    expect(frame.objects.find(({ name }) => name === "blue_plate")?.position).toEqual(plate?.pose.position);
  });

  it("goes on telling the age of a reading after which none came, at a low rate", async () => {
    const { messages, until } = await dialWithToken();
    const old = await until(
      (message): message is Extract<ToPage, { op: "robot" }> => message.op === "robot" && message.age_s > 1,
    );
    expect(old.positions).toHaveLength(8);
    expect(messages.filter(isOp("robot")).length).toBeLessThan(8);
  });

  it("builds the newest frame for a page that did not read for a while, and not all that it missed", async () => {
    const { socket, messages, until } = await dialWithToken();
    await until(isOp("robot"));
    socket.pause();
    for (let i = 0; i < 50; i += 1) {
      session.feed.measure([i / 100]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.resume();
    await until((message): message is ToPage => message.op === "robot" && message.positions[0] === 0.49);
    expect(messages.filter(isOp("robot")).length).toBeLessThan(40);
  });

  it("hands on what a page asks, and tells it why something was refused", async () => {
    const { socket, until } = await dialWithToken();
    socket.send(JSON.stringify({ op: "instruct", text: "  go home " }));
    expect(await session.requested("instruct")).toEqual({ op: "instruct", text: "go home" });
    session.refuse = "Busy with another task.";
    socket.send(JSON.stringify({ op: "exec", code: "1" }));
    expect(await until(isOp("refused"))).toEqual({
      op: "refused",
      request: "exec",
      reason: "Busy with another task.",
    });
  });

  it("refuses what is no request in words, and goes on", async () => {
    const { socket, messages, until } = await dialWithToken();
    for (const bad of [
      "not json",
      "[]",
      "null",
      '{"op":"fly"}',
      '{"op":"instruct","text":""}',
      '{"op":"stop","more":1}',
      `{"op":"exec","code":"${"x".repeat(200_001)}"}`,
    ])
      socket.send(bad);
    socket.send(Buffer.from([1, 2, 3]));
    socket.send('{"op":"stop"}');
    await session.requested("stop");
    await until(
      (message): message is ToPage =>
        message.op === "refused" && messages.filter(isOp("refused")).length === 8,
    );
    expect(session.requests).toEqual([{ op: "stop" }]);
  });

  it("ends a connection that sends more than a mebibyte at once", async () => {
    const { socket } = await dialWithToken();
    const closed = new Promise<number>((resolve) => socket.once("close", resolve));
    socket.send("x".repeat(1024 * 1024 + 1));
    expect(await closed).toBe(1009);
    await dialWithToken();
    expect(session.requests).toEqual([]);
  });

  it("stops by HTTP too, and says when the stop failed", async () => {
    expect((await stopByHttp()).status).toBe(200);
    expect(session.requests).toEqual([{ op: "stop" }]);
    session.refuse = "the robot did not stand still";
    const failed = await stopByHttp();
    expect([failed.status, JSON.parse(failed.text)]).toEqual([
      500,
      { reason: "the robot did not stand still" },
    ]);
  });

  it("tells all pages when the session changes or the robot's connection does", async () => {
    const [one, two] = [await dialWithToken(), await dialWithToken()];
    session.feed.connect("reconnecting");
    await Promise.all([one.until(isLost), two.until(isLost)]);
    session.info.busy = true;
    session.server.sessionChanged();
    await two.until((message): message is ToPage => message.op === "session" && message.session.busy);
  });

  it("closes with pages open, and leaves no listener behind", async () => {
    const { socket } = await dialWithToken();
    const closed = new Promise<number>((resolve) => socket.once("close", resolve));
    await session.server.close();
    expect(await closed).toBe(1001);
    expect(session.feed.watchers).toBe(0);
  });
});
