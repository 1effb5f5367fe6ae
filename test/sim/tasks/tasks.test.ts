import { beforeAll, describe, expect, it } from "vitest";
import { type TaskCategory, TaskFacts } from "../../../bridge/protocol/index.ts";
import { turnsOf } from "../../../sim/tasks/task.ts";
import { placedTask, taskFacts, taskIds, taskScene } from "../../../sim/tasks/tasks.ts";
import { loadMujoco, type Mujoco } from "../../../sim/world/mujoco.ts";
import { colorWords, detectedShapes } from "../../../sim/world/scenes/object-model.ts";
import { footprintGap, type Placement } from "../../../sim/world/scenes/placement.ts";
import { isFree, type PlacedObject, type Scene } from "../../../sim/world/scenes/scene.ts";
import { startView } from "./start-view.ts";

const SEEDS = [1, 2, 3];
const CONTAINERS = new Set(["bowl", "box", "cup", "drawer"]);

let mujoco: Mujoco;
beforeAll(async () => {
  mujoco = await loadMujoco();
});

/** Every task for every seed. */
const each = (look: (id: string, seed: number) => string | null): string[] =>
  taskIds.flatMap((id) =>
    SEEDS.flatMap((seed) => {
      const wrong = look(id, seed);
      return wrong === null ? [] : [`${id} seed ${seed}: ${wrong}`];
    }),
  );
const placed = (id: string, seed: number) => placedTask(taskScene(id), seed);

const footprint = ({ start: { position, orientation } }: PlacedObject): Placement => ({
  x: position[0],
  y: position[1],
  yaw: 2 * Math.atan2(orientation[2], orientation[3]),
});
const overlap = (a: PlacedObject, b: PlacedObject): boolean => {
  const apart = Math.abs(a.start.position[2] - b.start.position[2]);
  if (apart >= (a.model.size[2] + b.model.size[2]) / 2) return false;
  return footprintGap(a.model, footprint(a), b.model, footprint(b)) <= 0;
};
const overlaps = ({ objects }: Scene): string[] => {
  const solid = objects.filter((object) => isFree(object) && !CONTAINERS.has(object.model.shape));
  return solid.flatMap((a, index) =>
    solid
      .slice(index + 1)
      .filter((b) => overlap(a, b))
      .map((b) => `${a.model.name} is in ${b.model.name}`),
  );
};

it("are so many of each category", () => {
  const counts: Partial<Record<TaskCategory, number>> = {};
  for (const id of taskIds) {
    const { category } = taskFacts(id, 1);
    counts[category] = (counts[category] ?? 0) + 1;
  }
  expect(counts).toEqual({
    atomic: 10,
    arrange: 14,
    geometry: 12,
    measure: 12,
    hidden: 10,
    perturbed: 18,
    ambiguous: 8,
    infeasible: 6,
    long_horizon: 6,
    household: 30,
    household_perturbed: 6,
  });
});

describe("every task, for three seeds", () => {
  it("has an id of its own and facts that hold together", () => {
    expect(new Set(taskIds).size).toBe(taskIds.length);
    const wrong = each((id, seed) => {
      const facts = taskFacts(id, seed);
      expect(TaskFacts.parse(facts)).toEqual(facts);
      expect(facts.limits.turns).toBe(turnsOf(facts.level as 1));
      if (facts.oracle.length > facts.limits.turns) return "the oracle takes more turns than there are";
      if (!/\bfinish\(/.test(facts.oracle.at(-1) ?? "")) return "the oracle does not finish";
      if (!facts.category.includes("perturbed") === facts.perturbations.length > 0)
        return `${facts.category}, with ${facts.perturbations.length} perturbations`;
      return facts.category === "ambiguous" || !facts.user.should_ask ? null : "nobody should be asked";
    });
    expect(wrong).toEqual([]);
  });

  it("is placed the same each time", () => {
    const wrong = each((id, seed) =>
      JSON.stringify(placed(id, seed)) === JSON.stringify(placed(id, seed)) ? null : "placed otherwise",
    );
    expect(wrong).toEqual([]);
  });

  it("is placed by the seed", () => {
    const starts = (id: string, seed: number): string =>
      JSON.stringify(placed(id, seed).scene.objects.map(({ start }) => start));
    expect(taskIds.filter((id) => starts(id, 1) === starts(id, 2))).toEqual([]);
  });

  it("has objects of names of their own, none in another, and says which of them may be moved", () => {
    const wrong = each((id, seed) => {
      const { scene, concerned } = placed(id, seed);
      const names = scene.objects.map(({ model }) => model.name);
      if (new Set(names).size < names.length) return `two of ${names.join(", ")} have one name`;
      const unknown = concerned.filter((name) => !names.includes(name));
      if (unknown.length > 0) return `${unknown.join(", ")} is concerned and not there`;
      return overlaps(scene).join(", ") || null;
    });
    expect(wrong).toEqual([]);
  });

  it("names things that are there", () => {
    const thing = new RegExp(`\\b(${colorWords.join("|")})[ _](${detectedShapes.join("|")})\\b`, "g");
    const wrong = each((id, seed) => {
      const { category, instruction, oracle } = taskFacts(id, seed);
      // There the point may be that it is not there.
      if (category === "infeasible" || category === "ambiguous") return null;
      const { objects } = placed(id, seed).scene;
      const has = (color: string, shape: string): boolean =>
        objects.some(
          ({ model: { parts = [], ...model } }) =>
            [model, ...parts].some((one) => one.color === color && one.shape === shape) ||
            model.name === `${color}_${shape}`,
        );
      const named = [instruction, ...oracle].join("\n").matchAll(thing);
      const missing = [...named].filter(([, color = "", shape = ""]) => !has(color, shape));
      return missing.length > 0 ? `there is no ${missing.map(([name]) => name).join(", ")}` : null;
    });
    expect(wrong).toEqual([]);
  });

  it("is not done before anything was done", () => {
    const wrong = each((id, seed) => {
      const { scene, goals } = placed(id, seed);
      const view = startView(mujoco, scene);
      const scores = goals.map((goal) => goal.measure(view).score);
      if (scores.some((score) => !(score >= 0 && score <= 1))) return `scores ${scores.join(", ")}`;
      return scores.every((score) => score === 1) ? "done at the start" : null;
    });
    expect(wrong).toEqual([]);
  });

  it("waits with its perturbations for what the robot does", () => {
    const wrong = each((id, seed) => {
      const { scene, perturbations = [] } = placed(id, seed);
      const early = perturbations.filter((one) => one.due(startView(mujoco, scene)));
      return early.length > 0 ? `"${early[0]?.name}" comes at once` : null;
    });
    expect(wrong).toEqual([]);
  });
});
