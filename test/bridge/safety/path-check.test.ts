import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { toolDown } from "../../../bridge/primitives/orientations.ts";
import { planTo } from "../../../bridge/primitives/plan.ts";
import { type ArmProfile, armOf, type Vec3 } from "../../../bridge/protocol/index.ts";
import { ArmModel, type Obstacle } from "../../../bridge/robot/kinematics/arm-model.ts";
import { loadProfile } from "../../../bridge/robot/profiles.ts";
import { jointPath } from "../../../bridge/robot/trajectory/joint-path.ts";
import { straightLine } from "../../../bridge/robot/trajectory/straight-line.ts";
import { keepOutObstacles } from "../../../bridge/safety/keep-out.ts";
import { pathRefusal, standRefusal } from "../../../bridge/safety/path-check.ts";
import { arm } from "../../../sim/world/robots/arm.ts";
import { writeUrdf } from "../../../sim/world/robots/urdf.ts";

const profile = armOf(loadProfile("simulated_arm"));
let model: ArmModel;
beforeAll(async () => {
  model = await ArmModel.fromUrdf(writeUrdf(arm), {
    base: profile.frames.base,
    tool: profile.frames.tool,
    joints: profile.arm.joints,
    fingerJoints: profile.gripper?.joints ?? [],
    tableZ: 0,
  });
});
afterAll(() => model.dispose());
beforeEach(() => {
  model.setFingers([0, 0]);
  model.setObstacles([]);
});

const at = (x: number, y: number, z: number, yaw = 0): number[] => {
  const found = model.inverse(
    { position: [x, y, z], orientation: toolDown(yaw) },
    { seed: profile.arm.home },
  );
  expect(found.ok, found.reason).toBe(true);
  return found.q;
};
const post: Obstacle = {
  name: "post",
  shape: "cylinder",
  size_m: [0.04, 0.04, 0.08],
  pose: { position: [0.45, 0, 0.04], orientation: [0, 0, 0, 1] },
};
const line = (from: Vec3, to: Vec3): number[][] =>
  Array.from({ length: 41 }, (_, i) => {
    const [x, y, z] = from.map(
      (value, axis) => value + (((to[axis] ?? 0) - value) * i) / 40,
    ) as unknown as Vec3;
    return at(x, y, z);
  });
const deepest = (q: readonly number[]): number =>
  Math.max(0, ...model.contacts(q).map((one) => -one.distance_m));
/** The x at which the closed fingers, coming from the robot, first touch the post. */
const touchingX = (): number => {
  let x = 0.38;
  while (model.contacts(at(x, 0, 0.05)).length === 0) x += 0.0005;
  return x;
};

describe("what touches at the start of a motion", () => {
  it("may be left, but not driven into", () => {
    model.setObstacles([post]);
    const x = touchingX();
    expect(pathRefusal(model, profile, line([x, 0, 0.05], [x - 0.05, 0, 0.05]), [])).toBeNull();
    const into = pathRefusal(model, profile, line([x, 0, 0.05], [0.45, 0, 0.05]), []);
    expect(into).toMatchObject({ code: "CollisionAhead" });
    expect(into?.message).toContain("post");
  });

  it("does not excuse other links from the table", () => {
    const onTable = at(0.5, 0, 0.0076);
    expect(model.contacts(onTable).map(({ b }) => b)).toContain("table");
    expect(pathRefusal(model, profile, jointPath(onTable, at(0.5, 0, 0.06)), [])).toBeNull();
    // Random postures around: none may put anything but the touching fingers into the table, however the tool goes.
    let seed = 7;
    const random = (): number => {
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647;
    };
    let tried = 0;
    for (let i = 0; i < 20_000 && tried < 40; i++) {
      const to = onTable.map((value, joint) => {
        const { lower, upper } = model.limits[joint] ?? { lower: 0, upper: 0 };
        return Math.min(upper, Math.max(lower, value + (random() - 0.5) * 3));
      });
      const contacts = model.contacts(to);
      if (contacts.length === 0 || !contacts.every(({ b }) => b === "table") || deepest(to) < 0.005) continue;
      tried += 1;
      expect(pathRefusal(model, profile, jointPath(onTable, to), []), `to ${to.join(", ")}`).not.toBeNull();
    }
    expect(tried).toBeGreaterThan(20);
  });
});

