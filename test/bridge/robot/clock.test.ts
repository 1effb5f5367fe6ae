import { afterEach, describe, expect, it } from "vitest";
import { failure } from "../safety/rig.ts";
import { connectionIs, connectSmallRobot, type Setup } from "./small-robot.ts";

let open: Setup | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

describe("waiting for the robot's clock", () => {
  it("ends at once when the connection drops, however long it was to last", async () => {
    open = await connectSmallRobot();
    const { robot, server } = open;
    await robot.freshArm();
    const waiting = failure(robot.advance(3600));
    server.cut();
    expect(await waiting).toMatchObject({ code: "Disconnected" });
    expect((await waiting).message).toMatch(/connection.*clock/);
    await connectionIs(robot, "connected");
    await robot.freshArm(undefined, 10);
    expect(await robot.advance(0.05)).toBeGreaterThanOrEqual(0.05);
  });

  it("ends in words when the clock stands still", async () => {
    open = await connectSmallRobot();
    const { robot } = open;
    await robot.freshArm();
    open.pause();
    expect(await failure(robot.advance(0.1))).toMatchObject({ code: "Stale" });
  });
});
