import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openEpisode } from "../../../bridge/episode/reader.ts";
import { UserError } from "../../../bridge/protocol/index.ts";
import { writeSmallEpisode } from "./small-episode.ts";

let folder: string;
let whole: Buffer;
let events: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codeact-damaged-"));
  const file = join(folder, "whole.mcap");
  events = writeSmallEpisode(file);
  whole = await readFile(file);
});
afterAll(() => rm(folder, { recursive: true }));

/** Opens bytes as an episode and reads all of it; the error in one line where that fails. */
const read = async (
  name: string,
  bytes: Uint8Array,
): Promise<{ seqs: number[]; lost: string | null } | string> => {
  const file = join(folder, name);
  await writeFile(file, bytes);
  try {
    const episode = await openEpisode(file);
    try {
      const seqs = (await episode.events()).map(({ seq }) => seq);
      for (const attachment of ["robot.urdf", "transcript.jsonl"]) await episode.attachment(attachment);
      return { seqs, lost: episode.recovered?.lost ?? null };
    } finally {
      await episode.close();
    }
  } catch (error) {
    expect(error, String((error as Error).stack)).toBeInstanceOf(UserError);
    expect((error as Error).message).not.toContain("\n");
    expect((error as Error).message).toContain(name);
    return (error as Error).message;
  }
};

it("reads the whole file", async () => {
  const seqs = Array.from({ length: events }, (_, i) => i);
  expect(await read("again.mcap", whole)).toEqual({ seqs, lost: null });
});

it("recovers what is there of a file that was cut off anywhere, and says what is lost", async () => {
  let most = -1;
  for (let length = 8; length < whole.length; length += 1 + Math.floor(whole.length / 150)) {
    const result = await read("cut.mcap", whole.subarray(0, length));
    if (typeof result === "string") {
      expect(most, `${length} bytes: ${result}`).toBe(-1);
      expect(result).toMatch(
        /no episode of codeact-ros, or was cut off before its first second|is no episode/,
      );
      continue;
    }
    expect(result.lost).toMatch(/^The recording was cut off: .*index (is|are) missing/);
    expect(result.seqs).toEqual(result.seqs.map((_, i) => i));
    expect(result.seqs.length).toBeGreaterThanOrEqual(most);
    most = result.seqs.length;
  }
  expect(most).toBe(events);
});

it("tells from a cut-off file what it was about", async () => {
  const file = join(folder, "about.mcap");
  await writeFile(file, whole);
  await truncate(file, Math.floor(whole.length / 2));
  const episode = await openEpisode(file);
  expect(episode.summary).toMatchObject({
    id: "about",
    title: "stack the blöcks",
    outcome: null,
    turns: null,
    whole: false,
    scene: "table",
    seed: 7,
  });
  expect(episode.summary.duration_s).toBeGreaterThan(0);
  await episode.close();
});

it("ends in one readable line, without taking the memory, for anything that is no episode", async () => {
  const before = process.memoryUsage().rss;
  const magic = whole.subarray(0, 8);
  const huge = (opcode: number, length: bigint): Buffer => {
    const record = Buffer.alloc(64);
    record.writeUInt8(opcode, 0);
    record.writeBigUInt64LE(length, 1);
    return Buffer.concat([magic, record]);
  };
  const cases: [string, Uint8Array][] = [
    ["empty.mcap", Buffer.alloc(0)],
    ["short.mcap", magic.subarray(0, 5)],
    ["magic.mcap", magic],
    ["text.mcap", Buffer.from("a".repeat(5000))],
    ["zip.mcap", gzipSync(Buffer.alloc(100_000, "nonsense"))],
    ["zeros.mcap", Buffer.concat([magic, Buffer.alloc(100_000)])],
    ...[1, 3, 4, 5, 6, 9, 12, 15, 200].flatMap((opcode): [string, Uint8Array][] => [
      [`huge-${opcode}.mcap`, huge(opcode, 2n ** 63n)],
      [`large-${opcode}.mcap`, huge(opcode, 2n ** 40n)],
      [`inner-${opcode}.mcap`, Buffer.concat([huge(opcode, 55n), Buffer.alloc(64, 0xff)])],
    ]),
    ["footer.mcap", Buffer.concat([whole.subarray(0, 200), whole.subarray(-37)])],
  ];
  for (const [name, bytes] of cases) expect(await read(name, bytes), name).toBeTypeOf("string");
  for (const path of [folder, join(folder, "nowhere.mcap"), "/dev/null"])
    await expect(openEpisode(path)).rejects.toBeInstanceOf(UserError);
  expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
});

it("never gives events that were not recorded, whatever byte is wrong", async () => {
  let refused = 0;
  for (let at = 8; at < whole.length; at += 1 + Math.floor(whole.length / 400)) {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] ?? 0) ^ 0x55;
    const result = await read("flipped.mcap", bytes);
    if (typeof result === "string") refused += 1;
    else for (const seq of result.seqs) expect(seq).toBeLessThan(events);
  }
  expect(refused).toBeGreaterThan(0);
});

it("refuses an MCAP file of somebody else's, and one of a later version", async () => {
  const file = join(folder, "other.mcap");
  writeSmallEpisode(file, { topics: "other" });
  expect(await read("other.mcap", await readFile(file))).toMatch(
    /is an MCAP file but no episode of codeact-ros/,
  );
  writeSmallEpisode(file, { version: 99 });
  expect(await read("other.mcap", await readFile(file))).toMatch(/written by a newer codeact-ros: .*99/);
});
