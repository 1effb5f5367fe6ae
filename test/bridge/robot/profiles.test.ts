import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { armOf, UserError } from "../../../bridge/protocol/index.ts";
import { loadProfile, shippedProfiles } from "../../../bridge/robot/profiles.ts";

const folder = mkdtempSync(join(tmpdir(), "codeact-profile-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
};
const refusal = (nameOrPath: string): string => {
  try {
    loadProfile(nameOrPath);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).exitCode).toBe(2);
    expect((error as UserError).message).not.toContain("\n");
    return (error as UserError).message;
  }
  throw new Error(`${nameOrPath} was taken`);
};

describe("loadProfile", () => {
  it("loads every profile that is shipped, by name and as a file", () => {
    for (const name of shippedProfiles()) expect(loadProfile(name).name).toBe(name);
    const copy = file("copy.json", loadProfile("simulated_arm"));
    expect(loadProfile(copy)).toEqual(loadProfile("simulated_arm"));
  });

  it("names the shipped ones for an unknown name", () => {
    expect(refusal("simulated_leg")).toMatch(/"simulated_leg".*simulated_arm/);
    expect(refusal("")).toMatch(/simulated_arm/);
  });

  it("says so when a file is not there, or not JSON", () => {
    expect(refusal(join(folder, "none.json"))).toMatch(/none\.json cannot be read/);
    expect(refusal(file("broken.json", "{"))).toMatch(/broken\.json is not JSON/);
  });

  it("tells where a profile is malformed", () => {
    const profile = loadProfile("simulated_arm");
    const { joints: _joints, ...arm } = armOf(profile).arm;
    const message = refusal(file("bad.json", { ...profile, arm, colour: "red" }));
    expect(message).toMatch(/bad\.json is malformed/);
    expect(message).toContain("arm.joints");
    expect(message).toContain("colour");
    expect(refusal(file("list.json", []))).toMatch(/malformed: profile:/);
  });

  it("refuses lists that do not go together and empty ranges", () => {
    const profile = loadProfile("simulated_arm");
    const faulty = {
      ...profile,
      arm: { ...profile.arm, home: [0] },
      workspace: { min: [0, 0, 0], max: [1, 0, 1] },
    };
    const message = refusal(file("faulty.json", faulty));
    expect(message).toContain("arm.home: has 1 numbers, arm.joints has 6 joints");
    expect(message).toContain("workspace");
  });
});
