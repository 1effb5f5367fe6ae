import { expect, it } from "vitest";
import { runCli } from "./cli.ts";

/* Approval where nobody can be asked; at the page: journeys.test.ts. */

it("run in a pipe asks nobody, moves nothing, and says how to run it", async () => {
  const { exitCode, events } = await runCli(["run", "move the arm home", "--approve", "motion", "--json"]);
  expect(exitCode).toBe(1);
  expect(events.at(-1)).toMatchObject({
    type: "episode_end",
    outcome: "needs_user",
    summary: expect.stringContaining("--approve never"),
  });
  expect(events.filter(({ type }) => type === "approval")).toMatchObject([{ decision: "rejected" }]);
  expect(events.filter(({ type }) => type === "receipt")).toEqual([]);
});

it("refuses a way of approving that there is not", async () => {
  const { exitCode, stderr } = await runCli(["run", "look", "--approve", "sometimes"]);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/never, motion, always/);
});
