import { type ColorWord, makeObject } from "../../../world/scenes/object-model.ts";
import { isTower } from "../../arrangement-goals.ts";
import { bareArea, dealt, shuffled, withResting } from "../../dealing.ts";
import { isAt, isOn } from "../../goals.ts";
import type { Goal } from "../../judging/goal.ts";
import type { Invariant } from "../../judging/invariant.ts";
import type { WorldView } from "../../judging/world-view.ts";
import { tableOf } from "../../layout.ts";
import { carrying, freePlaces, oracle, turning } from "../../oracle-python.ts";
import type { Task } from "../../task.ts";

const plate = makeObject("white", "plate", "plate");
const colors: ColorWord[] = ["red", "green", "blue", "yellow", "orange", "purple"];
const cubes = colors.map((color) => makeObject(color, "cube"));
const names = cubes.map(({ name }) => name);
const EDGE_M = 0.04;

/** Which of the cubes lie at rest in a layer, 0 being on the table. */
const layer = (world: WorldView, number: number): string[] =>
  names.filter(
    (name) =>
      !world.held(name) && Math.abs(world.pose(name).position[2] - EDGE_M * (number + 0.5)) < EDGE_M / 4,
  );

/** So many cubes in a layer, each resting on two of the layer below. */
const isLayer = (number: number, count: number): Goal => ({
  name: `${count} in layer ${number + 1}`,
  measure: (world) => {
    const below = number === 0 ? ["table"] : layer(world, number - 1);
    const resting = layer(world, number).filter(
      (name) => below.filter((under) => world.touching(name).has(under)).length >= Math.min(2, below.length),
    );
    return {
      score: resting.length === count ? 1 : 0.9 * Math.max(0, 1 - Math.abs(count - resting.length) / count),
      detail: `${resting.length} cubes`,
    };
  },
});

const pyramid: Task = {
  id: "pyramid-of-six",
  category: "long_horizon",
  level: 5,
  place: (seed) => ({
    scene: tableOf(
      shuffled(cubes, seed, "pyramid").map((model) => ({ model })),
      seed,
      0.05,
      [bareArea({ x: 0.4, y: 0 }, [0.08, 0.2])],
    ),
    instruction:
      "Build a pyramid out of all six cubes: three side by side in a row at the bottom, two on top of them, each over a joint, and one on the very top.",
    goals: [isLayer(0, 3), isLayer(1, 2), isLayer(2, 1)],
    concerned: names,
    oracle: oracle(
      [carrying, turning],
      `cubes = [cube.name for cube in scene.find_all(shape="cube")]
X, STEP = 0.4, 0.046


def build(name, y, layer):
    """Fetches a cube and sets it square into the pyramid."""
    for tries_left in (2, 1, 0):
        try:
            pick(name)
            lower(name, X, y, 0.04 * layer, 0.0)
        except (GraspFailed, CollisionAhead) as error:
            print(error)
        item = scene.find(name)
        if math.dist(item.position, (X, y, 0.04 * layer + 0.02)) < 0.012:
            return
    raise RuntimeError(f"{name} is at {item.position}")


build(cubes[0], -STEP, 0)
build(cubes[1], 0, 0)`,
      `build(cubes[2], STEP, 0)
build(cubes[3], -STEP / 2, 1)`,
      `build(cubes[4], STEP / 2, 1)
build(cubes[5], 0, 2)
print([scene.find(name).position for name in cubes])
finish("The pyramid stands.")`,
    ),
  }),
};

