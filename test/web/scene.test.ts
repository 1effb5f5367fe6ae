import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encode } from "fast-png";
import { describe, expect, it } from "vitest";
import type { Detection, Picture, Quat, RobotFrame, ToPage, Vec3 } from "../../bridge/protocol/index.ts";
import type { CodeactWindow } from "../../web/src/scene/test-window.ts";
import { openPageSession } from "../bridge/server/page-session.ts";
import { usePage } from "./page-harness.ts";

/* The scene of the built page, in a real browser, from frames as the bridge sends them. */

const at = usePage();
const { drawn, eventually, frames } = at;

type Told<K extends keyof CodeactWindow> = CodeactWindow[K] extends () => infer R ? R : never;
const read = <K extends "ghosts" | "written" | "counts" | "view" | "drawCalls">(what: K): Promise<Told<K>> =>
  at.page.evaluate(
    (name) => (globalThis as unknown as { codeact: CodeactWindow }).codeact[name]() as never,
    what,
  );
const counts = (kind: string): Promise<number> => read("counts").then((all) => all[kind] ?? Number.NaN);
const scene = () => at.page.getByRole("img", { name: /^The robot and the objects/ });

/** What the next frames of the bridge say as well; sensors that the driven robot does not have. */
let extra: Partial<RobotFrame> = {};
let say: (message: ToPage) => void = () => {};
/** The newest frame of the bridge itself. */
let robot: RobotFrame | null = null;

const openScene = async (): Promise<void> => {
  extra = {};
  at.page = await at.browser.newPage({ viewport: { width: 1000, height: 700 }, reducedMotion: "reduce" });
  at.complaints = [];
  at.page.on("pageerror", (error) => at.complaints.push(error.message));
  await at.page.routeWebSocket(/\/ws/, (line) => {
    const server = line.connectToServer();
    say = (message) => line.send(JSON.stringify(message));
    server.onMessage((text) => {
      const message = JSON.parse(String(text)) as ToPage;
      if (message.op === "robot") robot = message;
      line.send(message.op === "robot" ? JSON.stringify({ ...message, ...extra }) : text);
    });
  });
  await at.page.goto(at.session.server.url);
  await drawn();
};

const toggle = async (name: string | RegExp): Promise<void> => {
  await at.page.getByRole("button", { name: "Show", exact: true }).click();
  await at.page.getByRole("checkbox", { name }).click();
  await at.page.getByRole("button", { name: "Show", exact: true }).click();
};
const settled = async (): Promise<number> => {
  let last = -1;
  await eventually(async () => last === (last = await frames()), 400).toBe(true);
  return last;
};
const joint_names = ["shoulder_pan_joint", "shoulder_lift_joint"];

