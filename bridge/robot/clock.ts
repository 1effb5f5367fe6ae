import { z } from "zod";
import { PrimitiveError, type Profile, type Stamp, stampToNs, stampToSeconds } from "../protocol/index.ts";
import type { Connection } from "./connection.ts";
import { paramRequest } from "./ros-spelling.ts";
import type { TimeSource } from "./time-source.ts";
import type { Unsubscribe } from "./types.ts";
import { stopped, until } from "./until.ts";

/** Seconds of one physics step of the simulator. */
const STEP_S = 0.002;
/** Steps asked for at once: half a simulated second, after which a stop can take effect. */
const MOST_STEPS = 250;

/** What a simulator says of itself; null on a robot that is none. */
export interface Simulation {
  clock: "realtime" | "fast" | null;
  scene: string | null;
  seed: number | null;
}

const Param = z.object({ value: z.string(), successful: z.boolean().default(true) });

/** Asks rosapi for the simulator's clock, scene and seed; nulls where it has none. */
export async function readSimulation(connection: Connection, profile: Profile): Promise<Simulation> {
  const unknown: Simulation = { clock: null, scene: null, seed: null };
  if (!profile.simulation) return unknown;
  const { clock_param } = profile.simulation;
  const node = clock_param.slice(0, clock_param.lastIndexOf(":") + 1);
  const names = { clock: clock_param, scene: `${node}scene`, seed: `${node}seed` };
  const [clock, scene, seed] = await Promise.all(
    [names.clock, names.scene, names.seed].map((name) => readParam(connection, profile, name)),
  );
  return {
    clock: clock === "realtime" || clock === "fast" ? clock : null,
    scene: typeof scene === "string" ? scene : null,
    seed: Number.isInteger(seed) ? (seed as number) : null,
  };
}

/** A parameter's value (rosapi gives it as JSON), or null where it is not there. */
const readParam = async (connection: Connection, profile: Profile, name: string): Promise<unknown> => {
  const { type, request } = paramRequest(profile.ros_version, name);
  try {
    const answer = Param.parse(await connection.call("/rosapi/get_param", type, request, { timeoutS: 3 }));
    return answer.successful && answer.value !== "" ? JSON.parse(answer.value) : null;
  } catch (error) {
    if (error instanceof PrimitiveError && error.code === "Disconnected") throw error;
    return null;
  }
};

/** Lets the robot's clock go on: steps a `fast` simulator, waits on everything else. */
export class RobotClock {
  readonly #connection: Connection;
  readonly #profile: Profile;
  readonly #source: TimeSource;

  constructor(connection: Connection, profile: Profile, source: TimeSource) {
    this.#connection = connection;
    this.#profile = profile;
    this.#source = source;
  }

  /**
   * Lets `seconds` of the robot's clock pass and returns how many did.
   *
   * @throws PrimitiveError `Stale` when the robot's clock stands, `Stopped`, `Disconnected`
   */
  async advance(seconds: number, mode: Simulation["clock"], signal?: AbortSignal): Promise<number> {
    if (signal?.aborted) throw stopped(signal);
    if (!(seconds > 0)) return 0;
    const start = this.#now();
    if (mode === "fast" && this.#profile.simulation) await this.#step(seconds, start, signal);
    else await this.#reach(start, seconds, 2 * seconds + 5, signal);
    return Number(stampToNs(this.#now()) - stampToNs(start)) / 1e9;
  }

  async #step(seconds: number, start: Stamp, signal?: AbortSignal): Promise<void> {
    const service = this.#profile.simulation?.step_service ?? "";
    const type = "simulation_interfaces/srv/StepSimulation";
    const total = Math.max(1, Math.round(seconds / STEP_S));
    for (let done = 0; done < total; ) {
      if (signal?.aborted) throw stopped(signal);
      const steps = Math.min(MOST_STEPS, total - done);
      const answer = await this.#connection.call(service, type, { steps }, { timeoutS: 30, signal });
      const { result } = StepAnswer.parse(answer);
      if (result.result !== 1)
        throw new PrimitiveError(
          "NotSupported",
          `${service} did not step: ${result.error_message || `result ${result.result}`}.`,
        );
      done += steps;
    }
    // What is read next must be of after the steps.
    await this.#reach(start, total * STEP_S, 5, signal);
  }

  /** Waits until the robot's clock is `seconds` after `start`. */
  async #reach(start: Stamp, seconds: number, timeoutS: number, signal?: AbortSignal): Promise<void> {
    const goal = stampToNs(start) + BigInt(Math.round(seconds * 1e9));
    const there = (): boolean => {
      const now = this.#source.now();
      return now !== null && stampToNs(now) >= goal;
    };
    if (there()) return;
    const listen = (resolve: () => void, reject: (error: Error) => void): Unsubscribe => {
      const deafen = this.#source.onMessage(() => there() && resolve());
      // A robot that comes back may come back with another clock.
      const unwatch = this.#connection.onState((state) => state !== "connected" && reject(this.#down()));
      return () => {
        deafen();
        unwatch();
      };
    };
    const late = (): PrimitiveError => {
      const now = this.#source.now();
      const stands = now ? `stands at ${stampToSeconds(now).toFixed(3)} s` : "is not known";
      return new PrimitiveError(
        "Stale",
        `The robot's clock did not advance by ${seconds} s within ${timeoutS} s of ours: it ${stands}, from ${stampToSeconds(start).toFixed(3)} s. Check that ${this.#source.what} still come.`,
      );
    };
    await until<void>(listen, { timeoutS, signal, late });
  }

  #now(): Stamp {
    const now = this.#source.now();
    if (now) return now;
    if (this.#connection.state !== "connected") throw this.#down();
    throw new PrimitiveError(
      "Stale",
      `No ${this.#source.what} yet on ${this.#source.topic}: the robot's clock is not known.`,
    );
  }

  #down(): PrimitiveError {
    return new PrimitiveError(
      "Disconnected",
      "The connection to the robot is down, and its clock with it. Wait until it is back, then look where the robot is.",
    );
  }
}

/** simulation_interfaces/msg/Result: 1 is RESULT_OK. */
const StepAnswer = z.object({
  result: z.object({ result: z.number(), error_message: z.string().default("") }),
});
