/*
 * What goes between the recorder and the thread that writes its file.
 */

/** A channel, told before its first message. */
export interface ChannelDefinition {
  readonly id: number;
  readonly topic: string;
  readonly type: string;
  /** ros2msg text of the type. */
  readonly schema: string;
}

/** Numbers of one message in `heads`: channel, sequence, logTime, publishTime, length of its bytes. */
export const HEAD_NUMBERS = 5;

export interface AttachedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly text: string;
}

export interface Batch {
  readonly kind: "batch";
  readonly channels: readonly ChannelDefinition[];
  readonly heads: BigUint64Array;
  /** The bytes of the messages one after the other. */
  readonly bytes: Uint8Array;
  /** Lines of the transcript. */
  readonly lines: readonly string[];
}

export type ToWriter =
  | Batch
  | {
      readonly kind: "end";
      readonly metadata: readonly (readonly [string, string])[];
      /** What is given here and the transcript are attached. */
      readonly transcript: string;
    };

export type FromWriter =
  | { readonly kind: "opened" }
  /** So many bytes of a batch were taken over. */
  | { readonly kind: "taken"; readonly bytes: number }
  /** Nothing is written any more; what was written before is kept. */
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "ended" };

/** What the thread is started with. */
export interface WriterStart {
  /** The file, open; the thread closes it. */
  readonly fd: number;
  readonly library: string;
  readonly metadata: { readonly name: string; readonly entries: readonly (readonly [string, string])[] };
  readonly attachments: readonly AttachedFile[];
}
