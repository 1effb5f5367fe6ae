import { readdir, readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RosbridgeServer } from "../../sim/rosbridge/server.ts";
import type { Case } from "./case.ts";
import { play } from "./play.ts";

/*
 * Runs the cases against our server, or against the one at CODEACT_ROSBRIDGE (ws://…), and prints the table. A server
 * without rosapi, or without what only ours promises, fails those lines; the others are the protocol's.
 */
const elsewhere = process.env["CODEACT_ROSBRIDGE"];
const folder = new URL("cases/", import.meta.url);
const files = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
const cases: Case[] = [];
for (const file of files)
  cases.push(...(JSON.parse(await readFile(new URL(file, folder), "utf8")) as Case[]));

let server: RosbridgeServer | null = null;
let url = elsewhere ?? "";
const rows: { one: Case; wrong: string | null }[] = [];

beforeAll(async () => {
  if (elsewhere !== undefined) return;
  const parameters = new Map<string, unknown>([["/robot:rate", 50]]);
  server = await RosbridgeServer.listen({ host: "127.0.0.1", port: 0, parameters });
  url = server.url;
});
afterAll(async () => {
  await server?.close();
  process.stdout.write(table());
});

const table = (): string => {
  const lines = rows.map(({ one, wrong }) => {
    const name = one.field === "" ? one.op : `${one.op}.${one.field}`;
    return `${wrong === null ? "pass" : "FAIL"}  ${one.from.padEnd(6)}  ${name.padEnd(34)}  ${one.what}`;
  });
  const passed = rows.filter(({ wrong }) => wrong === null).length;
  return `\nrosbridge conformance of ${elsewhere?.replace(/\?.*/, "") ?? "our server"}: ${passed} of ${rows.length}\n${lines.join("\n")}\n`;
};

describe("a rosbridge server", () => {
  it("has cases for every operation of the protocol", () => {
    const operations = [
      ...["fragment", "png", "set_level", "status", "advertise", "unadvertise", "publish", "subscribe"],
      ...["unsubscribe", "advertise_service", "unadvertise_service", "call_service", "service_response"],
      ...["advertise_action", "unadvertise_action", "send_action_goal", "cancel_action_goal"],
      ...["action_feedback", "action_result"],
    ];
    expect(operations.filter((op) => !cases.some((one) => one.op === op))).toEqual([]);
  });

  it.each(cases.map((one) => [`${one.op} ${one.field}: ${one.what}`, one] as const))(
    "%s",
    async (_name, one) => {
      const wrong = await play(url, one);
      rows.push({ one, wrong });
      expect(wrong).toBeNull();
    },
  );
});
