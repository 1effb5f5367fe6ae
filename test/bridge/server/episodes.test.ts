import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { buildWebIfOld } from "../../web/build-web.ts";
import { type Answer, http } from "./http.ts";
import { openPageSession, type PageSession } from "./page-session.ts";

/* Episodes over real HTTP. What the bytes mean is nothing to the server, so most files here are no episodes. */

let place: string;
let folder: string;
let session: PageSession;
const bytes = randomBytes(100_000);
beforeAll(buildWebIfOld);
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), "codeact-shelf-"));
  folder = join(place, "episodes");
  await mkdir(folder);
  await writeFile(join(folder, "one.mcap"), bytes);
  await writeFile(join(place, "outside.mcap"), "not yours");
  session = await openPageSession(0, folder);
});
afterEach(async () => {
  await session.close();
  await rm(place, { recursive: true, force: true });
});

const ask = (path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> =>
  http(session.server.port, path, {
    method,
    headers: { authorization: `Bearer ${session.token}`, ...headers },
  });
const listed = async (): Promise<string[]> =>
  JSON.parse((await ask("/api/episodes")).text).episodes.map(({ id }: { id: string }) => id);

describe("who may have the episodes", () => {
  it("asks for the session's token, for list, file and deletion", async () => {
    for (const authorization of ["", "Bearer wrong"])
      for (const [method, path] of [
        ["GET", "/api/episodes"],
        ["GET", "/api/episodes/one.mcap"],
        ["HEAD", "/api/episodes/one.mcap"],
        ["DELETE", "/api/episodes/one"],
      ] as const)
        expect((await ask(path, { authorization }, method)).status, `${method} ${path}`).toBe(401);
    expect(existsSync(join(folder, "one.mcap"))).toBe(true);
  });

  it("refuses other sites' pages and rebound names, with the token too", async () => {
    for (const headers of [{ origin: "http://evil.example" }, { host: "evil.example" }] as Record<
      string,
      string
    >[]) {
      expect((await ask("/api/episodes/one.mcap", headers)).status).toBe(403);
      expect((await ask("/api/episodes/one", headers, "DELETE")).status).toBe(403);
    }
    expect(existsSync(join(folder, "one.mcap"))).toBe(true);
  });
});

describe("an episode's file", () => {
  it("comes whole, as a download that is not kept", async () => {
    const { status, headers, bytes: got } = await ask("/api/episodes/one.mcap");
    expect([status, headers["content-length"], headers["accept-ranges"]]).toEqual([200, "100000", "bytes"]);
    expect(headers["content-disposition"]).toBe("attachment; filename*=UTF-8''one.mcap");
    expect(headers["cache-control"]).toBe("no-store");
    expect(Buffer.compare(got, bytes)).toBe(0);
  });

  it("tells its size without its bytes", async () => {
    const { status, headers, bytes: got } = await ask("/api/episodes/one.mcap", {}, "HEAD");
    expect([status, headers["content-length"], got.length]).toEqual([200, "100000", 0]);
  });

  it("comes by ranges, byte for byte", async () => {
    const ranges: [string, number, number][] = [
      ["bytes=0-0", 0, 1],
      ["bytes=0-99999", 0, 100_000],
      ["bytes=99999-", 99_999, 100_000],
      ["bytes=-1", 99_999, 100_000],
      ["bytes=-500", 99_500, 100_000],
      ["bytes=-200000", 0, 100_000],
      ["bytes=65535-65537", 65_535, 65_538],
      ["bytes=99990-123456", 99_990, 100_000],
      ["bytes= 10 - 19", 10, 20],
    ];
    for (let i = 0; i < 40; i += 1) {
      const [from = 0, to = 0] = [Math.random(), Math.random()]
        .map((x) => Math.floor(x * 1e5))
        .toSorted((a, b) => a - b);
      ranges.push([`bytes=${from}-${to}`, from, to + 1]);
    }
    for (const [range, from, to] of ranges) {
      const { status, headers, bytes: got } = await ask("/api/episodes/one.mcap", { range });
      expect([status, headers["content-range"]], range).toEqual([206, `bytes ${from}-${to - 1}/100000`]);
      expect(headers["content-length"], range).toBe(String(to - from));
      expect(Buffer.compare(got, bytes.subarray(from, to)), range).toBe(0);
    }
  });

  it("says so where no byte is in the range, and ignores ranges that it cannot read", async () => {
    for (const range of ["bytes=100000-", "bytes=200000-300000", "bytes=-0"]) {
      const { status, headers } = await ask("/api/episodes/one.mcap", { range });
      expect([status, headers["content-range"]], range).toEqual([416, "bytes */100000"]);
    }
    for (const range of [
      "lines=0-1",
      "bytes=5-2",
      "bytes=0-1,5-6",
      "bytes=-",
      "bytes=a-b",
      `bytes=${"9".repeat(400)}-`,
    ])
      expect((await ask("/api/episodes/one.mcap", { range })).status, range).toBe(200);
  });

  it("gives a range only of the version that was asked for", async () => {
    const { headers } = await ask("/api/episodes/one.mcap", {}, "HEAD");
    const etag = String(headers["etag"]);
    const range = { range: "bytes=10-19" };
    expect((await ask("/api/episodes/one.mcap", { ...range, "if-range": etag })).status).toBe(206);
    expect((await ask("/api/episodes/one.mcap", { "if-none-match": etag })).status).toBe(304);
    await writeFile(join(folder, "one.mcap"), randomBytes(100_000));
    const after = await ask("/api/episodes/one.mcap", { ...range, "if-range": etag });
    expect([after.status, after.bytes.length]).toEqual([200, 100_000]);
    expect(after.headers["etag"]).not.toBe(etag);
  });

  it("may be empty", async () => {
    await writeFile(join(folder, "empty.mcap"), "");
    const { status, headers } = await ask("/api/episodes/empty.mcap");
    expect([status, headers["content-length"]]).toEqual([200, "0"]);
    expect((await ask("/api/episodes/empty.mcap", { range: "bytes=0-" })).status).toBe(416);
  });

  it("streams a file of 3 GB without taking the memory for it, to a reader that leaves", async () => {
    const big = join(folder, "big.mcap");
    await writeFile(big, "");
    await truncate(big, 3e9);
    const tail = await ask("/api/episodes/big.mcap", { range: "bytes=-7" });
    expect([tail.status, tail.headers["content-range"], tail.bytes.length]).toEqual([
      206,
      "bytes 2999999993-2999999999/3000000000",
      7,
    ]);
    const before = process.memoryUsage().rss;
    const socket = connect(session.server.port, "127.0.0.1");
    const head = `GET /api/episodes/big.mcap HTTP/1.1\r\nHost: 127.0.0.1:${session.server.port}\r\n`;
    socket.write(`${head}Authorization: Bearer ${session.token}\r\n\r\n`);
    let got = 0;
    await new Promise<void>((resolve) =>
      socket.on("data", (chunk: Buffer) => {
        got += chunk.length;
        if (got > 200e6) resolve();
      }),
    );
    socket.destroy();
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
    expect((await ask("/api/episodes/one.mcap")).status).toBe(200);
  });
});

describe("ids", () => {
  const hostile = [
    "../outside",
    "..%2foutside",
    "%2e%2e%2foutside",
    "%2e%2e/outside",
    "..%5coutside",
    "%252e%252e%252foutside",
    "....//outside",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "one%00",
    "%00",
    ".",
    "..",
    "%ff%fe",
    "%",
    "a".repeat(3000),
    "%0d%0aset-cookie:x",
  ];

  it("lead nowhere but to files of the folder", async () => {
    for (const id of hostile) {
      for (const path of [`/api/episodes/${id}.mcap`, `/api/episodes/${id}`]) {
        const { status, text, headers } = await ask(path);
        expect([400, 404], path).toContain(status);
        expect(text, path).not.toContain("not yours");
        expect(headers["set-cookie"]).toBeUndefined();
      }
      expect([400, 404], id).toContain((await ask(`/api/episodes/${id}`, {}, "DELETE")).status);
    }
    expect(existsSync(join(place, "outside.mcap"))).toBe(true);
    expect(existsSync(join(folder, "one.mcap"))).toBe(true);
  });

  it("of links, folders and pipes are not served, listed or deleted", async () => {
    await symlink(join(place, "outside.mcap"), join(folder, "link.mcap"));
    await symlink(place, join(folder, "way.mcap"));
    await mkdir(join(folder, "folder.mcap"));
    execFileSync("mkfifo", [join(folder, "pipe.mcap")]);
    for (const id of ["link", "way", "folder", "pipe"]) {
      expect((await ask(`/api/episodes/${id}.mcap`)).status, id).toBe(404);
      expect((await ask(`/api/episodes/${id}`, {}, "DELETE")).status, id).toBe(404);
      expect(existsSync(join(folder, `${id}.mcap`)), id).toBe(true);
    }
    expect((await ask("/api/episodes/way.mcap%2foutside.mcap")).status).toBe(400);
    expect(await listed()).toEqual(["one"]);
  });

  it("may hold spaces, dots and other letters", async () => {
    const id = "Würfel & Teller v1.2 “rot”";
    await writeFile(join(folder, `${id}.mcap`), "ok");
    expect(await listed()).toContain(id);
    const got = await ask(`/api/episodes/${encodeURIComponent(id)}.mcap`);
    expect([got.status, got.text]).toEqual([200, "ok"]);
    expect((await ask(`/api/episodes/${encodeURIComponent(id)}`, {}, "DELETE")).status).toBe(200);
    expect(existsSync(join(folder, `${id}.mcap`))).toBe(false);
  });
});

describe("the list", () => {
  it("is empty for a folder that is not there yet", async () => {
    await rm(folder, { recursive: true });
    expect(await listed()).toEqual([]);
  });

  it("leaves out what is being recorded, which cannot be deleted either", async () => {
    const file = session.recordings.begin("put it there");
    const id = basename(file, ".mcap");
    await writeFile(file, "half");
    expect(await listed()).toEqual(["one"]);
    expect((await ask(`/api/episodes/${id}`, {}, "DELETE")).status).toBe(409);
    expect(existsSync(file)).toBe(true);
    session.recordings.end(file);
    expect(await listed()).toContain(id);
    expect((await ask(`/api/episodes/${id}`, {}, "DELETE")).status).toBe(200);
  });

  it("is told to every open page to have changed when one was deleted", async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${session.server.port}/ws`, [
      "codeact",
      `token.${session.token}`,
    ]);
    const told = new Promise<void>((resolve) =>
      socket.on("message", (data) => JSON.parse(String(data)).op === "episodes" && resolve()),
    );
    await new Promise((resolve) => socket.once("open", resolve));
    expect((await ask("/api/episodes/one", {}, "DELETE")).status).toBe(200);
    await told;
    socket.terminate();
    expect(await listed()).toEqual([]);
    expect((await ask("/api/episodes/one", {}, "DELETE")).status).toBe(404);
  });
});
