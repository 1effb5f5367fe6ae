import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";

interface Op {
  op: string;
  id?: string;
}

/**
 * Stands before a rosbridge server and lets through what a Python rosbridge_server reads when it is started with
 * `send_action_goals_in_new_thread` false, its default: of each line nothing more until the goal that came over it has
 * ended. Goals are known by their ids to all lines (rosbridge_library/capabilities/send_action_goal.py, ros2).
 */
export class OneThreadRosbridge {
  readonly #server: WebSocketServer;
  readonly #owners = new Map<string, WebSocket>();

  private constructor(server: WebSocketServer, target: string) {
    this.#server = server;
    server.on("connection", (near) => void this.#join(near, target));
  }

  static async before(target: string): Promise<OneThreadRosbridge> {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await once(server, "listening");
    return new OneThreadRosbridge(server, target);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }

  #join(near: WebSocket, target: string): void {
    const far = new WebSocket(target);
    const unread: string[] = [];
    let goal: string | undefined;
    const read = (): void => {
      while (goal === undefined && far.readyState === WebSocket.OPEN) {
        const text = unread.shift();
        if (text === undefined) return;
        const { op, id } = JSON.parse(text) as Op;
        if (op === "send_action_goal" && id !== undefined) {
          goal = id;
          this.#owners.set(id, far);
        }
        (op === "cancel_action_goal" ? this.#owners.get(id ?? "") : far)?.send(text);
      }
    };
    near.on("message", (data) => {
      unread.push(String(data));
      read();
    });
    far.on("open", read);
    far.on("message", (data) => {
      const text = String(data);
      near.send(text);
      if (goal === undefined || !text.includes(goal)) return;
      const { op, id } = JSON.parse(text) as Op;
      if (id !== goal || (op !== "action_result" && op !== "status")) return;
      this.#owners.delete(goal);
      goal = undefined;
      read();
    });
    far.on("error", () => near.terminate());
    far.on("close", () => near.terminate());
    near.on("close", () => far.terminate());
  }
}
