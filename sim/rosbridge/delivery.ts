import { type Id, Refusal } from "./participant.ts";

/** How an answer is to come: to a service call, or to an action's goal. */
export interface Delivery {
  /** Longest text in one frame, characters; null: whole messages. */
  readonly fragmentSize: number | null;
  /** Whether the answer comes as the pixels of a picture. */
  readonly png: boolean;
}

interface Request {
  readonly id?: Id | undefined;
  readonly fragment_size?: number | null | undefined;
  readonly compression?: string | undefined;
}

/** What a request says of its answers; undefined for whole JSON. A compression that answers cannot have is refused. */
export const deliveryOf = ({ fragment_size, compression = "none" }: Request): Delivery | undefined => {
  if (compression !== "none" && compression !== "png")
    throw new Refusal(
      `Compression "${compression.slice(0, 60)}" is not offered for answers; offered are none and png.`,
    );
  if (compression === "none" && !fragment_size) return undefined;
  return { fragmentSize: fragment_size ?? null, png: compression === "png" };
};
