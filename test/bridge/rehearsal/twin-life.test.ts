import { afterAll, beforeAll, expect, it } from "vitest";
import { pageRequests } from "../../../bridge/commands/page-requests.ts";
import { Recordings } from "../../../bridge/episode/recordings.ts";
import { preparePython } from "../../../bridge/executor/python-env.ts";
import { openSession, startSimulator } from "../../../bridge/main.ts";
import { Rehearsals } from "../../../bridge/rehearsal/rehearsals.ts";
import { Twin, type TwinSimulator } from "../../../bridge/rehearsal/twin.ts";
import { PagePerson } from "../../../bridge/server/page-person.ts";
import type { Session } from "../../../bridge/session.ts";
import { simulatedSession } from "../simulated-session.ts";
import { rehearseCode } from "./rehearse-code.ts";

const person = { ask: async () => null, approve: async () => null };
const patient = { timeout: 30_000, interval: 50 };

let session: Session;
beforeAll(async () => {
  session = await openSession(simulatedSession({ clock: "fast" }), { progress: () => {}, person });
});
afterAll(() => session?.close());

it("gives simulator and Python back when it is not used, and starts others when it is", async () => {
  const twins: Twin[] = [];
  const simulators: TwinSimulator[] = [];
  const { python } = await preparePython({ progress: () => {} });
  const startTwin = async (): Promise<Twin> => {
    const twin = await Twin.start({
      startSimulator: async () => {
        const simulator = await startSimulator({ clock: "fast" });
        simulators.push(simulator);
        return simulator;
      },
      profile: session.robot.profile,
      python,
      sandbox: session.info().sandbox as "none",
    });
    twins.push(twin);
    return twin;
  };
  const { robot, gate } = await session.rerun(async (parts) => parts);
  const limits = { robot_s: 60, wall_s: 60 };
  const { events } = session;
  const impatient = new Rehearsals({ robot, gate, events, startTwin, limits, idleS: 0.2 });
  expect(await rehearseCode(impatient, "print(arm.home().ended_by)")).toMatchObject({ output: "reached\n" });
  const left = (): unknown => twins.map((twin) => [twin.executor.alive, twin.robot.connection]);
  await expect.poll(left, patient).toEqual([[false, "closed"]]);
  expect(await rehearseCode(impatient, "print(1)")).toMatchObject({ output: "1\n" });
  await impatient.close();
  const gone = [false, "closed"];
  expect(left()).toEqual([gone, gone]);

  const rehearsals = new Rehearsals({ robot, gate, events, startTwin, limits });
  expect(await rehearseCode(rehearsals, "print(2)")).toMatchObject({ output: "2\n" });
  await simulators.at(-1)?.close(); // as when its thread dies
  await expect.poll(() => twins.at(-1)?.usable, patient).toBe(false);
  expect(await rehearseCode(rehearsals, "print(arm.home().ended_by)")).toMatchObject({ output: "reached\n" });
  expect(twins).toHaveLength(4);
  await rehearsals.close();
  expect(left()).toEqual([gone, gone, gone, gone]);
}, 120_000);

it("is not to be had beside a robot that is not the embedded simulator, and says so", async () => {
  const elsewhere = await startSimulator();
  const beside = await openSession(simulatedSession({ robot: elsewhere.url }), {
    progress: () => {},
    person,
  });
  try {
    expect(beside.info().can_rehearse).toBe(false);
    expect(session.info().can_rehearse).toBe(true);
    const serve = pageRequests({
      session: beside,
      person: new PagePerson(),
      recordings: new Recordings("unused"),
      onTask: () => {},
      onRecorded: () => {},
    });
    await expect(serve({ op: "rehearse", id: "r", code: "1" }, "page 1")).rejects.toThrow(/no twin of it/);
  } finally {
    await beside.close();
    await elsewhere.close();
  }
});
