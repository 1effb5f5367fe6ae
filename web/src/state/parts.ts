import type { Part } from "./conversation.ts";

/** Characters of one piece of output that the page keeps; the head and the tail are what people look for. */
export const MAX_OUTPUT_CHARS = 100_000;
const HEAD_CHARS = 20_000;
const CUT = "\n… cut: the page shows the head and the tail of long output …\n";

/** Adds a part; output that follows output of the same stream grows it. */
export const appendPart = (parts: readonly Part[], part: Part): readonly Part[] => {
  const last = parts.at(-1);
  if (part.kind !== "output" || last?.kind !== "output" || last.stream !== part.stream)
    return [...parts, part];
  return parts.with(parts.length - 1, { ...last, text: bounded(last.text + part.text) });
};

const bounded = (text: string): string => {
  if (text.length <= MAX_OUTPUT_CHARS) return text;
  const tail = text.slice(text.length - (MAX_OUTPUT_CHARS - HEAD_CHARS - CUT.length));
  return text.slice(0, HEAD_CHARS) + CUT + tail;
};
