import { type EventOf, imageTopic } from "../../../bridge/protocol/index.ts";
import type { McapReader } from "./mcap-reader.ts";
import { SensorLog } from "./sensor-log.ts";

/** A picture's stamp and its event's may differ by this, nanoseconds: two clocks readings of one moment. */
const NEAR_NS = 1_000_000_000n;

const signatures: readonly [type: string, bytes: readonly number[]][] = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/webp", [0x52, 0x49, 0x46, 0x46]],
];

/** Pictures of an episode, read when they are shown. */
export class Pictures {
  readonly #reader: McapReader;

  constructor(reader: McapReader) {
    this.#reader = reader;
  }

  /** The picture that an event tells of, at `timeNs` of the robot's clock; null when the file does not have it. */
  async of({ source }: Pick<EventOf<"image">, "source">, timeNs: bigint): Promise<Blob | null> {
    const log = this.#reader.channel(imageTopic(source));
    if (!log) return null;
    const sensors = new SensorLog(this.#reader, [log]);
    const found = (await sensors.at(log, timeNs)) ?? (await sensors.after(log, timeNs));
    if (!found || (found.logTime > timeNs ? found.logTime - timeNs : timeNs - found.logTime) > NEAR_NS)
      return null;
    const { data } = log.decode(found.data) as { data?: unknown };
    if (!(data instanceof Uint8Array)) return null;
    // What the bytes are counts, not what the file says that they are.
    const type = signatures.find(([, bytes]) => bytes.every((byte, i) => data[i] === byte))?.[0];
    return type ? new Blob([data.slice()], { type }) : null;
  }
}
