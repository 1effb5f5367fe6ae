import { afterAll, beforeAll, expect, it } from "vitest";
import { pageRequests } from "../../bridge/commands/page-requests.ts";
import { Recordings } from "../../bridge/episode/recordings.ts";
import { openSession } from "../../bridge/main.ts";
import { armOf, type FromPage } from "../../bridge/protocol/index.ts";
import { PagePerson } from "../../bridge/server/page-person.ts";
import type { Session } from "../../bridge/session.ts";
import { simulatedSession } from "./simulated-session.ts";

/* Task and hand on one robot: whoever has it keeps it. Asked for as a page asks. */

let session: Session;
let ask: (message: FromPage, client: string) => Promise<unknown>;

beforeAll(async () => {
  const person = new PagePerson();
  session = await openSession(simulatedSession(), { progress: () => {}, person });
  const recordings = new Recordings("nowhere");
  recordings.begin = () => {
    throw new Error("nothing is to be recorded");
  };
  ask = pageRequests({ session, person, recordings, onTask: () => {}, onRecorded: () => {} });
});
afterAll(() => session?.close());

const elbow = { kind: "joint", joint: "elbow_joint", direction: 1, speed_rad_s: 0.4 } as const;
const event = (matches: (found: ReturnType<typeof session.events.history>[number]) => boolean) =>
  new Promise<void>((resolve) => {
    const off = session.events.subscribe((emitted) => {
      if (!matches(emitted)) return;
      off();
      resolve();
    });
  });

it("tells what may be moved by hand, and how fast", () => {
  const { manual } = session.info();
  expect(manual?.joints.map(({ name }) => name)).toEqual(armOf(session.robot.profile).arm.joints);
  expect(manual?.joints[2]).toMatchObject({ max_speed_rad_s: 2.5 });
  expect(manual).toMatchObject({ tool_speed_m_s: 1, gripper: { min_width_m: 0, max_width_m: 0.08 } });
});

it("begins no task while somebody moves the robot by hand", async () => {
  const over = ask({ op: "manual_start", hold: "h", move: elbow }, "page 1");
  const signs = setInterval(() => void ask({ op: "manual_hold", hold: "h" }, "page 1"), 100);
  await expect(ask({ op: "exec", code: "1" }, "page 1")).rejects.toThrow(/being moved by hand\. Release/);
  await expect(session.instruct("go home", null)).rejects.toThrow(/being moved by hand/);
  clearInterval(signs);
  await ask({ op: "manual_release", hold: "h" }, "page 1");
  await over;
  expect(session.manual.active).toBe(false);
  expect(await session.exec("1 + 1", null)).toMatchObject({ value: "2" });
});

it("moves nothing by hand while a task has the robot, and goes on stopping", async () => {
  const begun = event(({ type }) => type === "primitive_call");
  const task = session.exec("arm.move_to([0.45, 0.4, 0.35], speed=0.1)", null);
  await begun;
  await expect(ask({ op: "manual_start", hold: "h2", move: elbow }, "page 1")).rejects.toThrow(
    /A task has the robot\. Wait for its end, or press Stop/,
  );
  await ask({ op: "stop" }, "page 1");
  expect(await task).toMatchObject({ ok: false });
});

it("answers whether the tool can be brought somewhere, and of many questions only the newest", async () => {
  const { position, orientation } = session.robot.model.forward(session.robot.arm().positions);
  const reach = (id: string, x: number) =>
    ask({ op: "reach", id, position: [position[0] + x, position[1], position[2]], orientation }, "page 1");
  expect(await reach("near", -0.1)).toMatchObject({
    op: "reach",
    id: "near",
    reason: "",
    joints: { joint_names: session.robot.model.jointNames },
  });
  expect(await reach("far", 1)).toMatchObject({
    id: "far",
    joints: null,
    reason: expect.stringMatching(/would leave the workspace .* m$/),
  });
  const many = ["a", "b", "c", "d"].map((id) => reach(id, -0.1));
  const answers = (await Promise.all(many)) as { id: string; joints: object | null; reason: string }[];
  expect(answers.map(({ id }) => id)).toEqual(["a", "b", "c", "d"]);
  expect(answers.at(-1)?.joints).not.toBeNull();
  expect(answers.slice(1, -1).map(({ reason }) => reason)).toEqual(
    [1, 2].map(() => "another place was asked for before this one was looked at"),
  );
  // Asking moves nothing.
  expect(session.manual.active).toBe(false);
});

it("tells the names of the Python library that this robot has", () => {
  const names = session.primitives.map(({ name }) => name);
  expect(names).toContain("arm.move_to");
  expect(names).not.toContain("base.drive");
});
