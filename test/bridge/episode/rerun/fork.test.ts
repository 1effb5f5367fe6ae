import { copyFile, mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { verifyFile } from "../../../../bridge/commands/verify.ts";
import { type Episode, openEpisode } from "../../../../bridge/episode/reader.ts";
import { compareEpisodes } from "../../../../bridge/episode/rerun/compare-episodes.ts";
import type { Session } from "../../../../bridge/session.ts";
import { startModelServer } from "../../agent/model-server.ts";
import { fastSession, recordingsFolder } from "./recording.ts";

let folder: string;
beforeAll(async () => {
  folder = await recordingsFolder();
});

const execute = (code: string): string => `<execute>\n${code}\n</execute>`;
const inFolder = (name: string): string => join(folder, `${name}.mcap`);

/** A session whose model answers with these, and what it was asked. */
const modelSession = async (answers: readonly string[], seed = 1) => {
  const server = await startModelServer(answers);
  const session = await fastSession(
    { seed, model: { baseUrl: server.baseUrl, apiKey: "x", name: "stand-in" } },
    ["seven"],
  );
  return {
    session,
    requests: server.requests,
    close: async () => {
      await session.close();
      await server.close();
    },
  };
};

const reading = async <T>(name: string, work: (episode: Episode) => Promise<T>): Promise<T> => {
  const episode = await openEpisode(inFolder(name));
  try {
    return await work(episode);
  } finally {
    await episode.close();
  }
};

/** Python that leaves variables of all that primitives give, with the hand holding a cube at its end. */
const TURNS = [
  execute(
    [
      'lucky = user.ask("a number?")',
      'red = scene.find("red_cube")',
      "for attempt in range(8):", // on a busy machine a picture may come too late
      '    try: image = camera.capture("overhead")',
      "    except Stale: continue",
      "    break",
    ].join("\n"),
  ),
  execute(
    'pick("red_cube")\nheights = [arm.pose().position[2]]\ntry:\n    arm.move_to([4, 0, 0.3])\nexcept Exception as e:\n    why = e',
  ),
  execute('arm.move_to([0.4, 0.3, 0.3])\ngripper.open()\nfinish("dropped it")'),
];

describe("going on from a turn of an episode", () => {
  beforeAll(async () => {
    const { session, close } = await modelSession(TURNS, 3);
    const end = await session.instruct("pick up the red cube and drop it", inFolder("first"));
    expect(end).toMatchObject({ outcome: "finished", turns: 3 });
    await close();
  }, 120_000);

  it("has robot, scene, hand, variables and conversation as they were, in another session", async () => {
    const { session, requests, close } = await modelSession([execute('finish("looked")')], 8);
    const code = [
      'print(lucky, type(why).__name__, len(heights), image.rgb.shape if hasattr(image.rgb, "shape") else "-")',
      "print(gripper.state().holding, [round(v, 6) for v in arm.joints().positions])",
      'print([round(v, 6) for v in scene.find("red_cube").pose.position], round(red.pose.position[2], 3))',
    ].join("\n");
    const end = await session.fork({
      file: inFolder("first"),
      turn: 3,
      code,
      instruction: null,
      by: "test",
      out: inFolder("looked"),
    });
    expect(end).toMatchObject({ outcome: "finished", turns: 4, summary: "looked" });
    const printed = session.events
      .history()
      .flatMap((event) => (event.type === "output" ? [event.text] : []))
      .join("");
    expect(printed).toMatch(/^seven InvalidArgument 1 \(\d+, \d+, 3\)\nTrue \[/);
    // The model is asked with what was said before, the person's action among it, and nothing else.
    const [asked] = requests;
    const roles = asked?.messages.map(({ role }) => role);
    expect(roles).toEqual(["system", "user", "assistant", "user", "assistant", "user", "assistant", "user"]);
    const texts = asked?.messages.map(({ content }) => JSON.stringify(content)) ?? [];
    expect(texts[1]).toContain("pick up the red cube and drop it");
    expect(texts[2]).toContain("camera.capture");
    expect(texts[6]).toContain("gripper.state().holding");
    expect(texts[7]).toContain("seven InvalidArgument");
    await close();
    await reading("looked", async ({ summary, metadata }) => {
      expect(summary.forked_from).toEqual({ id: "first", turn: 3 });
      expect(metadata.get("forked_from")).toBe("first");
      expect(summary.title).toBe("pick up the red cube and drop it");
    });
  }, 60_000);

  it("does the same again with the same actions, and tells where another way parts", async () => {
    const { session, close } = await modelSession(TURNS.slice(1), 3);
    await session.fork({
      file: inFolder("first"),
      turn: 2,
      code: null,
      instruction: null,
      by: "test",
      out: inFolder("again"),
    });
    await session.fork({
      file: inFolder("first"),
      turn: 3,
      code: 'arm.move_to([0.5, -0.3, 0.3])\ngripper.open()\nfinish("dropped it there")',
      instruction: null,
      by: "test",
      out: inFolder("there"),
    });
    await close();
    const [same, other] = await reading("first", async (first) => [
      await reading("again", (again) => compareEpisodes(first, again)),
      await reading("there", (there) => compareEpisodes(first, there)),
    ]);
    expect(same).toMatchObject({ parted_at_turn: null, turns: [], final: [] });
    expect(other).toMatchObject({
      parted_at_turn: 3,
      turns: [{ turn: 3, a: { by: "agent" }, b: { by: "person" } }],
    });
    const cube = other?.final.find(({ what }) => what === "red_cube.position");
    expect(Number.parseFloat(cube?.by ?? "0")).toBeGreaterThan(300);
  }, 90_000);

  it("makes an episode that can be verified and gone on from", async () => {
    const { session, close } = await modelSession([execute('print(lucky)\narm.home()\nfinish("home")')], 3);
    await session.fork({
      file: inFolder("first"),
      turn: 2,
      code: "extra = lucky * 2",
      instruction: null,
      by: "test",
      out: inFolder("child"),
    });
    await session.fork({
      file: inFolder("child"),
      turn: 3,
      code: "print(extra, len(red.size_m))",
      instruction: "say it",
      by: "test",
      out: inFolder("grandchild"),
    });
    const printed = session.events
      .history()
      .flatMap((event) => (event.type === "output" ? [event.text] : []));
    expect(printed.join("")).toContain("sevenseven 3");
    await close();
    for (const name of ["child", "grandchild"])
      expect(await verifyFile(inFolder(name), {}, { progress: () => {} })).toMatchObject({ same: true });
  }, 120_000);

  it("lets a person's program go on from the start of another's", async () => {
    const session = await fastSession({ seed: 2 });
    await session.exec("arm.move_to([0.45, 0.2, 0.3])\nx = 1", inFolder("program"));
    const [before] = [(await session.exec("arm.pose().position", null)).value];
    await session.exec("arm.home()", null);
    const end = await session.fork({
      file: inFolder("program"),
      turn: 0,
      code: "arm.pose().position",
      instruction: null,
      by: "test",
      out: null,
    });
    expect(end.outcome).toBe("finished");
    const value = session.events.history().findLast((event) => event.type === "action_end")?.value;
    expect(value).not.toBe(before);
    const done = await session.fork({
      file: inFolder("program"),
      turn: 0,
      code: null,
      instruction: "go home",
      by: "test",
      out: null,
    });
    expect(done.outcome).toBe("finished");
    await session.close();
  }, 60_000);
});

describe("an episode whose code needs variables of the task before it in its session", () => {
  beforeAll(async () => {
    const session = await fastSession({ seed: 4 });
    await session.exec("shelf = [0.45, 0.2, 0.3]", inFolder("earlier"));
    await session.exec("arm.move_to(shelf)\nheight = arm.pose().position[2]", inFolder("later"));
    await session.exec("lost = 1", null);
    await session.exec("print(height > 0)", inFolder("after-unrecorded"));
    await session.close();
  }, 60_000);
  const told = (session: Session): string =>
    session.events
      .history()
      .flatMap((event) => (event.type === "output" || event.type === "notice" ? [event.text] : []))
      .join("\n");
  const goOn = async (file: string): Promise<string> => {
    const session = await fastSession({ seed: 4 });
    const fork = {
      file,
      turn: 0,
      code: "print(f'shelf of {len(shelf)}')",
      instruction: null,
      by: "test",
      out: null,
    };
    await session.fork(fork);
    const text = told(session);
    await session.close();
    return text;
  };

  it("names it, and is verified and gone on from with these variables", async () => {
    const follows = (name: string): Promise<string | null> =>
      reading(name, async ({ summary }) => summary.follows);
    expect(await follows("earlier")).toBeNull();
    expect(await follows("later")).toBe("earlier");
    expect(await follows("after-unrecorded")).toBeNull();
    expect(await verifyFile(inFolder("later"), {}, { progress: () => {} })).toMatchObject({ same: true });
    const text = await goOn(inFolder("later"));
    expect(text).toContain("shelf of 3");
    expect(text).not.toContain("missing");
  }, 90_000);

  it("says that they are missing where the file of that task is not there", async () => {
    const alone = join(await mkdtemp(join(folder, "alone-")), "later.mcap");
    await copyFile(inFolder("later"), alone);
    expect(await goOn(alone)).toMatch(/tasks before .* are missing: .* episode "earlier", cannot be read/);
  }, 60_000);
});

describe("what cannot be gone on from", () => {
  let session: Session;
  beforeAll(async () => {
    session = await fastSession();
    return () => session.close();
  }, 60_000);
  const fork = (name: string, turn: number, code: string | null = "1"): Promise<unknown> =>
    session.fork({ file: inFolder(name), turn, code, instruction: null, by: "test", out: null });
  const joints = (): readonly number[] => session.robot.arm().positions;

  it("is a program that goes another way than it went, and the robot stays where it is", async () => {
    const { session: other, close } = await modelSession([
      execute("import time\nwait(0.001 + time.time() % 0.001)"),
      execute('finish("")'),
    ]);
    await other.instruct("wait a little", inFolder("clock"));
    await close();
    await session.exec("arm.move_to([0.45, 0.2, 0.3])", null);
    const before = joints();
    await expect(fork("clock", 2)).rejects.toThrow(
      /interpreter cannot be restored: action 1 of turn 1 .* it called wait with .* where the recording has/,
    );
    expect(joints()).toEqual(before);
    expect(session.busy).toBe(false);
    expect((await session.exec("6 * 7", null)).value).toBe("42");
  }, 60_000);

  it("is a turn that the episode has not", async () => {
    await expect(fork("first", 9)).rejects.toThrow(
      /no saved state of turn 9; it can be gone on from turn 1, 2, 3/,
    );
    await expect(fork("first", 0, null)).rejects.toThrow(/no turns: say what to run/);
    await expect(fork("nothing", 1)).rejects.toThrow(/nothing\.mcap/);
  });

  it("is anything while the emergency stop is latched", async () => {
    await session.estop("test");
    await expect(fork("first", 2)).rejects.toThrow(/emergency stop is latched \(by test\)\. Reset it first/);
    await session.resetEstop("test");
  });
});