describe("the scene", () => {
  it("shows where a motion ends and where it is to be now as ghosts, until it is over or nobody wants them", async () => {
    await openScene();
    await settled();
    const alone = await read("drawCalls");
    extra = {
      goal: { joint_names, positions: [1.2, -0.9] },
      commanded: { joint_names, positions: [0.5, -1.2] },
    };
    await eventually(() => read("ghosts")).toEqual(["goal", "commanded"]);
    await settled();
    // Two more robots.
    expect(await read("drawCalls")).toBeGreaterThan(alone + 60);
    await toggle(/as ghosts/);
    await eventually(() => read("ghosts")).toEqual([]);
    await toggle(/as ghosts/);
    await eventually(() => read("ghosts")).toEqual(["goal", "commanded"]);
    extra = {};
    await eventually(() => read("ghosts")).toEqual([]);
    await settled();
    expect(await read("drawCalls")).toBe(alone);
    expect(at.complaints).toEqual([]);
  });

  it("draws where the tool went, and forgets the oldest motion", async () => {
    await openScene();
    await eventually(async () => robot !== null).toBe(true);
    const goTo = (x: number, stampS: number): void => {
      const stamp = { sec: 1_000 + Math.floor(stampS), nanosec: Math.round((stampS % 1) * 1e9) };
      const tool = { position: [x, 0.1, 0.3] as Vec3, orientation: [0, 0, 0, 1] as Quat };
      if (robot) say({ ...robot, stamp, tool });
    };
    const motion = (startS: number): void => {
      for (let i = 0; i <= 20; i += 1) goTo(0.3 + i * 0.01, startS + i * 0.02);
    };
    motion(0);
    await eventually(() => counts("trail")).toBe(21);
    for (let i = 1; i < 8; i += 1) motion(i * 100);
    // Of the last four motions.
    await eventually(() => counts("trail")).toBe(84);
    await toggle("Path of the tool");
    await eventually(() => counts("trail")).toBe(0);
  });

  it("is told by keyboard what to show: names, frames and limits; and keeps that for the next visit", async () => {
    at.session.info.safety = {
      frame_id: "base_link",
      workspace: { min: [-0.2, -0.5, 0], max: [0.8, 0.5, 0.9] },
      keep_out: [{ min: [0.1, 0.1, 0], max: [0.2, 0.2, 0.3] }],
      joints: [],
      tool_speed_m_s: null,
      contact_force_n: null,
      commands_per_s: 10,
    };
    await openScene();
    expect(await read("written")).not.toContain("green cube");
    await at.page.getByRole("button", { name: "Show", exact: true }).focus();
    await at.page.keyboard.press("Enter");
    for (const name of ["Names of objects", "Coordinate frames", "Workspace and keep-out boxes"]) {
      await at.page.getByRole("checkbox", { name }).focus();
      await at.page.keyboard.press("Space");
    }
    await eventually(() => read("written")).toContain("green cube");
    await eventually(() => counts("frames")).toBeGreaterThan(6);
    await eventually(() => counts("limits")).toBe(2);
    await at.page.reload();
    await drawn();
    await eventually(() => read("written")).toContain("green cube");
    await eventually(() => counts("limits")).toBe(2);
  });

  it("asks for pictures of cameras only while they are shown, and hangs them up where they were taken", async () => {
    at.session.info.cameras = ["overhead"];
    await openScene();
    expect(at.session.requests.filter(({ op }) => op === "watch")).toEqual([]);
    await toggle(/^Cameras/);
    await eventually(() => counts("cameras")).toBe(0);
    await settled();
    const before = await scene().screenshot();
    const png = encode({ width: 4, height: 3, data: new Uint8Array(36).fill(200), channels: 3 });
    const picture: Picture = {
      op: "picture",
      camera: "overhead",
      stamp: { sec: 1, nanosec: 0 },
      mime: "image/png",
      data_base64: Buffer.from(png).toString("base64"),
      view: { position: [0.5, 0, 0.6], orientation: [1, 0, 0, 0], fov_y_rad: 0.8, aspect: 4 / 3 },
    };
    say(picture);
    await eventually(() => counts("cameras")).toBe(1);
    await settled();
    expect(Buffer.compare(before, await scene().screenshot())).not.toBe(0);
    await toggle(/^Cameras/);
    await eventually(() => counts("cameras")).toBe(0);
    expect(at.complaints).toEqual([]);
  });

  it("draws the force of what the robot touches, with newtons under the pointer", async () => {
    await openScene();
    extra = {
      contacts: [
        { bodies: ["left_finger", "red_cube"], position: [0.3, 0, 0.16], force: [0, 0, 40] },
        { bodies: ["blue_cube", "table"], position: [0.4, 0, 0], force: [0, 0, 0.5] },
      ],
    };
    await eventually(() => counts("forces")).toBe(1);
    const box = await scene().boundingBox();
    if (!box) throw new Error("no scene");
    // Home looks at (0.3, 0, 0.22), which is in the middle of the picture.
    await at.page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2);
    await at.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await at.page.locator(".scene-label", { hasText: "red cube on left finger" }).waitFor();
    await at.page.locator(".scene-label", { hasText: "40.0 N" }).waitFor();
  });

  it("is seen from all sides by keys, comes near to one object after another, and to one that is clicked twice", async () => {
    await openScene();
    const target = async (): Promise<number[]> =>
      (await read("view")).target.map((value) => Math.round(value * 100) / 100 + 0);
    const direction = async (): Promise<number[]> => {
      const { position, target: to } = await read("view");
      const way = position.map((value, i) => value - (to[i] ?? 0));
      return way.map((value) => Math.round((value / Math.hypot(...way)) * 10) / 10 + 0);
    };
    await at.page.keyboard.press("1");
    await eventually(direction).toEqual([1, 0, 0.1]);
    await at.page.keyboard.press("2");
    await eventually(direction).toEqual([0, 1, 0.1]);
    await at.page.keyboard.press("3");
    await eventually(direction).toEqual([0, 0, 1]);
    await at.page.keyboard.press("f");
    await eventually(target).toEqual([0.42, -0.22, 0.02]);
    await at.page.keyboard.press("f");
    await eventually(target).toEqual([0.56, -0.1, 0.02]);
    await at.page.keyboard.press("h");
    await eventually(target).toEqual([0.3, 0, 0.22]);
    await at.page.getByRole("button", { name: "Objects" }).click();
    await at.page.getByRole("button", { name: "red cube", exact: true }).click();
    await eventually(target).toEqual([0.42, -0.22, 0.02]);
    await at.page.keyboard.press("h");
    await eventually(target).toEqual([0.3, 0, 0.22]);
    // Come near to it: it is in the middle then.
    await at.page.keyboard.press("f");
    await eventually(target).toEqual([0.56, -0.1, 0.02]);
    await at.page.keyboard.press("ArrowLeft");
    const box = await scene().boundingBox();
    if (!box) throw new Error("no scene");
    await at.page.mouse.dblclick(box.x + box.width / 2, box.y + box.height / 2);
    await eventually(target).toEqual([0.56, -0.1, 0.02]);
    extra = { tool: { position: [0.4, 0, 0.3], orientation: [1, 0, 0, 0] } };
    await eventually(async () => {
      await at.page.keyboard.press("4");
      return (await read("view")).position.map((value) => Math.round(value * 100) / 100 + 0);
    }, 300).toEqual([0.4, 0.07, 0.43]);
  });

  it("draws 200 objects in as many calls as ten, and nothing while nothing changes", async () => {
    await openScene();
    await settled();
    const few = await read("drawCalls");
    const words = ["red", "green", "blue", "yellow", "orange", "purple"];
    const shapes = ["cube", "cylinder", "ball", "plate"];
    const many: Detection[] = Array.from({ length: 200 }, (_, i) => ({
      name: `thing_${i}`,
      pose: {
        position: [0.25 + (i % 20) * 0.03, -0.45 + Math.floor(i / 20) * 0.09, 0.02],
        orientation: [0, 0, 0, 1],
        frame_id: "base_link",
      },
      size_m: [0.02 + (i % 7) * 0.001, 0.02, 0.03],
      color: words[i % words.length] ?? "red",
      shape: shapes[i % shapes.length] ?? "cube",
      stamp_s: 0,
      confidence: 1,
    }));
    at.session.feed.detect(many);
    await eventually(() => counts("objects")).toBe(200);
    const resting = await settled();
    expect(await read("drawCalls")).toBeLessThanOrEqual(few);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await frames()).toBe(resting);
    at.session.feed.transform("thing_7", [0.5, 0.5, 0.3]);
    await eventually(frames).toBeGreaterThan(resting);
    await settled();
  });

  it("reads meshes from the bridge alone, and names those that it cannot have", async () => {
    const folder = await mkdtemp(join(tmpdir(), "codeact-mesh-"));
    const facet =
      "facet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet";
    await writeFile(join(folder, "base.stl"), `solid base\n${facet}\nendsolid base\n`);
    const session = await openPageSession(0, "no such folder", new Map([["ur_description", folder]]));
    try {
      const urdf = readFileSync(new URL("../fixtures/urdf/ur5e-meshes.urdf", import.meta.url), "utf8");
      session.feed.urdf = urdf.replace("meshes/ur5e/visual/base.stl", "base.stl");
      const asked: string[] = [];
      at.page = await at.browser.newPage({ viewport: { width: 1000, height: 700 } });
      at.page.on("request", (request) => asked.push(request.url()));
      await at.page.goto(session.server.url);
      await drawn();
      const notice = at.page.locator(".scene-notice");
      await eventually(() => notice.textContent()).toContain("Not drawn: 7 meshes");
      await notice.locator("summary").click();
      await notice.getByText(/Other servers are not asked/).waitFor();
      await notice.getByText("package://ur_description/meshes/ur5e/visual/shoulder.dae").waitFor();
      expect(await notice.textContent()).not.toContain("base.stl");
      expect(asked.filter((url) => url.includes("/api/meshes/ur_description/base.stl"))).toHaveLength(1);
      expect(
        asked.filter(
          (url) => !url.startsWith(`http://127.0.0.1:${session.server.port}/`) && !url.startsWith("blob:"),
        ),
      ).toEqual([]);
    } finally {
      await session.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
