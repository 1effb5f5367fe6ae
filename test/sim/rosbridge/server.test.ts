import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RosbridgeServer } from "../../../sim/rosbridge/server.ts";
import { RawClient, Rig } from "./rig.ts";

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
});

describe("a server that wants a token", () => {
  let server: RosbridgeServer;
  const start = async (host: string, token?: string): Promise<RosbridgeServer> => {
    server = await RosbridgeServer.listen({ host, port: 0, parameters: new Map(), token });
    return server;
  };
  afterEach(() => server.close());
  const here = (path: string): string => `ws://127.0.0.1:${server.port}${path}`;
  const greet = async (url: string, headers: Record<string, string> = {}): Promise<void> => {
    const client = await RawClient.connect(url, headers);
    expect(await client.settle()).toEqual([]);
    client.socket.terminate();
  };

  it("makes one where other machines can connect, and tells it in its address", async () => {
    const { url, port } = await start("0.0.0.0");
    expect(url).toMatch(new RegExp(`^ws://0\\.0\\.0\\.0:${port}/\\?token=[\\w-]{24}$`));
    await greet(here(url.slice(url.indexOf("/?"))));
    await server.close();
    expect((await start("0.0.0.0")).url.split("=")[1]).not.toBe(url.split("=")[1]);
  });

  it.each(["", "/", "/?token=", "/?token=wrong", "/?tok=right+%26+more", "/?token=right", "//"])(
    "lets nobody in who comes to %j",
    async (path) => {
      await start("127.0.0.1", "right & more");
      await expect(RawClient.connect(here(path))).rejects.toThrow(/401/);
    },
  );

  it("lets in who shows it, in the address or as bearer, from any page and by any name", async () => {
    const { url } = await start("127.0.0.1", "right & more");
    expect(url).toBe(here("/?token=right%20%26%20more"));
    await greet(url);
    await greet(url, { origin: "https://studio.example", host: "robot.local" });
    await greet(here("/"), { authorization: "Bearer right-not" }).then(
      () => expect.unreachable(),
      (error: Error) => expect(error.message).toMatch(/401/),
    );
    await server.close();
    await start("127.0.0.1", "plain");
    await greet(here("/"), { authorization: "Bearer plain" });
  });
});