const moveTower: Task = {
  id: "move-the-tower",
  category: "long_horizon",
  level: 5,
  place: (seed) => {
    const order = shuffled(names.slice(0, 4), seed, "tower to move");
    const [bottom = "", ...upper] = order;
    const model = (name: string) => cubes.find((cube) => cube.name === name) ?? plate;
    const scene = tableOf(
      [model(bottom), plate, makeObject("orange", "ball", "ball")].map((one) => ({ model: one })),
      seed,
    );
    return {
      scene: withResting(
        scene,
        upper.map((name, index) => ({ model: model(name), on: order[index] ?? "" })),
      ),
      instruction:
        "Move the whole tower onto the plate, cube by cube. There it shall stand in the same order as now: the same cube at the bottom, the same on top.",
      goals: [isOn(bottom, "plate"), ...isTower(order).slice(1)],
      concerned: order,
      oracle: oracle(
        [carrying, freePlaces],
        `tower = [cube.name for cube in sorted(scene.find_all(shape="cube"), key=lambda cube: cube.z)]
print(tower)
for name in reversed(tower[2:]):
    carry_to(name, *free_place())`,
        `carry_to(tower[1], *free_place())
carry_on(tower[0], "plate")
carry_on(tower[1], tower[0])`,
        `for below, above in zip(tower[1:], tower[2:]):
    carry_on(above, below)
print([scene.find(name).position for name in tower])
finish("The tower stands on the plate in the same order.")`,
      ),
    };
  },
};

const places = [0.275, 0.165, 0.055, -0.055, -0.165, -0.275].map((y) => [0.42, y] as const);
const NEAR_M = 0.03;

/** A cube that was put down lies at one of the six places, nowhere else. */
const onlyAtPlaces = (objects: readonly string[]): Invariant => ({
  name: "cubes are put down at the six places only",
  violation: (world) => {
    const astray = objects.find((name) => {
      const { position } = world.pose(name);
      const near = places.some(([x, y]) => Math.hypot(position[0] - x, position[1] - y) <= NEAR_M);
      return !near && position[2] < EDGE_M && !world.held(name) && world.speed(name) < 0.005;
    });
    return astray ? `the ${astray.replaceAll("_", " ")} lies elsewhere` : null;
  },
});

const relay: Task = {
  id: "sort-the-row-in-place",
  category: "long_horizon",
  level: 5,
  place: (seed) => {
    const row = names.slice(0, 5);
    // Every cube has to move, round a ring, and the place left free is the last one.
    const by = dealt([1, 4, 2, 3], seed, "ring");
    const placeOf = (index: number) => places[index] ?? ([0, 0] as const);
    const listed = places.map(([x, y]) => `(${x}, ${y})`).join(", ");
    return {
      scene: tableOf(
        row.map((name, index) => {
          const [x, y] = placeOf((index + by) % 5);
          return { model: cubes.find((cube) => cube.name === name) ?? plate, at: { x, y, yaw: 0 } };
        }),
        seed,
      ),
      instruction: `On the table are six places in a row, from left to right at ${listed}, metres in base_link. Five cubes stand on them, and one place is free. Move the cubes about until they stand, from the left, in the order red, green, blue, yellow, orange, with the last place free. Never put a cube down anywhere but on one of the six places.`,
      goals: row.map((name, index) => isAt(name, placeOf(index))),
      concerned: row,
      invariants: [onlyAtPlaces(row)],
      oracle: oracle(
        [carrying],
        `places = ${JSON.stringify(places)}
wanted = ${JSON.stringify(row)} + [None]


def standing_at(place):
    near = [cube.name for cube in scene.find_all(shape="cube") if math.dist(cube.position[:2], place) < 0.04]
    return near[0] if near else None


def one_move():
    """Fills the free place with the cube that belongs there; with any misplaced one where none does."""
    now = [standing_at(place) for place in places]
    if now == wanted:
        return False
    free = now.index(None)
    misplaced = [name for name, right in zip(now, wanted) if name and name != right]
    carry_to(wanted[free] or misplaced[0], *places[free])
    return True


any(not one_move() for _ in range(2))`,
        "any(not one_move() for _ in range(2))",
        `while one_move():
    pass
finish("The row is in order.")`,
      ),
    };
  },
};

export const building: readonly Task[] = [pyramid, moveTower, relay];
