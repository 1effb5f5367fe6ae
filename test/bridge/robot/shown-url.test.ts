import { expect, it } from "vitest";
import type { EventBody } from "../../../bridge/protocol/index.ts";
import { loadProfile } from "../../../bridge/robot/profiles.ts";
import { connectRobot } from "../../../bridge/robot/robot.ts";
import { shownUrl } from "../../../bridge/robot/shown-url.ts";
import { startSimulator } from "../../../sim/simulator.ts";

it("leaves addresses without secrets as they are", () => {
  expect(shownUrl("ws://robot:9090")).toBe("ws://robot:9090");
  expect(shownUrl("ws://robot:9090/path")).toBe("ws://robot:9090/path");
  expect(shownUrl("nonsense")).toBe("nonsense");
  expect(shownUrl("wss://me:secret@robot/path?token=secret#secret")).toBe("wss://robot/path");
});

it("keeps a token out of everything that is shown and recorded, and connects with it all the same", async () => {
  const simulator = await startSimulator({
    clock: "fast",
    host: "127.0.0.1",
    token: "s3cret-token-of-the-test",
  });
  const events: EventBody[] = [];
  try {
    expect(simulator.url).toContain("s3cret");
    const robot = await connectRobot({
      url: simulator.url,
      profile: loadProfile("simulated_arm"),
      emit: (event) => void events.push(event),
    });
    expect(robot.url).not.toContain("s3cret");
    expect(robot.connection).toBe("connected");
    await robot.close();
    expect(events.length).toBeGreaterThan(1);
    expect(JSON.stringify(events)).not.toContain("s3cret");
    const wrong = simulator.url.replace("s3cret", "wr0ng");
    const refused = connectRobot({ url: wrong, profile: loadProfile("simulated_arm"), emit: () => {} });
    const why = await refused.catch((error: Error) => error.message);
    expect(why).toMatch(/401/);
    expect(why).not.toContain("wr0ng");
  } finally {
    await simulator.close();
  }
});
