import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, it } from "vitest";
import { openEpisode } from "../../../bridge/episode/reader.ts";
import { preparePython } from "../../../bridge/executor/python-env.ts";
import { GraphClient } from "../../sim/graph-client.ts";
import { recordedSession } from "./recorded-session.ts";

/* The packages are not ours to install: any Python that has them is taken, CODEACT_MCAP_PYTHON first. */
const candidates = [
  process.env["CODEACT_MCAP_PYTHON"],
  (await preparePython({ progress: () => {} })).python,
  "python3",
].filter((python) => python !== undefined);

/** The first Python that can import a module; null, and said aloud, when there is none. */
const pythonWith = async (module: string): Promise<string | null> => {
  for (const python of candidates)
    if (!(await execa(python, ["-c", `import ${module}`], { reject: false })).failed) return python;
  process.stderr.write(`skipped: no Python here has ${module}; name one with CODEACT_MCAP_PYTHON\n`);
  return null;
};
const decoding = await pythonWith("mcap_ros2");
const rerun = await pythonWith("rerun");

/** A busy machine lets joint states come late, which ends a motion: the next attempt takes the cube. */
const PROGRAM = `
print("größer → ☃")
for attempt in range(10):
    try:
        pick("red_cube")
        break
    except Stale:
        pass
`;

const record = async <T>(
  work: (file: string, cube: { x: number; y: number; z: number }) => Promise<T>,
): Promise<T> => {
  const recorded = await recordedSession();
  try {
    const { session, folder } = recorded;
    const file = join(folder, "episode.mcap");
    const result = await session.exec(PROGRAM, file);
    expect(result.error).toBeNull();
    const witness = await GraphClient.connect(session.robot.url);
    const { values } = await witness.call("/get_entity_state", { entity: "red_cube" });
    witness.close();
    return await work(file, values.state.pose.position);
  } finally {
    await recorded.close();
  }
};

it.skipIf(!decoding)("is decoded by mcap and mcap-ros2-support as it was written", async () => {
  await record(async (file, cube) => {
    const script = fileURLToPath(new URL("decode_episode.py", import.meta.url));
    const { stdout } = await execa(decoding ?? "", [script, file]);
    const decoded = JSON.parse(stdout);
    expect(decoded).toMatchObject({ profile: "ros2", text: "größer → ☃\n", counts: decoded.told });
    expect(decoded.attachments.toSorted()).toEqual([
      "lichtblick-layout.json",
      "robot.urdf",
      "transcript.jsonl",
    ]);
    expect(decoded.metadata.codeact).toMatchObject({ outcome: "finished", scene: "table" });
    for (const [i, value] of [cube.x, cube.y, cube.z].entries())
      expect(decoded.poses.red_cube[i]).toBeCloseTo(value, 6);

    const episode = await openEpisode(file);
    const counts: Record<string, number> = {};
    for await (const { topic } of episode.messages(Object.keys(decoded.counts)))
      counts[topic] = (counts[topic] ?? 0) + 1;
    await episode.close();
    expect(decoded.counts).toEqual(counts);
    expect(Object.keys(counts).length).toBeGreaterThan(10);
  });
});

it.skipIf(!rerun)("is loaded by rerun-sdk, the robot's transforms with it", async () => {
  await record(async (file) => {
    const program = `
import sys, rerun
with rerun.RecordingStream("codeact_test") as recording:
    recording.save(sys.argv[1] + ".rrd")
    recording.log_file_from_path(sys.argv[1])
loaded = rerun.dataframe.load_recording(sys.argv[1] + ".rrd")
print("\\n".join(sorted({column.entity_path for column in loaded.schema().component_columns()})))
`;
    const { stdout } = await execa(rerun ?? "", ["-c", program, file]);
    expect(stdout.split("\n")).toEqual(expect.arrayContaining(["/tf", "/joint_states"]));
  });
});
