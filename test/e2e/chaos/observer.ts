import { once } from "node:events";
import { WebSocket } from "ws";

/** An arm whose fastest joint is slower than this stands, radians per second. */
export const STANDING_RAD_S = 0.025;
/** Readings in a row, 20 ms apart: an arm that swings back from braking has no speed for a moment. */
const STANDING_READINGS = 10;
/** Wall seconds after which something that was waited for is not coming. */
const PATIENCE_S = 60;

/** Measured joints at one moment of the simulator's clock. */
export interface Reading {
  readonly stamp_s: number;
  /** Position of the shoulder's pan, radians. */
  readonly pan: number;
  /** The fastest joint of the arm, rad/s: what is published, or how far it got since the reading before. */
  readonly fastest: number;
}

interface JointState {
  header: { stamp: { sec: number; nanosec: number } };
  name: string[];
  position: number[];
  velocity: number[];
}

/** Watches a simulator over a WebSocket of its own: no code of the bridge between the test and the arm. */
export class Observer {
  readonly #socket: WebSocket;
  readonly #listeners = new Set<(reading: Reading) => void>();
  #before: { stamp_s: number; positions: number[] } | null = null;
  last: Reading | null = null;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => this.#take(JSON.parse(String(data))));
    socket.on("error", () => {});
  }

  static async connect(url: string): Promise<Observer> {
    const socket = new WebSocket(url);
    await once(socket, "open");
    const observer = new Observer(socket);
    socket.send(JSON.stringify({ op: "subscribe", topic: "/joint_states" }));
    await observer.until(() => true, "a first joint state");
    return observer;
  }

  close(): void {
    this.#socket.terminate();
  }

  on(listener: (reading: Reading) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Resolves with the next reading that fits. */
  until(fits: (reading: Reading) => boolean, what: string): Promise<Reading> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => end(() => reject(new Error(`waited in vain for ${what}`))),
        PATIENCE_S * 1000,
      );
      const gone = (): void => end(() => reject(new Error(`the simulator went away before ${what}`)));
      const end = (settle: () => void): void => {
        clearTimeout(late);
        this.#socket.off("close", gone);
        off();
        settle();
      };
      const off = this.on((reading) => fits(reading) && end(() => resolve(reading)));
      this.#socket.once("close", gone);
    });
  }

  moving(): Promise<Reading> {
    return this.until(({ fastest }) => fastest > 0.1, "the arm to move");
  }

  /** Lets so many readings pass, or fewer when the arm stands before. */
  async pass(readings: number): Promise<void> {
    let seen = 0;
    await this.until(() => ++seen >= readings, `${readings} readings`);
  }

  /** Resolves with the first of a row of readings that all stand. */
  async standing(): Promise<Reading> {
    let row: Reading[] = [];
    await this.until((reading) => {
      row = reading.fastest < STANDING_RAD_S ? [...row, reading] : [];
      return row.length >= STANDING_READINGS;
    }, "the arm to stand");
    return row[0] as Reading;
  }

  /** Notes the fastest joint from now on; call what it gives to stop, and for the fastest that was seen. */
  watch(): () => number {
    let most = 0;
    const off = this.on(({ fastest }) => {
      most = Math.max(most, fastest);
    });
    return () => {
      off();
      return most;
    };
  }

  #take(message: { op: string; msg?: JointState }): void {
    if (message.op !== "publish" || !message.msg) return;
    const { header, name, position, velocity } = message.msg;
    const arm = name.flatMap((joint, index) => (joint.includes("finger") ? [] : [index]));
    const positions = arm.map((index) => position[index] ?? Number.NaN);
    const stamp_s = header.stamp.sec + header.stamp.nanosec / 1e9;
    const { stamp_s: before_s = stamp_s, positions: before = positions } = this.#before ?? {};
    const passed_s = stamp_s - before_s;
    const gone =
      passed_s > 0 ? positions.map((value, joint) => (value - (before[joint] ?? 0)) / passed_s) : [];
    const told = arm.map((index) => velocity[index] ?? Number.NaN);
    this.#before = { stamp_s, positions };
    const pan = position[name.indexOf("shoulder_pan_joint")] ?? Number.NaN;
    this.last = { stamp_s, pan, fastest: Math.max(...[...gone, ...told].map(Math.abs)) };
    for (const listener of this.#listeners) listener(this.last);
  }
}
