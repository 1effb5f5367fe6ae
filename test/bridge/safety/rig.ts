import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { armOf, type EventBody, type Profile } from "../../../bridge/protocol/index.ts";
import { loadProfile } from "../../../bridge/robot/profiles.ts";
import { type ArmReading, connectRobot, type Robot } from "../../../bridge/robot/robot.ts";
import { SafetyGate } from "../../../bridge/safety/gate.ts";
import { type Simulator, startSimulator } from "../../../sim/simulator.ts";
import { type Call, programCalls } from "../program-calls.ts";
import { connectionIs } from "../robot/small-robot.ts";

/** A line to a server on this machine that can be cut, and stays cut until it is mended. */
export class Line {
  readonly #target: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #near = new Set<Socket>();
  #whole = true;
  /** Whether an end that closes takes the other with it. */
  #tell = true;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((socket) => this.#join(socket));
  }

  static async to(target: number): Promise<Line> {
    const line = new Line(target);
    line.#server.listen(0, "127.0.0.1");
    await once(line.#server, "listening");
    return line;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  cut(): void {
    this.#whole = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** As if the network broke: this side is cut, and the other is not told and goes on sending to nobody. */
  cutNearOnly(): void {
    this.#whole = false;
    this.#tell = false;
    for (const socket of this.#near) socket.destroy();
  }

  mend(): void {
    this.#whole = true;
    this.#tell = true;
  }

  /** Lets nothing through any more and tells nobody, as a cable that was pulled out. */
  stall(): void {
    for (const socket of this.#sockets) socket.pause();
  }

  /** Lets through what waited, and what comes. */
  flow(): void {
    for (const socket of this.#sockets) socket.resume();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #join(near: Socket): void {
    if (!this.#whole) {
      near.destroy();
      return;
    }
    const far = connect(this.#target, "127.0.0.1");
    this.#near.add(near);
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#sockets.delete(socket);
        this.#near.delete(socket);
        if (!this.#tell) return;
        near.destroy();
        far.destroy();
      });
    }
    near.on("data", (bytes) => far.write(bytes));
    far.on("data", (bytes) => near.destroyed || near.write(bytes));
    near.on("end", () => this.#tell && far.end());
    far.on("end", () => near.end());
  }
}

/** A simulator that needs no judge. */
type RobotSimulator = Omit<Simulator, "verdict">;

export interface RigOptions {
  readonly clock?: "fast" | "realtime";
  readonly seed?: number;
  readonly profile?: (profile: Profile) => Profile;
  /** A simulator to use, and to close at the end, in place of one of its own. */
  readonly simulator?: RobotSimulator;
  /** Where the robot is reached, when that is not the simulator's own address. */
  readonly url?: string;
  /** Puts a line that can be cut between robot and simulator. */
  readonly line?: boolean;
}

/** A simulated robot with its gate and primitives, and all that they told. */
export class Rig {
  readonly simulator: RobotSimulator;
  readonly robot: Robot;
  readonly gate: SafetyGate;
  readonly events: EventBody[];
  readonly receipts: { receipt: Record<string, unknown>; text: string }[] = [];
  readonly line: Line | null;
  /** Calls a primitive as a program does. */
  readonly call: Call;
  readonly #workDir: string;

  private constructor(parts: {
    simulator: RobotSimulator;
    robot: Robot;
    events: EventBody[];
    line: Line | null;
    workDir: string;
  }) {
    this.simulator = parts.simulator;
    this.robot = parts.robot;
    this.events = parts.events;
    this.line = parts.line;
    this.#workDir = parts.workDir;
    this.gate = new SafetyGate({ robot: parts.robot, emit: (event) => void parts.events.push(event) });
    this.call = programCalls({
      robot: this.robot,
      gate: this.gate,
      workDir: parts.workDir,
      onReceipt: (receipt, text) => void this.receipts.push({ receipt, text }),
    });
  }

  static async start(options: RigOptions = {}): Promise<Rig> {
    const { clock = "fast", seed = 1, profile = (same) => same } = options;
    const simulator = options.simulator ?? (await startSimulator({ scene: "table", seed, clock, port: 0 }));
    const events: EventBody[] = [];
    const line = options.line ? await Line.to(simulator.port) : null;
    const robot = await connectRobot({
      url: options.url ?? line?.url ?? simulator.url,
      profile: profile(loadProfile("simulated_arm")),
      emit: (event) => void events.push(event),
    });
    const workDir = await mkdtemp(join(tmpdir(), "codeact-test-"));
    return new Rig({ simulator, robot, events, line, workDir });
  }

  /** Resolves with the next state of the arm that fits. */
  until(fits: (reading: ArmReading) => boolean): Promise<ArmReading> {
    // Looked at as they come: on a fast clock a whole motion may pass while one waits for the next.
    return new Promise((resolve) => {
      const off = this.robot.onJointState(() => {
        try {
          const reading = this.robot.arm();
          if (!fits(reading)) return;
          off();
          resolve(reading);
        } catch {
          // The message did not speak of the arm, or what did is old.
        }
      });
    });
  }

  /** Resolves when the robot's connection is up. */
  reconnected(): Promise<void> {
    return connectionIs(this.robot, "connected");
  }

  /** The arm's positions in all joint states until the returned function is called. */
  record(): () => number[][] {
    const { joints } = armOf(this.robot.profile).arm;
    const positions: number[][] = [];
    const stop = this.robot.onJointState(({ name, position }) => {
      positions.push(joints.map((joint) => position[name.indexOf(joint)] ?? Number.NaN));
    });
    return () => {
      stop();
      return positions;
    };
  }

  async close(): Promise<void> {
    await this.robot.close();
    this.line?.close();
    await this.simulator.close();
    await rm(this.#workDir, { recursive: true, force: true });
  }
}

/** The fastest joint, rad/s. */
export const fastest = ({ velocities }: ArmReading): number => Math.max(...velocities.map(Math.abs));

/** How a promise failed; fails the test when it did not. */
export const failure = async (
  promise: Promise<unknown>,
): Promise<{ code: string; message: string; receipt: unknown }> => {
  try {
    await promise;
  } catch (error) {
    return error as { code: string; message: string; receipt: unknown };
  }
  throw new Error("nothing was thrown");
};
