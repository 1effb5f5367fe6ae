import { request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { buildWebIfOld } from "../../web/build-web.ts";
import { http } from "./http.ts";
import { openPageSession, type PageSession } from "./page-session.ts";

/* What server.test.ts does not ask: headers of every kind of answer, and that nothing grows without a bound. */

let session: PageSession;
const sockets: Socket[] = [];
beforeAll(buildWebIfOld);
beforeEach(async () => {
  session = await openPageSession();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await session.close();
});

const withToken = () => ({ authorization: `Bearer ${session.token}` });
const ask = (path: string, headers: Record<string, string> = withToken()) =>
  http(session.server.port, path, { headers });

describe("headers", () => {
  const answers = async () =>
    [
      ["the page", await ask("/", {})],
      ["nothing", await ask("/nowhere", {})],
      ["the API", await ask("/api/session")],
      ["a refused token", await ask("/api/session", { authorization: "Bearer no" })],
      ["a refused Host", await ask("/", { host: "evil.example" })],
      ["a mesh that is not there", await ask("/api/meshes/a/b.stl")],
      ["an episode that is not there", await ask("/api/episodes/a.mcap")],
    ] as const;

  it("forbid foreign code, frames, sniffing, referrers and devices on every answer", async () => {
    for (const [what, { headers }] of await answers()) {
      const policy = new Map(
        String(headers["content-security-policy"])
          .split("; ")
          .map((part) => [part.split(" ")[0], part.split(" ").slice(1).join(" ")] as const),
      );
      expect(Object.fromEntries(policy), what).toMatchObject({
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
      });
      expect(headers, what).toMatchObject({
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
        "cross-origin-resource-policy": "same-origin",
      });
      for (const device of ["camera", "microphone", "geolocation", "usb", "serial"])
        expect(headers["permissions-policy"], what).toContain(`${device}=()`);
      expect(headers["access-control-allow-origin"], what).toBeUndefined();
      expect(headers["set-cookie"], what).toBeUndefined();
    }
  });

  it("let nothing of the API be kept, and no other site read it", async () => {
    for (const path of ["/api/session", "/api/settings", "/api/episodes", "/api/nothing", "/api/primitives"])
      expect((await ask(path)).headers["cache-control"], path).toBe("no-store");
    const preflight = await http(session.server.port, "/api/stop", {
      method: "OPTIONS",
      headers: { origin: "http://evil.example", "access-control-request-method": "POST" },
    });
    expect([preflight.status, preflight.headers["access-control-allow-methods"]]).toEqual([403, undefined]);
    expect(session.requests).toEqual([]);
  });
});

describe("tokens", () => {
  it("are compared whole: no part of one, and nothing longer, opens", async () => {
    const { token } = session;
    const last = token.at(-1) === "A" ? "B" : "A";
    for (const wrong of ["", token.slice(0, -1), `${token}A`, token.slice(0, -1) + last, token.toUpperCase()])
      expect((await ask("/api/session", { authorization: `Bearer ${wrong}` })).status, wrong).toBe(401);
    expect((await ask("/api/session", { authorization: token })).status).toBe(401);
    expect((await ask("/api/session", { cookie: `token=${token}` })).status).toBe(401);
    expect((await ask("/api/session")).status).toBe(200);
  });

  it("stand in no answer", async () => {
    for (const path of ["/", "/api/session", "/api/settings", "/api/episodes", "/nowhere"])
      expect((await ask(path)).text, path).not.toContain(session.token);
  });
});

describe("names that lead here", () => {
  it("are this machine's own, and no other that was made to point at it", async () => {
    const { port } = session.server;
    for (const host of [
      "localhost.evil.example",
      `127.0.0.1.nip.io:${port}`,
      `evil.example:${port}`,
      `[::1]:${port}`,
      `0.0.0.0:${port}`,
    ])
      expect((await ask("/api/session", { ...withToken(), host })).status, host).toBe(403);
    // What is no name at all is turned away before it is looked at.
    expect(
      (await ask("/api/session", { ...withToken(), host: `127.0.0.1:${port}@evil.example` })).status,
    ).toBe(400);
    for (const origin of ["null", "file://", `http://127.0.0.1:${port + 1}`, `http://localhost:${port}.x`])
      expect((await ask("/api/session", { ...withToken(), origin })).status, origin).toBe(403);
  });
});

describe("bounds", () => {
  /** Sends a body of that many bytes and tells how it ended. */
  const upload = (path: string, bytes: number): Promise<number | string> =>
    new Promise((resolve) => {
      const request = httpRequest(
        {
          host: "127.0.0.1",
          port: session.server.port,
          path,
          method: "POST",
          headers: { ...withToken(), "content-type": "application/json" },
        },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      request.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "error"));
      const part = Buffer.alloc(64 * 1024, 32);
      let sent = 0;
      const send = (): void => {
        if (sent >= bytes || request.destroyed) return void request.end();
        sent += part.length;
        request.write(part, send);
      };
      send();
    });

  it("hold for bodies: nothing is read where none belongs, and no more than the limit elsewhere", async () => {
    const before = process.memoryUsage().rss;
    expect([404, "ECONNRESET", "EPIPE"]).toContain(await upload("/api/settings", 50_000_000));
    expect([200, "ECONNRESET", "EPIPE"]).toContain(await upload("/api/stop", 50_000_000));
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
    expect((await ask("/api/session")).status).toBe(200);
  });

  it("hold for pages: the thirty-third is told why, and a place that is left is free again", async () => {
    const dial = () =>
      new WebSocket(`ws://127.0.0.1:${session.server.port}/ws`, ["codeact", `token.${session.token}`]);
    const ended = (socket: WebSocket) =>
      new Promise<{ code: number; reason: string }>((resolve) =>
        socket.once("close", (code, reason) => resolve({ code, reason: String(reason) })),
      );
    const open = await Promise.all(
      Array.from({ length: 32 }, async () => {
        const socket = dial();
        await new Promise((resolve) => socket.once("message", resolve));
        return socket;
      }),
    );
    expect(await ended(dial())).toEqual({ code: 1013, reason: expect.stringMatching(/32 pages.*close one/) });
    const left = ended(open[0] as WebSocket);
    open[0]?.close();
    await left;
    const late = dial();
    await new Promise((resolve) => late.once("message", resolve));
    for (const socket of [...open, late]) socket.terminate();
  });

  it("hold for those without a token: a WebSocket that is refused does not stay open", async () => {
    const socket = connect(session.server.port, "127.0.0.1");
    sockets.push(socket);
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    socket.on("data", () => {});
    socket.write(
      `GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${session.server.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
    );
    await closed;
    expect((await ask("/api/session")).status).toBe(200);
  });
});
