import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A TCP line to a server, which can be cut: as when somebody pulls the cable. */
export interface Line {
  /** ws:// address of this end */
  readonly url: string;
  /** Cuts what is connected; what dials afterwards is refused until `mend`. */
  cut(): void;
  mend(): void;
  close(): void;
}

/** Makes a line to a ws:// address. */
export const startLine = async (url: string): Promise<Line> => {
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) return near.destroy();
    const far = connect(Number(port), hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on("error", () => {}); // told by close
      socket.on("close", () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address() as { port: number };
  const cut = (): void => {
    whole = false;
    for (const socket of open) socket.destroy();
  };
  return {
    url: `ws://127.0.0.1:${address.port}`,
    cut,
    mend: () => {
      whole = true;
    },
    close: () => {
      cut();
      server.close();
    },
  };
};
