import { makeObject, type ObjectModel, sizedObject } from "../../../world/scenes/object-model.ts";
import { lineAngle, yawOf } from "../../arrangement-goals.ts";
import { bareArea, dealt } from "../../dealing.ts";
import { isAt } from "../../goals.ts";
import type { Goal } from "../../judging/goal.ts";
import type { WorldView } from "../../judging/world-view.ts";
import { tableOf } from "../../layout.ts";
import { carrying, oracle, turning } from "../../oracle-python.ts";
import type { Task } from "../../task.ts";

const bar: ObjectModel = {
  ...sizedObject("yellow", "cube", "bar", [0.12, 0.03, 0.03], 0.08),
  shape: "block",
};
const ball = makeObject("orange", "ball", "ball");
const ANGLE_RAD = (7 * Math.PI) / 180;

/** The bar lies along a line of this angle. */
const isAlong = (name: string, angle: (world: WorldView) => number): Goal => ({
  name,
  measure: (world) => {
    const off = lineAngle(yawOf(world, "bar"), angle(world));
    const measured = `${((off * 180) / Math.PI).toFixed(0)}° off`;
    return { score: off <= ANGLE_RAD ? 1 : 0.9 * (1 - off / (Math.PI / 2)), detail: measured };
  },
});

const places = [
  { x: 0.45, y: 0.1, yaw: 0.3 },
  { x: 0.52, y: -0.12, yaw: -0.7 },
  { x: 0.4, y: -0.05, yaw: 1.2 },
] as const;

const quarterTurn: Task = {
  id: "turn-the-bar",
  category: "geometry",
  level: 2,
  place: (seed) => {
    const at = dealt<(typeof places)[number]>(places, seed, "bar");
    return {
      scene: tableOf(
        [{ model: bar, at }, { model: makeObject("red", "cube") }, { model: ball }],
        seed,
        undefined,
        [bareArea(at, [0.14, 0.14])],
      ),
      instruction:
        "Turn the yellow bar by a quarter turn, 90 degrees about the vertical, and leave it in the same place on the table.",
      goals: [isAt("bar", [at.x, at.y]), isAlong("the bar is turned by 90°", () => at.yaw + Math.PI / 2)],
      concerned: ["bar"],
      oracle: oracle(
        [carrying, turning],
        `before = scene.find("bar")
pick("bar")
lower("bar", before.x, before.y, before.z - before.size_m[2] / 2, hand_yaw() + math.pi / 2)
turned = yaw_of(scene.find("bar")) - yaw_of(before)
print(f"turned by {math.degrees(turned):.0f} degrees")
finish("The bar is turned by a quarter turn.")`,
      ),
    };
  },
};

const pointAtBall: Task = {
  id: "point-the-bar-at-the-ball",
  category: "geometry",
  level: 3,
  place: (seed) => {
    const at = dealt<(typeof places)[number]>(places, seed, "pointer");
    return {
      scene: tableOf(
        [{ model: bar, at }, { model: ball }, { model: makeObject("blue", "cube") }],
        seed,
        undefined,
        [bareArea(at, [0.16, 0.16])],
      ),
      instruction:
        "Turn the yellow bar where it lies so that it points straight at the ball, with either of its ends.",
      goals: [
        isAt("bar", [at.x, at.y]),
        isAlong("the bar points at the ball", (world) => {
          const [from, to] = [world.pose("bar").position, world.pose("ball").position];
          return Math.atan2(to[1] - from[1], to[0] - from[0]);
        }),
      ],
      concerned: ["bar"],
      oracle: oracle(
        [carrying, turning],
        `bar, ball = scene.find("bar"), scene.find("ball")
by = math.atan2(ball.y - bar.y, ball.x - bar.x) - yaw_of(bar)
by = math.remainder(by, math.pi)
pick("bar")
lower("bar", bar.x, bar.y, bar.z - bar.size_m[2] / 2, hand_yaw() + by)
finish("The bar points at the ball.")`,
      ),
    };
  },
};

export const turns: readonly Task[] = [quarterTurn, pointAtBall];
