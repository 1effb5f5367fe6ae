import { isDeepStrictEqual } from "node:util";
import { decode } from "fast-png";
import type { CallContext, PrimitiveCall } from "../../executor/types.ts";
import { handOver } from "../../primitives/hand-over.ts";
import { type CapturedImage, PrimitiveError } from "../../protocol/index.ts";
import type { RecordedAction, RecordedCall } from "./recorded-actions.ts";
import { StopAgain } from "./stop-again.ts";

/** Answers the calls of an action with what was recorded of it; nothing reaches a robot. */
export class Playback {
  readonly #action: RecordedAction;
  readonly #stop: StopAgain;
  readonly #interrupt: (why: string) => void;
  #next = 0;
  #parted: string | null = null;

  /** @param interrupt ends the action that calls */
  constructor(action: RecordedAction, interrupt: (why: string) => void) {
    this.#action = action;
    this.#interrupt = interrupt;
    this.#stop = new StopAgain(action, interrupt);
  }

  /** Where the program went another way than in the recording, in words; null when it did not. */
  get parted(): string | null {
    return this.#parted;
  }

  /** Recorded calls that the program has not made. */
  get left(): readonly RecordedCall[] {
    return this.#action.calls.slice(this.#next);
  }

  /** Rejects with what was recorded as its error, or with Stopped where the program parts from the recording. */
  readonly serve = async (call: PrimitiveCall, context: CallContext): Promise<unknown> => {
    await this.#stop.before(this.#next, context);
    const index = this.#next++;
    const recorded = this.#action.calls[index];
    const parted = recorded
      ? differs(call, recorded)
      : `it called ${call.name} where the recording has no call`;
    if (parted !== null || !recorded?.result) throw this.#part(parted ?? `${call.name} has no recorded end`);
    const { ok, error, result } = recorded.result;
    if (!ok && error) throw new PrimitiveError(error.code, error.message, error.receipt);
    const answer = await this.#answer(recorded, result, context);
    this.#stop.served(index);
    return answer;
  };

  close(): void {
    this.#stop.close();
  }

  #part(how: string): PrimitiveError {
    this.#parted ??= how;
    this.#interrupt("it parts from the recording");
    return new PrimitiveError("Stopped", `The program parts from the recording: ${how}.`);
  }

  async #answer(recorded: RecordedCall, result: unknown, context: CallContext): Promise<unknown> {
    if (typeof result === "object" && result !== null && "left_out" in result)
      throw this.#part(`the result of ${recorded.call.name} was too long to be recorded`);
    if (recorded.call.name !== "camera.capture") return result;
    const [image] = recorded.images;
    if (!image || image.data_base64 === "") throw this.#part("a picture of a camera is not in the recording");
    return capturedAgain(result as CapturedImage, Buffer.from(image.data_base64, "base64"), context.workDir);
  }
}

const differs = ({ name, params }: PrimitiveCall, { call }: RecordedCall): string | null => {
  if (name !== call.name) return `it called ${name} where the recording has ${call.name}`;
  if (isDeepStrictEqual(params, call.params)) return null;
  return `it called ${name} with ${shown(params)} where the recording has ${shown(call.params)}`;
};

const shown = (params: Record<string, unknown>): string => {
  const text = JSON.stringify(params);
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
};

/** The picture handed over as when it was taken, without its depth, which recordings do not keep. */
const capturedAgain = async (
  taken: CapturedImage,
  png: Uint8Array,
  workDir: string,
): Promise<CapturedImage> => {
  const { width, height, data, channels } = decode(png);
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++)
    for (let c = 0; c < 3; c++)
      rgb[pixel * 3 + c] = Number(data[pixel * channels + Math.min(c, channels - 1)]);
  return {
    ...taken,
    rgb: { file: await handOver(workDir, "rgb", rgb), dtype: "uint8", shape: [height, width, 3] },
    depth_m: null,
    png_file: await handOver(workDir, "png", png),
  };
};