describe("keep-out boxes", () => {
  const withBoxes = (...keep_out: ArmProfile["keep_out"]): ArmProfile => {
    const kept = { ...profile, keep_out };
    model.setObstacles(keepOutObstacles(kept));
    return kept;
  };

  it("hold for every link, not the tool alone, and cannot be excused", () => {
    const kept = withBoxes({ min: [0.1, -0.2, 0.3], max: [0.3, 0.2, 0.9] });
    const sweep = jointPath(at(0.55, -0.3, 0.2), at(0.55, 0.3, 0.2));
    expect(pathRefusal(model, profile, sweep, [])).not.toBeNull();
    const refusal = pathRefusal(model, kept, sweep, []);
    expect(refusal).toMatchObject({ code: "LimitExceeded" });
    expect(refusal?.message).toMatch(/keep-out zone 1, \(0\.100, -0\.200, 0\.300\) to/);
  });

  it("are not stepped over, however thin", () => {
    for (let i = 0; i < 30; i++) {
      const y = -0.3 + i * 0.02;
      const kept = withBoxes({ min: [0.3, y, 0.1], max: [0.9, y + 0.002, 0.5] });
      const sweep = jointPath(at(0.6, -0.4, 0.25), at(0.6, 0.4, 0.25));
      expect(pathRefusal(model, kept, sweep, []), `wall at y ${y}`).toMatchObject({ code: "LimitExceeded" });
    }
  });

  it("bind the tool point of a robot whose links have no shapes", () => {
    const sweep = jointPath(at(0.6, -0.4, 0.25), at(0.6, 0.4, 0.25));
    for (let y = -0.2; y < 0.2; y += 0.013) {
      const kept = {
        ...profile,
        keep_out: [{ min: [0.3, y, 0.1], max: [0.9, y + 0.0001, 0.5] }],
      } as ArmProfile;
      expect(pathRefusal(model, kept, sweep, [])?.message).toMatch(
        /the tool at .* would enter the keep-out zone/,
      );
    }
  });
});

describe("the workspace", () => {
  const small = { ...profile, workspace: { min: [0.3, -0.2, 0.02], max: [0.7, 0.2, 0.5] } } as ArmProfile;
  it("holds on the way too, and lets a tool outside come back", () => {
    const [outside, inside, otherSide] = [at(0.5, 0.3, 0.3), at(0.5, 0.1, 0.3), at(0.5, -0.3, 0.3)];
    expect(pathRefusal(model, small, jointPath(inside, outside), [])?.message).toContain(
      "leave the workspace",
    );
    expect(pathRefusal(model, small, jointPath(outside, inside), [])).toBeNull();
    expect(pathRefusal(model, small, jointPath(outside, otherSide), [])).toMatchObject({
      code: "LimitExceeded",
    });
    const edge = at(0.4, 0.201, 0.3);
    const outward = straightLine(model, edge, { ...model.forward(edge), position: [0.65, 0.225, 0.3] });
    if (!outward.ok) throw new Error(outward.reason);
    const thereAndBack = [...outward.path, ...outward.path.toReversed()];
    expect(pathRefusal(model, small, thereAndBack, [])?.message).toContain("leave the workspace");
    expect(standRefusal(model, small, inside, outside, [])).toMatchObject({ code: "LimitExceeded" });
    expect(standRefusal(model, small, outside, inside, [])).toBeNull();
  });
});

describe("planning", () => {
  it("hears the event loop while it looks for a way that is not there", async () => {
    model.setObstacles([
      {
        name: "wall",
        shape: "box",
        size_m: [0.3, 0.02, 0.8],
        pose: { position: [0.5, 0, 0.4], orientation: [0, 0, 0, 1] },
      },
    ]);
    const checks = {
      refusal: (path: readonly (readonly number[])[], mayTouch: readonly string[]) =>
        pathRefusal(model, profile, path, mayTouch),
      pointRefusal: () => null,
      standRefusal: (from: readonly number[], q: readonly number[], mayTouch: readonly string[]) =>
        standRefusal(model, profile, from, q, mayTouch),
    };
    let turns = 0;
    let planning = true;
    const tick = (): void => {
      turns += 1;
      if (planning) setImmediate(tick);
    };
    setImmediate(tick);
    const request = {
      from: at(0.5, -0.2, 0.2),
      position: [0.5, 0.0, 0.2] as Vec3,
      orientations: [toolDown(0), toolDown(1), toolDown(2), toolDown(3)],
      straight: false,
      mayTouch: [],
    };
    const { signal } = new AbortController();
    await expect(planTo(model, checks, { ...request, signal })).rejects.toMatchObject({
      code: "CollisionAhead",
    });
    planning = false;
    expect(turns).toBeGreaterThanOrEqual(4);
    await expect(planTo(model, checks, { ...request, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "Stopped",
    });
  });

  it("goes over what stands in the way", async () => {
    model.setObstacles([
      {
        name: "wall",
        shape: "box",
        size_m: [0.3, 0.02, 0.25],
        pose: { position: [0.5, 0, 0.125], orientation: [0, 0, 0, 1] },
      },
    ]);
    const from = at(0.5, -0.2, 0.1);
    const checks = {
      refusal: (path: readonly (readonly number[])[]) => pathRefusal(model, profile, path, []),
      pointRefusal: () => null,
      standRefusal: (start: readonly number[], q: readonly number[]) =>
        standRefusal(model, profile, start, q, []),
    };
    const { path } = await planTo(model, checks, {
      from,
      position: [0.5, 0.2, 0.1],
      orientations: [toolDown(0)],
      straight: false,
      mayTouch: [],
      signal: new AbortController().signal,
    });
    expect(model.checkPath(path)).toBeNull();
    expect(Math.max(...path.map((q) => model.forward(q).position[2]))).toBeGreaterThan(0.2);
    model.forward(path.at(-1) ?? []).position.forEach((value, axis) => {
      expect(value).toBeCloseTo([0.5, 0.2, 0.1][axis] ?? 0, 3);
    });
  });
});
