import { copyFile, mkdir, mkdtemp, readFile, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { episodePath } from "../../../bridge/episode/episode-id.ts";
import { deleteEpisode, listEpisodes } from "../../../bridge/episode/library.ts";
import { EpisodeSummary } from "../../../bridge/protocol/index.ts";
import { runCli } from "../../e2e/cli.ts";

let place: string;
let recorded: string;
let folder: string;
let folders = 0;

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "codeact-library-"));
  recorded = join(place, "recorded.mcap");
  const run = await runCli(["run", "move the gripper 5 cm up", "--seed", "3", "--out", recorded]);
  expect(run.exitCode, run.stderr).toBe(0);
});
beforeEach(async () => {
  folders += 1;
  folder = join(place, `episodes ${folders}`);
  await mkdir(folder);
});
afterAll(() => rm(place, { recursive: true, force: true }));

const put = (name: string): Promise<void> => copyFile(recorded, join(folder, name));

describe("the list of episodes", () => {
  it("tells what each was, without reading more than its summary", async () => {
    await put("one.mcap");
    const [episode, ...others] = await listEpisodes(folder);
    expect(others).toEqual([]);
    expect(EpisodeSummary.parse(episode)).toMatchObject({
      id: "one",
      title: "move the gripper 5 cm up",
      outcome: "finished",
      planner: "offline",
      robot: "simulated_arm",
      scene: "table",
      seed: 3,
      whole: true,
      forked_from: null,
      follows: null,
      bytes: (await stat(recorded)).size,
    });
    expect(episode?.turns).toBeGreaterThan(0);
    expect(episode?.duration_s).toBeGreaterThan(0);
    expect(episode?.robot_duration_s).toBeGreaterThan(0);
    expect(Math.abs((episode?.started.sec ?? 0) - Date.now() / 1000)).toBeLessThan(3600);
  });

  it("holds what was cut off and what is no episode, and says which", async () => {
    await put("whole.mcap");
    const bytes = await readFile(recorded);
    await writeFile(join(folder, "cut.mcap"), bytes.subarray(0, Math.floor(bytes.length * 0.7)));
    await writeFile(join(folder, "empty.mcap"), "");
    await writeFile(
      join(folder, "foreign.mcap"),
      "no MCAP at all, yet long enough to be looked at for its magic",
    );
    await writeFile(join(folder, "magic.mcap"), bytes.subarray(0, 8));
    await writeFile(join(folder, "notes.txt"), "not listed");
    await symlink(recorded, join(folder, "link.mcap"));
    const list = await listEpisodes(folder);
    const by = Object.fromEntries(list.map((episode) => [episode.id, EpisodeSummary.parse(episode)]));
    expect(Object.keys(by).toSorted()).toEqual(["cut", "empty", "foreign", "magic", "whole"]);
    expect(by["whole"]).toMatchObject({ whole: true, outcome: "finished" });
    expect(by["cut"]).toMatchObject({ whole: false, outcome: null, title: "move the gripper 5 cm up" });
    expect(by["cut"]?.problem).toBeUndefined();
    for (const id of ["empty", "foreign", "magic"]) {
      expect(by[id], id).toMatchObject({ whole: false, outcome: null, title: id });
      expect(by[id]?.problem, id).toMatch(/\w/);
      expect(by[id]?.problem, id).not.toContain(place);
    }
  });

  it("sees what was changed, added and removed since", async () => {
    await put("a.mcap");
    await put("b.mcap");
    expect((await listEpisodes(folder)).length).toBe(2);
    await deleteEpisode(folder, "a");
    await put("c.mcap");
    await writeFile(join(folder, "b.mcap"), "now something else");
    const list = await listEpisodes(folder);
    expect(list.map(({ id, problem }) => [id, problem === undefined]).toSorted()).toEqual([
      ["b", false],
      ["c", true],
    ]);
  });

  it("is empty for a folder that is not there, and says so of one that cannot be read", async () => {
    expect(await listEpisodes(join(folder, "none"))).toEqual([]);
    await writeFile(join(folder, "file"), "");
    await expect(listEpisodes(join(folder, "file"))).rejects.toThrow(/cannot be read.*--folder/);
  });

  it("reads a thousand files once, and is much faster the next time", async () => {
    for (let i = 0; i < 1000; i += 1) await put(`${String(i).padStart(4, "0")}.mcap`);
    // A file of today is the newest, whatever its name.
    await utimes(join(folder, "0000.mcap"), new Date(), new Date());
    const timed = async (): Promise<[number, EpisodeSummary[]]> => {
      const began = performance.now();
      const list = await listEpisodes(folder);
      return [performance.now() - began, list];
    };
    const [first, list] = await timed();
    const again = await Promise.all([timed(), timed(), timed()]);
    expect(list.length).toBe(1000);
    expect(again[0]?.[1]).toEqual(list);
    expect(Math.min(...again.map(([took]) => took))).toBeLessThan(first / 3);
  });
});

describe("an episode's id", () => {
  it("is a plain file name of the folder", async () => {
    await put("one.mcap");
    await put("Würfel v1.2.mcap");
    expect(episodePath(folder, "one")).toBe(join(folder, "one.mcap"));
    expect(episodePath(folder, "Würfel v1.2")).toBe(join(folder, "Würfel v1.2.mcap"));
    expect(() => episodePath(folder, "two")).toThrow('There is no episode "two"');
  });

  it("is refused when it could lead elsewhere", async () => {
    await put("one.mcap");
    await symlink(recorded, join(folder, "link.mcap"));
    await mkdir(join(folder, "sub.mcap"));
    for (const id of [
      "",
      ".",
      "..",
      "../recorded",
      "a/b",
      "a\\b",
      "/etc/passwd",
      ".one",
      "a..b",
      "one.",
      "o\0ne",
      "o\nne",
    ])
      expect(() => episodePath(folder, id), JSON.stringify(id)).toThrow("is no episode id");
    expect(() => episodePath(folder, "x".repeat(5000))).toThrow(/^.{0,300}$/);
    for (const id of ["link", "sub"]) {
      expect(() => episodePath(folder, id)).toThrow("There is no episode");
      await expect(deleteEpisode(folder, id)).rejects.toThrow("There is no episode");
    }
    expect((await stat(recorded)).isFile()).toBe(true);
  });
});
