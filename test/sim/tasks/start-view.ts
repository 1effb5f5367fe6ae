import type { Vec3 } from "../../../bridge/protocol/index.ts";
import type { WorldView } from "../../../sim/tasks/judging/world-view.ts";
import { rotate, type Transform } from "../../../sim/world/math.ts";
import type { Mujoco } from "../../../sim/world/mujoco.ts";
import type { PlacedObject, Scene } from "../../../sim/world/scenes/scene.ts";
import { World } from "../../../sim/world/world.ts";

/** Nearer than this two boxes count as touching, metres. */
const TOUCH_M = 0.002;

/** Half the extent of the upright box around an object, along the scene's axes. */
const halves = ({ model, start }: PlacedObject): Vec3 =>
  [0, 1, 2].map((along) =>
    model.size.reduce((sum, edge, axis) => {
      const own: Vec3 = [0, 0, 0];
      own[axis] = 1;
      return sum + Math.abs(rotate(start.orientation, own)[along] ?? 0) * (edge / 2);
    }, 0),
  ) as Vec3;

const touch = (a: PlacedObject, b: PlacedObject): boolean => {
  const [ha, hb] = [halves(a), halves(b)];
  return a.start.position.every(
    (at, axis) => Math.abs(at - (b.start.position[axis] ?? 0)) < (ha[axis] ?? 0) + (hb[axis] ?? 0) + TOUCH_M,
  );
};

const tools = new Map<string, Transform>();
/** Where the tool of a scene's robot is at the start. */
const toolOf = (mujoco: Mujoco, scene: Scene): Transform => {
  const known = tools.get(scene.robot.name);
  if (known) return known;
  const world = new World(mujoco, { ...scene, objects: [], enclosures: [], appliances: [] });
  const tool = world.pose("tcp");
  world.close();
  tools.set(scene.robot.name, tool);
  return tool;
};

/** A scene as it is placed, before any physics: all stands still where it starts, and nothing is held. */
export const startView = (mujoco: Mujoco, scene: Scene): WorldView => {
  const placed = (object: string): PlacedObject => {
    const found = scene.objects.find(({ model }) => model.name === object);
    if (!found) throw new Error(`there is no "${object}"`);
    return found;
  };
  const tool = toolOf(mujoco, scene);
  const pose = (object: string): Transform => placed(object).start;
  return {
    timeS: 0,
    objects: scene.objects.map(({ model }) => model.name),
    pose,
    size: (object) => placed(object).model.size,
    startPose: pose,
    speed: () => 0,
    touching: (object) =>
      new Set(
        [...scene.objects.filter((other) => other.model.name !== object && touch(placed(object), other))].map(
          ({ model }) => model.name,
        ),
      ),
    held: () => false,
    gripperGap: 0.08,
    tool,
    startTool: tool,
    states: () => new Set(),
    isOpen: () => false,
    grasps: () => 0,
  };
};
