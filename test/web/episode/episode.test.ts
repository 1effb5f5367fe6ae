import { describe, expect, it } from "vitest";
import { stampToNs } from "../../../bridge/protocol/index.ts";
import { type ByteSource, blobSource, httpSource } from "../../../web/src/episode/byte-source.ts";
import { openEpisode } from "../../../web/src/episode/episode.ts";
import { openMcap } from "../../../web/src/episode/mcap-file.ts";
import { CACHE_BYTES } from "../../../web/src/episode/sensor-log.ts";
import {
  eventsOf,
  jointAt,
  MemoryFile,
  ORIGIN_S,
  type SyntheticOptions,
  toolX,
  writeSynthetic,
} from "./synthetic-episode.ts";

const write = async (options: SyntheticOptions): Promise<Uint8Array<ArrayBuffer>> => {
  const file = new MemoryFile();
  await writeSynthetic(options, file);
  return file.bytes();
};

/** Counts what is read of a file. */
const counting = (bytes: Uint8Array<ArrayBuffer>): ByteSource & { read_bytes: number; reads: number } => {
  const source = blobSource(new Blob([bytes]));
  const counted = {
    size: source.size,
    read_bytes: 0,
    reads: 0,
    read: (offset: number, length: number) => {
      counted.read_bytes += length;
      counted.reads += 1;
      return source.read(offset, length);
    },
  };
  return counted;
};

const ns = (seconds: number): bigint => BigInt(Math.round((ORIGIN_S + seconds) * 1e9));
const open = (bytes: Uint8Array<ArrayBuffer>) => openEpisode("test", blobSource(new Blob([bytes])));

