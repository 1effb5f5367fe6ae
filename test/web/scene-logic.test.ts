import { PerspectiveCamera, Vector3 } from "three";
import { describe, expect, it } from "vitest";
import type { RobotFrame } from "../../bridge/protocol/index.ts";
import { Flight } from "../../web/src/scene/flight.ts";
import { gridLabels } from "../../web/src/scene/grid-labels.ts";
import { meshAddress } from "../../web/src/scene/mesh-address.ts";
import { ToolTrack } from "../../web/src/scene/tool-track.ts";
import { touched } from "../../web/src/scene/touched.ts";

describe("the address of a mesh", () => {
  it("of a package is a path at the bridge", () => {
    const expected = { kind: "stl", path: "/api/meshes/ur_description/meshes/ur5e/base%20link.STL" };
    expect(meshAddress("package://ur_description/meshes/ur5e/base link.STL")).toEqual(expected);
    expect(meshAddress("file:///opt/ros/jazzy/share/ur_description/meshes/ur5e/base link.STL")).toEqual(
      expected,
    );
  });

  it.each([
    ["http://example.com/a.stl", /other servers are not asked/],
    ["https://example.com/a.dae", /other servers are not asked/],
    ["//example.com/a.stl", /in no package/],
    ["/home/somebody/a.stl", /in no package/],
    ["package://ur/../../etc/a.stl", /leads out/],
    ["package://ur/a.gltf", /STL, DAE and OBJ/],
    ["javascript:alert(1)//a.stl", /in no package/],
  ])("%s is not read, and why is told", (url, why) => {
    expect(meshAddress(url)).toMatchObject({ refusal: expect.stringMatching(why) });
  });
});

describe("the track of the tool", () => {
  const reading = (stampS: number, x: number): Pick<RobotFrame, "stamp" | "tool"> => ({
    stamp: { sec: Math.floor(stampS), nanosec: Math.round((stampS % 1) * 1e9) },
    tool: { position: [x, 0, 0.3], orientation: [0, 0, 0, 1] },
  });
  const move = (track: ToolTrack, fromS: number, fromX: number, steps: number): void => {
    for (let i = 0; i <= steps; i += 1) track.accept(reading(fromS + i * 0.02, fromX + i * 0.01));
  };

  it("is a line for each motion, and none for a tool that rests", () => {
    const track = new ToolTrack();
    for (let i = 0; i < 100; i += 1) track.accept(reading(i * 0.02, 0.3 + (i % 2) * 0.0005));
    expect(track.motions).toEqual([]);
    move(track, 2, 0.3, 10);
    for (let i = 0; i < 50; i += 1) track.accept(reading(2.2 + i * 0.02, 0.4));
    move(track, 3.2, 0.4, 5);
    expect(track.motions.map(({ length }) => length)).toEqual([11, 6]);
  });

  it("stays bounded, in motions and in points", () => {
    const track = new ToolTrack();
    for (let motion = 0; motion < 20; motion += 1) move(track, motion * 100, 0, 2_000);
    expect(track.motions.length).toBe(4);
    for (const { length } of track.motions) expect(length).toBeLessThanOrEqual(601);
    expect(track.motions.at(-1)?.at(-1)?.[0]).toBeCloseTo(20);
  });

  it("begins anew where time goes back, and draws no line over a gap or a leap", () => {
    const track = new ToolTrack();
    move(track, 10, 0.3, 10);
    expect(track.accept(reading(4, 0.6))).toBe(true);
    expect(track.motions).toEqual([]);
    track.accept(reading(4.02, 2));
    track.accept(reading(30, 2.1));
    expect(track.motions).toEqual([]);
  });

  it("of a robot that drives is where it was in the room", () => {
    const track = new ToolTrack();
    const base = { position: [5, 0, 0], orientation: [0, 0, Math.SQRT1_2, Math.SQRT1_2] } as const;
    for (const x of [1, 1.01])
      track.accept({
        ...reading(x, x),
        base: { position: [...base.position], orientation: [...base.orientation] },
      });
    const [first = [], last = []] = track.motions[0] ?? [];
    expect(first.map((value) => Math.round(value * 100) / 100)).toEqual([5, 1, 0.3]);
    expect(last.map((value) => Math.round(value * 100) / 100)).toEqual([5, 1.01, 0.3]);
  });
});

it("tells contacts of the robot, and of what it touches, but not that all else lies on the table", () => {
  const contact = (one: string, other: string) => ({
    bodies: [one, other] as [string, string],
    position: [0, 0, 0] as [number, number, number],
    force: [0, 0, 1] as [number, number, number],
  });
  const contacts = [
    contact("left_finger", "red_cube"),
    contact("red_cube", "blue_plate"),
    contact("green_cube", "table"),
    contact("blue_plate", "table"),
  ];
  const isLink = (body: string): boolean => body.endsWith("finger");
  expect(touched(contacts, isLink).map(({ bodies }) => bodies.join("-"))).toEqual([
    "left_finger-red_cube",
    "red_cube-blue_plate",
  ]);
});

it("labels a grid along its edges in metres", () => {
  const labels = gridLabels({ minX: -0.3, maxX: 0.6, minY: -0.5, maxY: 0.5 }, 0, 0.5);
  expect(labels.map(({ text }) => text)).toEqual(["x 0 m", "x 0.5 m", "y −0.5 m", "y 0 m", "y 0.5 m"]);
});

it("flies around what is looked at by the shorter way, and ends exactly there", () => {
  const camera = new PerspectiveCamera();
  const target = new Vector3(0, 0, 0);
  camera.position.set(-1, 0.2, 0.5);
  const flight = new Flight(camera, target, {
    position: new Vector3(-1, -0.2, 0.5),
    target: new Vector3(0, 0, 0.1),
  });
  let nearest = Number.POSITIVE_INFINITY;
  while (flight.advance(16, camera, target)) nearest = Math.min(nearest, camera.position.x);
  expect(nearest).toBeLessThan(-0.9);
  expect(camera.position.toArray().map((value) => Math.round(value * 1e6) / 1e6)).toEqual([-1, -0.2, 0.5]);
  expect(target.toArray()).toEqual([0, 0, 0.1]);
});
