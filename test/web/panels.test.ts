import { encode } from "fast-png";
import { expect, it } from "vitest";
import { usePage } from "./page-harness.ts";

/* Plots, cameras, log, safety and the scene in words; the robot and the bridge's side are played by the test. */

const at = usePage();
const { openLive, eventually, tell } = at;

const openPanel = (name: string) => at.page.getByRole("button", { name, exact: true }).click();
const topicOf = (camera: string): string => `/camera/${camera}/image_raw/compressed`;
const panel = (name: string) => at.page.getByRole("region", { name, exact: true });

it("plots the joints live: values, curves that can be hidden, a held and zoomed axis by keys, and CSV", async () => {
  at.joints = [0.5, -1.2, 1.8, -1.5, -1.57, 0];
  await openLive();
  const loaded = (): Promise<boolean> =>
    at.page.evaluate(() =>
      performance.getEntriesByType("resource").some(({ name }) => /plots-view.*\.js/.test(name)),
    );
  expect(await loaded()).toBe(false);
  await openPanel("Plots");
  const plot = at.page.getByRole("figure", { name: "Joint positions" });
  const curve = plot.getByRole("button", { name: /shoulder pan/ });
  await eventually(() => curve.textContent()).toContain("0.5000");
  expect(await loaded()).toBe(true);
  await eventually(() => plot.getByRole("button", { name: /left finger/ }).getAttribute("aria-pressed")).toBe(
    "false",
  );
  await curve.click();
  await eventually(() => curve.getAttribute("aria-pressed")).toBe("false");
  const area = plot.getByRole("slider");
  await area.focus();
  await at.page.keyboard.press("ArrowLeft");
  await eventually(() => area.getAttribute("aria-valuetext")).toMatch(/ s, shoulder lift −1\.200 rad/);
  const moment = plot.locator(".plot-moment");
  const held = await moment.textContent();
  // The axis stands while somebody reads, although measurements come.
  const frames = at.session.feed.lastJointState()?.message.header.stamp;
  await eventually(() => at.session.feed.lastJointState()?.message.header.stamp).not.toEqual(frames);
  expect(await moment.textContent()).toBe(held);
  await at.page.keyboard.press("+");
  await panel("Plots").getByRole("button", { name: "Go on live" }).waitFor();
  const downloading = at.page.waitForEvent("download");
  await plot.getByRole("button", { name: /as CSV/ }).click();
  const download = await downloading;
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const [header, ...rows] = Buffer.concat(chunks).toString().trim().split("\r\n");
  expect(header).toBe(
    [
      "time_s",
      ...["shoulder lift", "elbow", "wrist 1", "wrist 2", "wrist 3"].map(
        (name) => `joint positions ${name} (rad)`,
      ),
    ].join(),
  );
  expect(rows.length).toBeGreaterThan(1);
  expect(rows[0]?.split(",")[1]).toBe("-1.2");
  await panel("Plots").getByRole("button", { name: "Go on live" }).click();
  await panel("Plots").getByRole("button", { name: "Wrist force" }).click();
  await at.page.getByText("No force was measured at the wrist in this time.").waitFor();
  expect(at.complaints).toEqual([]);
});

it("watches cameras only while their panel is open, shows their pictures, and says when one is old", async () => {
  at.session.info.cameras = ["overhead", "wrist"];
  await openLive();
  const watched = (): string[] =>
    ["overhead", "wrist"].filter((name) => at.session.feed.listeners(topicOf(name)) > 0);
  expect(watched()).toEqual([]);
  await openPanel("Cameras");
  await eventually(watched).toEqual(["overhead", "wrist"]);
  const data = Buffer.from(encode({ width: 4, height: 3, data: new Uint8Array(36).fill(90), channels: 3 }));
  const stamp = at.session.feed.lastJointState()?.message.header.stamp ?? { sec: 0, nanosec: 0 };
  at.session.feed.publish(topicOf("overhead"), {
    header: { stamp, frame_id: "overhead_camera" },
    format: "png",
    data: data.toString("base64"),
  });
  const picture = panel("Cameras").getByRole("img", { name: "Camera overhead" });
  await eventually(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(4);
  await panel("Cameras").getByText("waiting for the camera's first picture…").waitFor();
  // No other comes: what is seen is not of now.
  await panel("Cameras")
    .getByText(/taken .* ago/)
    .waitFor();
  await panel("Cameras").getByRole("button", { name: "wrist", exact: true }).click();
  await eventually(watched).toEqual(["wrist"]);
  await openPanel("Close Cameras");
  await eventually(watched).toEqual([]);
  expect(at.complaints).toEqual([]);
});

it("lists the robot's log with the session's own words, filtered, and draws no more of it than can be read", async () => {
  at.notice(0, 600);
  tell({
    type: "stop",
    by: "page",
    stopped: true,
    took_s: 0.3,
    max_velocity_rad_s: 0,
    text: "The arm stands.",
  });
  await openLive();
  at.session.feed.publish("/rosout", {
    stamp: { sec: 900, nanosec: 0 },
    level: 40,
    name: "driver",
    msg: "<b>too hot</b>",
  });
  await openPanel("Log");
  const lines = panel("Log").getByRole("listitem");
  await eventually(() => lines.last().textContent()).toContain("driver<b>too hot</b>");
  expect(await lines.count()).toBeLessThanOrEqual(250);
  await panel("Log")
    .getByRole("button", { name: /older lines/ })
    .waitFor();
  await panel("Log").getByRole("searchbox").fill("number 41");
  await eventually(() => lines.count()).toBe(16);
  await panel("Log").getByRole("searchbox").fill("");
  await panel("Log").getByRole("combobox", { name: "Level" }).selectOption("warn");
  await eventually(() => lines.allTextContents()).toHaveLength(2);
  expect((await lines.allTextContents())[0]).toContain("The arm stands.");
  expect(at.complaints).toEqual([]);
});

it("tells how near the limits are, resets the emergency stop, and says the scene in sentences", async () => {
  at.session.info.safety = {
    frame_id: "base_link",
    workspace: { min: [-0.2, -0.7, 0], max: [0.85, 0.7, 0.9] },
    keep_out: [],
    joints: [{ name: "elbow_joint", lower: -2, upper: 2, max_velocity: 2.5 }],
    tool_speed_m_s: 1,
    contact_force_n: 8,
    commands_per_s: 20,
  };
  at.session.info.estop = "robot";
  at.joints = [0, -1.2, 1.9, -1.5, -1.57, 0];
  await openLive();
  await openPanel("Safety");
  const elbow = panel("Safety").getByRole("meter", { name: "elbow" });
  await eventually(() => elbow.getAttribute("aria-valuetext")).toBe("108.9°, 5.7° to its upper limit, near");
  expect(await elbow.getAttribute("aria-valuenow")).toBe("95");
  const estop = at.page.locator(".safety").getByRole("region", { name: "Emergency stop" });
  await estop.getByText("Latched by robot.").waitFor();
  await estop.getByRole("button", { name: "Reset…" }).click();
  await estop.getByRole("button", { name: "Yes, reset" }).click();
  await at.session.requested("estop_reset");
  await openPanel("In words");
  const words = panel("In words");
  await words.getByText("Red cube, 0.42 m ahead, 0.22 m right, 0.02 m up.").waitFor();
  await words.getByRole("button", { name: "Read out" }).click();
  await eventually(() => words.getByRole("status").textContent()).toContain("No joint moves.");
  expect(at.complaints).toEqual([]);
});