describe("an episode file", () => {
  it("gives every event in order, and what was measured at any moment", async () => {
    const options = { durationS: 60 };
    const episode = await open(await write(options));
    expect(episode.events).toEqual(eventsOf(options));
    expect(episode.title).toBe("go on and on");
    expect(episode.remarks).toEqual([]);
    for (const at of [0, 0.02, 7.31, 30, 59.98, 1e6]) {
      const moment = await episode.robot.at(ns(at));
      const shown = Math.min(60, Math.floor(at * 50 + 1e-6) / 50);
      expect(moment?.frame.positions[0]).toBeCloseTo(jointAt(shown), 9);
      expect(moment?.frame.objects).toEqual([
        { name: "red_cube", position: [0.4, 0, 0.2], orientation: [0, 0, 0, 1] },
      ]);
    }
    expect(await episode.robot.at(ns(-1))).toBeNull();
  });

  it("leaves out a part that is damaged, says so, and shows the rest", async () => {
    for (const transcript of [true, false]) {
      const bytes = await write({ durationS: 60, transcript });
      const whole = await open(bytes);
      const { chunks } = await openMcap(blobSource(new Blob([bytes])));
      const bad = chunks[Math.floor(chunks.length / 2)];
      if (!bad) throw new Error("there is no chunk");
      bytes[bad.offset + 300] = (bytes[bad.offset + 300] ?? 0) ^ 0xff;
      const episode = await open(bytes);
      expect(episode.events.length).toBeGreaterThan(0.8 * whole.events.length);
      const [early, late] = [ns(2), ns(59)];
      for (const at of [early, late])
        expect((await episode.robot.at(at))?.frame.positions).toEqual(
          (await whole.robot.at(at))?.frame.positions,
        );
      // What was measured before it is the newest that is known.
      const inside = await episode.robot.at((bad.startNs + bad.endNs) / 2n);
      expect(stampToNs(inside?.frame.stamp ?? { sec: 0, nanosec: 0 })).toBeLessThanOrEqual(bad.startNs);
      expect(whole.damage()).toBe("");
      expect(episode.damage()).toMatch(
        new RegExp(`^1 of ${chunks.length} parts of the file is damaged and left out`),
      );
    }
  });

  it("finds the neighbouring measurement, the way of a frame, and which frame was at a place", async () => {
    const { robot } = await open(await write({ durationS: 30 }));
    expect(await robot.neighbour(ns(10), 1)).toBe(ns(10.02));
    expect(await robot.neighbour(ns(10), -1)).toBe(ns(9.98));
    expect(await robot.neighbour(ns(30), 1)).toBeNull();
    expect(await robot.frameNear("base_link", [toolX(12), 0.01, 0.2], ns(12), 0.03)).toBe("tool0");
    expect(await robot.frameNear("base_link", [0, 0.5, 0.2], ns(12), 0.03)).toBeNull();
    const path = await robot.path("base_link", "tool0", ns(5), ns(15));
    expect(path.length).toBeGreaterThan(20);
    expect(path[0]?.[0]).toBeCloseTo(toolX(5), 6);
    expect(path.at(-1)?.[0]).toBeCloseTo(toolX(15), 2);
  });

  it("is read in small pieces: an hour is opened and looked at without being read whole", async () => {
    const bytes = await write({ durationS: 3600, rateHz: 10, pictureBytes: 20_000 });
    const source = counting(bytes);
    const episode = await openEpisode("hour", source);
    expect(episode.events.length).toBeGreaterThan(3000);
    expect(source.read_bytes).toBeLessThan(bytes.length / 20);
    for (let at = 0; at < 3600; at += 60) await episode.robot.at(ns(at));
    expect(source.read_bytes).toBeLessThan(bytes.length / 8);
    expect(episode.robot.bytes).toBeLessThanOrEqual(CACHE_BYTES + 600_000);
  });

  it("gives the same events from the channels when there is no transcript", async () => {
    const options = { durationS: 40, transcript: false };
    const bytes = await write(options);
    expect((await open(bytes)).events).toEqual(eventsOf(options));
  });

  it("is recovered as far as it was written when the writer died", async () => {
    const options = { durationS: 60, pictureBytes: 5000 };
    const bytes = await write({ ...options, cutOff: true });
    const all = eventsOf(options);
    for (const share of [0.2, 0.55, 0.9]) {
      const source = counting(bytes.slice(0, Math.floor(bytes.length * share)));
      const episode = await openEpisode("cut", source);
      expect(episode.remarks.join(" ")).toContain("recovered");
      expect(episode.events).toEqual(all.slice(0, episode.events.length));
      const last = episode.robot.range?.lastNs ?? 0n;
      expect(Number(last - ns(0)) / 1e9).toBeGreaterThan(60 * share - 3);
      expect((await episode.robot.at(last))?.frame.stamp).toBeDefined();
      expect(source.read_bytes).toBeLessThan(source.size * 2);
    }
  });

  it("is recovered when its index is destroyed", async () => {
    const bytes = await write({ durationS: 20 });
    const { chunks } = await openMcap(blobSource(new Blob([bytes])));
    bytes.fill(0xff, bytes.length - 60, bytes.length - 8);
    const recovered = await openMcap(blobSource(new Blob([bytes])));
    expect(recovered.recovered).toBe(true);
    expect(recovered.chunks.map(({ offset }) => offset)).toEqual(chunks.map(({ offset }) => offset));
  });

  it("says in one line what is wrong with a file that is none", async () => {
    const reason = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> => {
      const message = await open(bytes).then(
        () => "it opened",
        (error: Error) => error.message,
      );
      expect(message).not.toContain("\n");
      return message;
    };
    expect(await reason(new Uint8Array(0))).toContain("empty");
    expect(await reason(new TextEncoder().encode("<script>alert(1)</script>".repeat(20)))).toContain(
      "no episode",
    );
    expect(await reason(new Uint8Array([0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a]))).toMatch(
      /no episode/,
    );
  });

  it("survives bytes that were changed anywhere: it opens, or says why not", async () => {
    const whole = await write({ durationS: 5, pictureBytes: 500 });
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return seed % below;
    };
    for (let round = 0; round < 150; round += 1) {
      const bytes = whole.slice();
      for (let change = 0; change < 1 + (round % 6); change += 1) bytes[random(bytes.length)] = random(256);
      try {
        const episode = await open(round % 3 === 0 ? bytes.slice(0, random(bytes.length)) : bytes);
        await episode.robot.at(ns(2));
        await episode.robot.path("base_link", "tool0", ns(0), ns(4));
      } catch (error) {
        expect((error as Error).name, (error as Error).stack).toBe("EpisodeError");
      }
    }
  });
});

describe("an episode at the bridge", () => {
  it("is refused when it changes while it is read", async () => {
    const bytes = await write({ durationS: 5 });
    let etag = '"1"';
    const serve = (async (_: string, { headers }: { headers: Record<string, string> }) => {
      const [, from, to] = /bytes=(\d+)-(\d+)/.exec(headers["range"] ?? "") ?? [];
      const part = bytes.slice(Number(from), Number(to) + 1);
      return new Response(part, {
        status: 206,
        headers: { etag, "content-range": `bytes ${from}-${to}/${bytes.length}` },
      });
    }) as unknown as typeof fetch;
    const source = await httpSource("http://bridge/episode", "token", serve);
    const episode = await openEpisode("served", source);
    expect(episode.events).toHaveLength(2);
    etag = '"2"';
    await expect(episode.robot.at(ns(2))).rejects.toThrow("was changed while it was read");
  });
});
