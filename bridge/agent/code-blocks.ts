import { findOutsideStrings, looksLikePython, type Span } from "./python-text.ts";

/** A piece of code in a reply. */
export interface Block {
  readonly language: string;
  readonly code: string;
  /** Where the block starts and ends in the reply, tags or fences included. */
  readonly start: number;
  readonly end: number;
  readonly closed: boolean;
  /** What to append to an unclosed block. */
  readonly missingClose: string;
}

const OPEN = /<\s*execute\b[^<>\n]*>/gi;
const TAG_HERE = /<\s*(\/\s*execute\s*|execute\b[^<>\n]*)>/iy;
const CLOSE_HERE = /<\s*\/\s*execute\s*>/iy;
const CLOSE_ANYHOW = /(?<=\n[ \t]*)<\s*\/\s*execute\s*>|<\s*\/\s*execute\s*>\s*$/gi;

/**
 * The `<execute>` blocks of a reply. A tag named in prose (in back-ticks, or followed by a real block) or inside a
 * string of the code is not one; the closing tag may be missing at the end.
 */
export const executeBlocks = (text: string): Block[] => {
  const blocks: Block[] = [];
  let from = 0;
  for (;;) {
    OPEN.lastIndex = from;
    const open = OPEN.exec(text);
    if (!open) return blocks;
    from = open.index + open[0].length;
    if (isQuoted(text, open.index)) continue;
    const tag = findOutsideStrings(text, from, TAG_HERE, CLOSE_HERE);
    if (tag && !/^<\s*\//.test(text.slice(tag.start, tag.end))) {
      from = tag.start;
      continue;
    }
    const close = tag ?? anyClosingTag(text, from);
    const end = close?.start ?? text.length;
    const raw = text.slice(from, end);
    // An unclosed tag in the middle of a sentence is a mention, not an action.
    if (!close && !/^[ \t]*(\n|$)/.test(raw) && !looksLikePython(raw.trim())) continue;
    blocks.push({
      language: "python",
      code: withoutFence(raw),
      start: open.index,
      end: close?.end ?? text.length,
      closed: close !== null,
      missingClose: "\n</execute>",
    });
    from = close?.end ?? text.length;
  }
};

/** Where quotes never close, no tag is outside strings: the first that starts a line, or ends the reply, counts. */
const anyClosingTag = (text: string, from: number): Span | null => {
  CLOSE_ANYHOW.lastIndex = from;
  const match = CLOSE_ANYHOW.exec(text);
  return match ? { start: match.index, end: match.index + match[0].length } : null;
};

/** True between back-ticks of one line: the tag is talked about. */
const isQuoted = (text: string, index: number): boolean => {
  const line = text.slice(text.lastIndexOf("\n", index - 1) + 1, index);
  return (line.replace(/`{3,}/g, "").match(/`/g)?.length ?? 0) % 2 === 1;
};

/** Code whose tags hold a fenced block, or stand inside one. */
const withoutFence = (raw: string): string => {
  const opened = /^(`{3,}|~{3,})[ \t]*\w*[ \t]*\n/.exec(raw.trimStart());
  const inner = opened ? raw.trimStart().slice(opened[0].length) : raw;
  return inner.trimEnd().replace(/(^|\n)[ \t]*(`{3,}|~{3,})$/, "");
};

const FENCE = /^([ \t]*)(`{3,}|~{3,})[ \t]*([\w+#.-]*)[^\n`]*$/gm;

/** The fenced blocks of a reply, in order. A fence inside a string of the code (a docstring, say) closes nothing. */
export const fencedBlocks = (text: string): Block[] => {
  const blocks: Block[] = [];
  let from = 0;
  for (;;) {
    FENCE.lastIndex = from;
    const open = FENCE.exec(text);
    if (!open) return blocks;
    const fence = open[2] ?? "";
    const start = open.index + open[0].length;
    const pattern = `(?<=\\n)[ \\t]*${fence[0]}{${fence.length},}[ \\t]*(?=\\n|$)`;
    const anywhere = new RegExp(pattern, "g");
    anywhere.lastIndex = start;
    const plain = anywhere.exec(text);
    const close =
      findOutsideStrings(text, start, new RegExp(pattern, "y")) ??
      (plain ? { start: plain.index, end: plain.index + plain[0].length } : null);
    const end = close?.start ?? text.length;
    blocks.push({
      language: open[3] ?? "",
      code: text.slice(start, end),
      start: open.index,
      end: close?.end ?? text.length,
      closed: close !== null,
      missingClose: `\n${fence}`,
    });
    from = close?.end ?? text.length;
  }
};
