import { describe, expect, it } from "vitest";
import { startPageServer } from "../../bridge/server/server.ts";
import { usePage } from "./page-harness.ts";
import { episodeUnderWay } from "./story.ts";

/* The built page in a real browser against the real page server; robot and agent are played by the test. */

const at = usePage();
const { openLive, open, tell, play, silence, eventually, drawn } = at;

/** The middle of the scene: the robot, and none of the words that lie over it. */
const robotPicture = async (): Promise<Buffer> => {
  const scene = at.page.getByRole("img", { name: /^The robot and the objects/ });
  const { x, y, width, height } = (await scene.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const clip = { x: x + width / 3, y: y + height / 3, width: width / 3, height: height / 3 };
  return at.page.screenshot({ clip });
};

describe("the state that the page tells", () => {
  it("shows a first visitor what to do, who plans, and that nothing is sandboxed", async () => {
    tell({ type: "notice", level: "warning", text: "Python has no numpy." });
    await openLive();
    await at.page.getByText("no model: offline rule planner").click();
    await at.page.getByText("OPENAI_API_KEY").waitFor();
    await at.page.getByText("no sandbox").waitFor();
    await at.page.getByText("live", { exact: true }).waitFor();
    await at.page.getByRole("button", { name: "stack the cubes, green at the bottom" }).click();
    expect(await at.session.requested("instruct")).toEqual({
      op: "instruct",
      text: "stack the cubes, green at the bottom",
    });
    expect(at.complaints).toEqual([]);
  });

  it("takes the token out of the address, and keeps it over a reload", async () => {
    await openLive();
    expect(at.page.url()).not.toContain("token");
    await at.page.reload();
    await drawn();
    await at.page.getByText("live", { exact: true }).waitFor();
  });

  it("shows nothing of the robot without the right token, and says where to find it", async () => {
    await open(undefined, at.session.server.url.replace(/#.*/, ""));
    await at.page.getByRole("heading", { name: "This address lacks its key" }).waitFor();
    await at.page.close();
    await open(undefined, at.session.server.url.replace(/=.*/, "=wrong"));
    await at.page.getByRole("heading", { name: /not of the session/ }).waitFor();
    // A file of the person's own is all that can be opened without a key.
    expect(await at.page.locator("button").count()).toBe(0);
    expect(await at.page.getByRole("button").count()).toBe(1);
    expect(await at.page.getByRole("button", { name: "Open an episode file…" }).count()).toBe(1);
  });

  it("stops by the button, and tells what was measured", async () => {
    await openLive();
    await at.page.getByRole("button", { name: /^stop/i }).click();
    await at.session.requested("stop");
    await at.page.getByText("Stopping…").first().waitFor();
    tell({
      type: "stop",
      by: "page",
      stopped: true,
      took_s: 0.21,
      max_velocity_rad_s: 0.0021,
      text: "The arm stands still.",
    });
    await at.page.getByText("Stopped in 0.21 s").waitFor();
    await at.page.getByText("fastest joint measured at 0.0021 rad/s").waitFor();
    await eventually(() => at.page.getByText("Stopping…").count()).toBe(0);
  });

  it("stops by Esc, also from within the console", async () => {
    await openLive();
    await at.page.getByRole("button", { name: "Console" }).click();
    await at.page.locator(".cm-content").click();
    await at.page.keyboard.press("Escape");
    await at.session.requested("stop");
  });

  it("says when a stop is not confirmed, and asks again over HTTP when none is reported", async () => {
    await openLive();
    at.session.refuse = "the robot does not answer";
    await at.page.getByRole("button", { name: /^stop/i }).click();
    await at.page.getByText("the robot does not answer").waitFor();
    at.session.refuse = null;
    await at.page.getByRole("button", { name: "Try again" }).click();
    await eventually(
      () => at.session.requests.filter(({ op }) => op === "stop").length,
    ).toBeGreaterThanOrEqual(3);
    await eventually(() => at.page.getByText("Not confirmed as stopped.").count()).toBe(0);
  });

  it("greys what is no longer measured and tells its age, until it is measured again", async () => {
    await openLive();
    let measured = await robotPicture();
    await eventually(async () => {
      const before = measured;
      measured = await robotPicture();
      return before.equals(measured);
    }).toBe(true);
    silence();
    await at.page.getByText(/^stale, [\d.]+ s old$/).waitFor();
    await at.page.getByText(/last measured/).waitFor();
    // A busy browser may still have to read what was measured before, and is live again for that long.
    let grey = measured;
    await eventually(async () => {
      grey = await robotPicture();
      return !measured.equals(grey) && (await at.page.getByText(/last measured/).count()) === 1;
    }).toBe(true);
    play();
    await at.page.getByText("live", { exact: true }).waitFor();
    await eventually(async () => !grey.equals(await robotPicture())).toBe(true);
    at.session.feed.connect("reconnecting");
    await at.page.getByText("robot reconnecting…").waitFor();
  });

  it("tells that the bridge is gone, sends nothing then, and comes back by itself with the whole past", async () => {
    await openLive();
    tell(...episodeUnderWay);
    await at.page.getByText("closed to 40.1 mm").waitFor();
    await at.session.server.close();
    await at.page.getByText(/bridge lost/).waitFor();
    const box = at.page.getByRole("textbox", { name: "Instruction" });
    await box.fill("go home");
    await box.press("Enter");
    await at.page.getByText("nothing was sent").waitFor();
    await at.page.getByRole("button", { name: /^stop/i }).click();
    await at.page.getByText("The stop did not reach the bridge.").waitFor();
    const { port } = at.session.server;
    const again = await startPageServer({
      port,
      token: at.session.token,
      feed: at.session.feed,
      session: () => at.session.info,
      events: at.session.events,
      onRequest: async () => {},
    });
    try {
      await at.page.getByText("live", { exact: true }).waitFor();
      await eventually(() => at.page.getByText("closed to 40.1 mm").count()).toBe(1);
      expect(at.session.requests).toEqual([]);
    } finally {
      await again.close();
    }
  });

  it("takes a connection for lost that has fallen silent, and dials again", async () => {
    at.page = await at.browser.newPage();
    let mute = false;
    let dialled = 0;
    await at.page.routeWebSocket(/\/ws$/, (socket) => {
      dialled += 1;
      const bridge = socket.connectToServer();
      bridge.onMessage((message) => {
        if (!mute) socket.send(message);
      });
    });
    await at.page.goto(at.session.server.url);
    await at.page.getByText("live", { exact: true }).waitFor();
    mute = true;
    await at.page.getByText(/bridge lost/).waitFor();
    mute = false;
    await at.page.getByText("live", { exact: true }).waitFor();
    expect(dialled).toBeGreaterThanOrEqual(2);
  });
});
