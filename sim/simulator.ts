import { once } from "node:events";
import { MessageChannel, MessagePort, Worker } from "node:worker_threads";
import { UserError, type Verdict } from "../bridge/protocol/index.ts";
import { RosbridgeServer } from "./rosbridge/server.ts";
import type { CameraWorkerData } from "./sensors/camera/camera-worker.ts";
import { isTaskScene } from "./tasks/tasks.ts";
import { workerUrl } from "./worker-url.ts";
import type { PhysicsWorkerData, VerdictReply, VerdictRequest } from "./world/physics-worker.ts";
import { makeScene } from "./world/scenes/scenes.ts";
import type { Clock } from "./world/simulation.ts";

export { taskFacts, taskIds, taskScene } from "./tasks/tasks.ts";
export { isScene, sceneNames, sceneProfile } from "./world/scenes/scenes.ts";

export interface SimulatorOptions {
  readonly scene?: string;
  /** Places the objects. */
  readonly seed?: number;
  /** `realtime` follows the wall clock; `fast` runs only while something moves or is waited for, as fast as it can. */
  readonly clock?: Clock;
  /** 0 takes any free port. */
  readonly port?: number;
  /** Address to listen on; for others than this machine's own a token is needed. */
  readonly host?: string;
  /** What clients must show; made when needed and not given. */
  readonly token?: string | undefined;
  /** Whether what goes wrong on purpose in a scene that is a task does; when not given, it does. */
  readonly perturbed?: boolean;
}

/** A running simulator; its robot is reached over rosbridge at `url`, by anyone. */
export interface Simulator {
  /** ws://host:port, with /?token=… where clients need one */
  readonly url: string;
  readonly port: number;
  readonly scene: string;
  readonly seed: number;
  readonly clock: Clock;
  /** Resolves with the reason when a part of the simulator died and it closed itself; never after `close`. */
  readonly failed: Promise<UserError>;
  /**
   * What the judge of a scene that is a task says, once all has come to rest (at most 2 s of the simulator's clock).
   * Not to be had over rosbridge: no program can ask for it.
   *
   * @throws UserError when the scene is no task, or the simulator is closed
   */
  verdict(): Promise<Verdict>;
  close(): Promise<void>;
}

const NODE = "/codeact_sim";

/** Starts a worker thread; the ports in its data move over to it. */
const startWorker = (path: string, data: PhysicsWorkerData | CameraWorkerData): Worker => {
  const ports = Object.values(data as unknown as Record<string, unknown>).filter(
    (value) => value instanceof MessagePort,
  );
  return new Worker(workerUrl(import.meta.url, path), { workerData: data, transferList: ports });
};

/** Asks the judge in the physics thread. */
const askJudge = (physics: Worker): (() => Promise<Verdict>) => {
  let asked = 0;
  return () =>
    new Promise((resolve, reject) => {
      const id = ++asked;
      const settle = (end: () => void): void => {
        physics.off("message", answered);
        physics.off("exit", ended);
        end();
      };
      const answered = (reply: VerdictReply | "ready"): void => {
        if (reply === "ready" || reply.id !== id) return;
        settle(() =>
          "verdict" in reply ? resolve(reply.verdict) : reject(new Error(`the judge failed: ${reply.error}`)),
        );
      };
      const ended = (): void =>
        settle(() => reject(new UserError("the simulator was closed before its judge had answered.")));
      physics.on("message", answered);
      physics.on("exit", ended);
      physics.postMessage({ t: "verdict", id } satisfies VerdictRequest);
    });
};

/** Resolves when the worker says that it is ready. */
const ready = async (worker: Worker): Promise<void> => {
  const died = once(worker, "exit").then(([code]) => {
    throw new Error(`the thread ended with code ${code} before it was ready`);
  });
  await Promise.race([once(worker, "message"), died]);
};

/**
 * Starts the simulator: a rosbridge server in this thread, physics and cameras in threads of their own.
 *
 * @throws UserError when the scene is unknown, the port cannot be had, or the physics does not start
 */
export const startSimulator = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  const { scene = "table", seed = 1, clock = "realtime", port = 0, host = "127.0.0.1", token } = options;
  const { perturbed = true } = options;
  // An unknown scene is refused here, in the caller's thread.
  const { profile, cameras: seen, lamp } = makeScene(scene, seed);
  const parameters = new Map<string, unknown>([
    [`${NODE}:use_sim_time`, true],
    [`${NODE}:publish_rate`, 50],
    [`${NODE}:clock`, clock],
    [`${NODE}:scene`, scene],
    [`${NODE}:seed`, seed],
    [`${NODE}:profile`, profile],
  ]);
  const server = await RosbridgeServer.listen({ host, port, parameters, token });
  const [physicsNode, cameraNode, snapshots] = [
    new MessageChannel(),
    new MessageChannel(),
    new MessageChannel(),
  ];
  server.attachNode(NODE, physicsNode.port1);
  server.attachNode(`${NODE}_cameras`, cameraNode.port1);
  const physics = startWorker("./world/physics-worker.ts", {
    scene,
    seed,
    clock,
    nodePort: physicsNode.port2,
    cameraPort: snapshots.port1,
    perturbed,
  });
  const cameras = startWorker("./sensors/camera/camera-worker.ts", {
    sights: { cameras: seen, lamp },
    nodePort: cameraNode.port2,
    physicsPort: snapshots.port2,
  });

  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      await Promise.all([physics.terminate(), cameras.terminate()]);
      for (const channel of [physicsNode, cameraNode]) channel.port1.close();
      await server.close();
    })();
    return closing;
  };
  const failed = new Promise<UserError>((resolve) => {
    const fail = (what: string, why: string): void => {
      if (closing) return;
      resolve(
        new UserError(
          `the simulator's ${what} died: ${why}. Start it again; if it recurs, report it with this line.`,
        ),
      );
      void close();
    };
    for (const [what, worker] of [
      ["physics", physics],
      ["cameras", cameras],
    ] as const) {
      worker.on("error", (error) => fail(what, error.message));
      worker.on("exit", (code) => fail(what, `its thread ended with code ${code}`));
    }
  });
  const refused = failed.then((error) => {
    throw error;
  });
  await Promise.race([ready(physics), refused]);
  refused.catch(() => {}); // from here on it is `failed` that tells
  const ask = askJudge(physics);
  const verdict = async (): Promise<Verdict> => {
    if (!isTaskScene(scene))
      throw new UserError(
        `scene "${scene}" is no task and has no judge. Start it with --scene task/<id>; \`codeact-ros eval --list\` prints them.`,
      );
    if (closing) throw new UserError("the simulator is closed; ask its judge before that.");
    return ask();
  };
  return { url: server.url, port: server.port, scene, seed, clock, failed, verdict, close };
};
