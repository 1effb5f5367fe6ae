import { describe, expect, it } from "vitest";
import { type Import, importGraph } from "./import-graph.ts";

const { files, imports } = importGraph("bridge", "sim", "web");
const inFolder = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);
const show = (found: Import[]): string[] => found.map(({ from, to }) => `${from} imports ${to}`);

/** The imports that break a rule. */
const breaking = (rule: (found: Import) => boolean): string[] => show(imports.filter(rule));

describe("who may import whom", () => {
  it("looked at the files of every part", () => {
    for (const part of [
      "agent",
      "commands",
      "episode",
      "executor",
      "primitives",
      "protocol",
      "robot",
      "safety",
      "server",
    ])
      expect(files.filter((file) => inFolder(file, `bridge/${part}`)).length, part).toBeGreaterThan(0);
    for (const part of ["world", "controllers", "sensors", "rosbridge"])
      expect(files.filter((file) => inFolder(file, `sim/${part}`)).length, part).toBeGreaterThan(0);
    expect(files.filter((file) => inFolder(file, "web")).length).toBeGreaterThan(5);
    expect(imports.length).toBeGreaterThan(200);
    expect(imports.some(({ to }) => to === "roslib")).toBe(true);
  });

  it("keeps the protocol free of everything but zod", () => {
    expect(
      breaking(
        ({ from, to }) =>
          inFolder(from, "bridge/protocol") && to !== "zod" && !inFolder(to, "bridge/protocol"),
      ),
    ).toEqual([]);
  });

  it("keeps the simulator usable without the bridge", () => {
    expect(
      breaking(
        ({ from, to }) => inFolder(from, "sim") && inFolder(to, "bridge") && !inFolder(to, "bridge/protocol"),
      ),
    ).toEqual([]);
  });

  it("keeps the page off everything of the bridge but the protocol, and off the simulator", () => {
    expect(
      breaking(
        ({ from, to }) =>
          inFolder(from, "web") &&
          (inFolder(to, "sim") || (inFolder(to, "bridge") && !inFolder(to, "bridge/protocol"))),
      ),
    ).toEqual([]);
  });

  it("lets only bridge/robot talk to ROS", () => {
    expect(breaking(({ from, to }) => to === "roslib" && !inFolder(from, "bridge/robot"))).toEqual([]);
  });

  it("lets only the safety gate reach the actuators", () => {
    const rule = ({ from, to, typeOnly }: Import): boolean =>
      to.startsWith("bridge/robot/actuators") &&
      !typeOnly &&
      !inFolder(from, "bridge/safety") &&
      !from.startsWith("bridge/robot/actuators");
    expect(breaking(rule)).toEqual([]);
    expect(imports.some(({ to }) => to.startsWith("bridge/robot/actuators"))).toBe(true);
  });

  it("wires the parts together in main.ts only", () => {
    const wiring = ["bridge/main.ts", "bridge/cli.ts"];
    expect(
      breaking(({ from, to }) => inFolder(from, "bridge") && inFolder(to, "sim") && !wiring.includes(from)),
    ).toEqual([]);
  });
});
