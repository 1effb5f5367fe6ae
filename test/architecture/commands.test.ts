import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Import, importGraph, root } from "./import-graph.ts";

const { files, imports } = importGraph("bridge");
const actuators = (path: string): boolean => /^bridge\/robot\/actuators[\w-]*\.ts$/.test(path);
const inFolder = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);
const show = (found: Import[]): string[] => found.map(({ from, to }) => `${from} imports ${to}`);
const text = (file: string): string => readFileSync(join(root, file), "utf8");

/** Operations of rosbridge that make something happen on the robot's side. */
const COMMANDS = [
  "publish",
  "advertise",
  "call_service",
  "send_action_goal",
  "service_response",
  "action_result",
];
/** The connection calls services for reading too; what of them a program may ask for, the gate decides. */
const SPEAKERS = [
  "bridge/robot/connection.ts",
  "bridge/robot/actuators.ts",
  "bridge/robot/actuators-topic.ts",
];

describe("the way to the actuators", () => {
  it("is looked for in the files that make it", () => {
    expect(files.filter(actuators).length).toBeGreaterThan(0);
    expect(files.filter((file) => inFolder(file, "bridge/safety")).length).toBeGreaterThan(10);
    for (const file of SPEAKERS) expect(files).toContain(file);
    expect(SPEAKERS.some((file) => /op: "send_action_goal"/.test(text(file)))).toBe(true);
    expect(SPEAKERS.some((file) => /op: "publish"/.test(text(file)))).toBe(true);
  });

  it("is open to the safety gate alone, for types too", () => {
    const users = imports.filter(({ to }) => actuators(to));
    expect(users.length).toBeGreaterThan(1);
    expect(show(users.filter(({ from }) => !inFolder(from, "bridge/safety") && !actuators(from)))).toEqual(
      [],
    );
  });

  it("keeps the connection inside bridge/robot", () => {
    const users = imports.filter(({ to }) => to === "bridge/robot/connection.ts");
    expect(users.length).toBeGreaterThan(3);
    expect(show(users.filter(({ from }) => !inFolder(from, "bridge/robot")))).toEqual([]);
  });

  it("has no second client: roslib only in bridge/robot, a WebSocket client nowhere else", () => {
    const roslib = imports.filter(({ to }) => to === "roslib");
    expect(roslib.length).toBeGreaterThan(0);
    expect(show(roslib.filter(({ from }) => !inFolder(from, "bridge/robot")))).toEqual([]);
    const clients = files.filter((file) => /new (?:WebSocket|Ros)\(/.test(text(file)));
    expect(clients.length).toBeGreaterThan(0);
    expect(clients.filter((file) => !inFolder(file, "bridge/robot"))).toEqual([]);
  });

  it("is spelt out in the connection and the actuators only", () => {
    const speaking = files.filter((file) => COMMANDS.some((op) => text(file).includes(`op: "${op}"`)));
    expect(speaking.length).toBeGreaterThan(1);
    expect(speaking.filter((file) => !SPEAKERS.includes(file))).toEqual([]);
  });

  it("takes goals from the actuators only, and calls only from readers of bridge/robot", () => {
    const goals = files.filter((file) => /#?connection\.goal\(/.test(text(file)));
    expect(goals.sort()).toEqual(["bridge/robot/actuators-operations.ts", "bridge/robot/actuators-probe.ts"]);
    const calls = files.filter((file) => /connection\.call\(/.test(text(file)));
    expect(calls.length).toBeGreaterThan(1);
    expect(calls.filter((file) => !inFolder(file, "bridge/robot"))).toEqual([]);
    // Every service that is called by a fixed name is one that reads; the simulator's step is the clock's own.
    const named = calls.flatMap((file) =>
      [...text(file).matchAll(/connection\.call\(\s*"([^"]+)"/g)].map(([, name]) => name),
    );
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((name) => !/^\/rosapi\/(?!set_|delete_)\w+$/.test(name ?? ""))).toEqual([]);
  });
});
