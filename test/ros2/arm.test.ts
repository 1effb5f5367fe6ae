import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ArmModel } from "../../bridge/robot/kinematics/arm-model.ts";
import { sixJointArm } from "../bridge/robot/kinematics/arms.ts";
import { runCli, startCli } from "../e2e/cli.ts";
import { HOME } from "./arm-topics.ts";
import { type Graph, startRosGraph } from "./graph.ts";
import { type Line, startLine } from "./line.ts";
import { Observer } from "./observer.ts";
import { startStandIn } from "./stand-in.ts";
import { hasWheels } from "./wheels.ts";

/*
 * A robot that is not ours: an arm node on a real ROS 2 graph, behind somebody else's rosbridge server without rosapi.
 * The same tests run against a stand-in behind our own server, so that they are tested themselves where ROS 2 cannot
 * be had; CODEACT_ROS2_URL names any other server with such an arm.
 */
const URDF = fileURLToPath(new URL("../fixtures/urdf/six-joint.urdf", import.meta.url));
const PROFILE = fileURLToPath(new URL("profile.json", import.meta.url));
const ON = (url: string): string[] => [
  ...["--robot", url, "--profile", PROFILE],
  ...["--sandbox", "none", "--json"],
];
const elsewhere = process.env["CODEACT_ROS2_URL"];
const given = (url: string): Graph => ({ url, close: async () => {} });

const robots = [
  { robot: "a stand-in behind our own server", start: () => startStandIn(URDF), missing: false },
  {
    robot: "a real ROS 2 graph behind rosbridge-server-rs",
    start: () => startRosGraph(URDF),
    missing: !hasWheels(),
  },
  ...(elsewhere === undefined
    ? []
    : [{ robot: "the arm at CODEACT_ROS2_URL", start: async () => given(elsewhere), missing: false }]),
];

/** Each test starts the whole program, several times. */
const TEST_MS = 180_000;
/** A turn of the first joint by 1.6 rad that takes long enough to be stopped. */
const AWAY = [1.6, ...HOME.slice(1)];
const distance = (from: readonly number[], to: readonly number[]): number =>
  Math.max(...from.map((value, joint) => Math.abs(value - (to[joint] ?? value))));
const move = (to: readonly number[], speed = 0.3): string =>
  `arm.move_joints(${JSON.stringify(to)}, speed=${speed})`;

for (const { robot, start, missing } of robots)
  describe.skipIf(missing)(robot, { timeout: TEST_MS }, () => {
    let graph: Graph;
    let observer: Observer;
    let line: Line;
    let folder: string;
    let model: ArmModel;
    beforeAll(async () => {
      model = await sixJointArm();
      folder = await mkdtemp(join(tmpdir(), "codeact-ros2-"));
      graph = await start();
      observer = await Observer.connect(graph.url);
      line = await startLine(graph.url);
    });
    afterAll(async () => {
      observer?.close();
      line?.close();
      await graph?.close();
      model?.dispose();
      await rm(folder, { recursive: true, force: true });
    });
    const exec = (program: string, url = graph.url) => runCli(["exec", "-", ...ON(url)], { input: program });
    const first = (): number => observer.state?.positions[0] ?? Number.NaN;
    beforeEach(async () => {
      if (distance((await observer.atRest()).positions, HOME) > 0.01) await exec(move(HOME, 1));
      observer.trajectories.length = 0;
    });

    it("moves, and the receipt agrees with what others on the graph measured", async () => {
      const goal = [0.4, -1.3, 1.4, -1.6, -1.5, 0.3];
      const { events, exitCode, stderr } = await exec(`print(${move(goal, 1)})`);
      expect(exitCode, stderr).toBe(0);
      const { positions } = await observer.atRest();
      expect(distance(positions, goal)).toBeLessThan(0.01);
      const { receipt } = events.find(({ type }) => type === "receipt") as unknown as {
        receipt: { ended_by: string; measured: { position: [number, number, number] } };
      };
      expect(receipt.ended_by).toBe("reached");
      const tool = model.forward(positions).position;
      expect(distance(receipt.measured.position, tool)).toBeLessThan(0.002);
    });

    it("carries out an instruction in words", async () => {
      await exec(move([0.3, ...HOME.slice(1)], 1));
      const words = ["run", "move the arm home", "--approve", "never", ...ON(graph.url)];
      const { events, exitCode, stderr } = await runCli(words);
      expect(exitCode, stderr).toBe(0);
      expect(events.at(-1)).toMatchObject({ type: "episode_end" });
      expect(distance((await observer.atRest()).positions, HOME)).toBeLessThan(0.01);
    });

    it("is stopped half-way by the person, and stands", async () => {
      const file = join(folder, "away.py");
      await writeFile(file, move(AWAY));
      const program = await startCli(["exec", file, ...ON(graph.url)], /action_start/);
      await observer.until("a moving arm", () => first() > 0.2);
      expect(await program.stop()).toBe(130);
      const { positions } = await observer.atRest();
      expect(positions[0]).toBeGreaterThan(0.2);
      expect(positions[0]).toBeLessThan(1.4);
    });

    it("loses its connection half-way: the program is told, and nothing is sent again", async () => {
      const running = exec(
        [
          "import time",
          "try:",
          `    ${move(AWAY)}`,
          "except Disconnected as error:",
          "    print('LOST', error)",
          "for _ in range(600):",
          "    try:",
          "        print('BACK', arm.joints().positions[0])",
          "        break",
          "    except (Disconnected, Stale):",
          "        time.sleep(0.1)",
        ].join("\n"),
        line.url,
      );
      await observer.until("a moving arm", () => first() > 0.2);
      const sent = observer.trajectories.length;
      line.cut();
      await observer.until("an arm that moved on", () => first() > 0.3);
      line.mend();
      const { events, stderr } = await running;
      const printed = events.filter(({ type }) => type === "output").map(({ text }) => String(text));
      expect(printed.join(""), stderr).toMatch(/LOST .*BACK/s);
      await observer.atRest();
      const after = observer.trajectories.slice(sent);
      // It may be told to stand once the line is back; a motion is never repeated.
      expect(after.filter(({ points }) => points.length > 1)).toEqual([]);
      // The next program drives the arm as if nothing had been.
      expect((await exec(move(HOME, 1), line.url)).exitCode).toBe(0);
    });
  });
