import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { refusal } from "../../../sim/rosbridge/access.ts";
import { RosbridgeServer } from "../../../sim/rosbridge/server.ts";
import { Rig } from "./rig.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.start();
});
afterEach(() => rig.stop());

const listen = (host: string, port: number): Promise<RosbridgeServer> =>
  RosbridgeServer.listen({ host, port, parameters: new Map() });

describe("the server", () => {
  it("tells its address, with the port that it got", () => {
    expect(rig.server.url).toBe(`ws://127.0.0.1:${rig.server.port}`);
    expect(rig.server.port).toBeGreaterThan(0);
  });

  it("refuses a port that another server has, with what to do", async () => {
    await expect(listen("127.0.0.1", rig.server.port)).rejects.toThrow(
      /Port \d+ on 127\.0\.0\.1 is in use.*--port/,
    );
    await expect(listen("127.0.0.1", rig.server.port)).rejects.toMatchObject({
      name: "UserError",
      exitCode: 1,
    });
  });

  it("refuses a port that another program has", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    await expect(listen("127.0.0.1", (other.address() as { port: number }).port)).rejects.toThrow(/in use/);
    other.close();
  });

  it("refuses an address that is not of this machine, in one line", async () => {
    await expect(listen("192.0.2.1", 0)).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringMatching(/^Cannot listen on 192\.0\.2\.1:0: [^\n]+$/),
    });
  });

  it("tells a browser that came by HTTP what it is", async () => {
    const response = await fetch(rig.server.url.replace("ws:", "http:"));
    expect([response.status, await response.text()]).toEqual([
      426,
      expect.stringMatching(/rosbridge.*WebSocket/),
    ]);
  });

  it("ends its clients and nodes when it closes, and frees its port", async () => {
    const { server } = rig;
    const client = await rig.raw();
    const node = rig.node("/physics");
    const closed = Promise.all([once(client.socket, "close"), node.closed]);
    await server.close();
    await closed;
    await (await listen("127.0.0.1", server.port)).close();
  });
});

describe("who may connect", () => {
  it.each([
    ["a page of another site", { origin: "https://evil.example" }],
    ["a page that hides its site", { origin: "null" }],
    ["a page whose site only looks like this machine", { origin: "http://localhost.evil.example" }],
    ["a name that was rebound to this machine", { host: "evil.example" }],
    ["a name that was rebound, with its port", { host: "127.0.0.1.evil.example:9090" }],
  ])("not %s", async (_what, headers) => {
    await expect(rig.raw(headers)).rejects.toThrow(/403/);
  });

  it.each([
    ["a program", {}],
    ["a page of this machine on another port", { origin: "http://localhost:5173" }],
    ["a page of this machine by number", { origin: "http://127.0.0.1:8080" }],
    ["a program that says localhost", { host: "localhost:9090" }],
    ["a page of this machine by IPv6", { origin: "http://[::1]:8080" }],
  ])("%s", async (_what, headers) => {
    const client = await rig.raw(headers);
    expect(await client.settle()).toEqual([]);
  });

  it("by any name where others may connect too, but still no page of another site", () => {
    expect(refusal({ headers: { host: "robot.local:9090" } }, false)).toBeNull();
    expect(refusal({ headers: { host: "robot.local:9090" } }, true)).toMatch(/not this machine/);
    expect(refusal({ headers: { host: "evil.example", origin: "http://evil.example" } }, false)).toMatch(
      /may not connect/,
    );
  });
});
