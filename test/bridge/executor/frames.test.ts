import { describe, expect, it } from "vitest";
import { encodeFrame, FrameReader, nestsWithin } from "../../../bridge/executor/frames.ts";
import { KeptText, StreamText, showControls } from "../../../bridge/executor/output.ts";
import { MAX_FRAME_BYTES } from "../../../bridge/protocol/index.ts";

const call = (id: number) => ({
  t: "call",
  id,
  name: "arm.pose",
  params: { text: 'a "quoted" \\ [[[' },
  line: 1,
});
const line = (frame: unknown) => Buffer.from(`${JSON.stringify(frame)}\n`);

describe("frames from Python", () => {
  it("come out whole and in order, however the bytes are cut", () => {
    const bytes = Buffer.concat([line(call(1)), line(call(2)), line(call(3))]);
    for (const size of [1, 2, 7, 64, 1000]) {
      const reader = new FrameReader();
      const frames = [];
      for (let at = 0; at < bytes.length; at += size)
        frames.push(...reader.push(bytes.subarray(at, at + size)));
      expect(frames).toEqual([call(1), call(2), call(3)]);
    }
  });

  it("are refused when too long, before a newline ever comes", () => {
    const reader = new FrameReader();
    const chunk = Buffer.alloc(1 << 20, "x");
    expect(() => {
      for (let bytes = 0; bytes <= MAX_FRAME_BYTES; bytes += chunk.length) Array.from(reader.push(chunk));
    }).toThrow(/longer than/);
  });

  it("are refused when nested too deep, before they are parsed", () => {
    const reader = new FrameReader();
    expect(() => [...reader.push(Buffer.from(`${'{"t":"call","params":'}${"[".repeat(200_000)}\n`))]).toThrow(
      /nested deeper/,
    );
    expect(nestsWithin(Buffer.from(JSON.stringify({ a: ["[[[[", '\\"[['] })), 2)).toBe(true);
    expect(nestsWithin(Buffer.from("[[[]]]"), 2)).toBe(false);
  });

  it("are refused when they are no JSON or fit no schema", () => {
    expect(() => [...new FrameReader().push(Buffer.from("{]\n"))]).toThrow(/not JSON/);
    expect(() => [...new FrameReader().push(line({ ...call(1), line: 0 }))]).toThrow(/invalid frame \(line/);
  });
});

describe("frames to Python", () => {
  it("say why they cannot be sent", () => {
    expect(encodeFrame({ t: "return", id: 1, value: "x".repeat(MAX_FRAME_BYTES) })).toHaveProperty("tooBig");
    let deep: unknown = 0;
    for (let i = 0; i < 100; i++) deep = [deep];
    expect(encodeFrame({ t: "return", id: 1, value: deep })).toHaveProperty("tooBig");
    expect(encodeFrame({ t: "quit" })).toEqual({ line: Buffer.from('{"t":"quit"}\n') });
  });
});

describe("output", () => {
  it("keeps line ends that are cut between two reads", () => {
    const stream = new StreamText();
    const text =
      ["a\r", "\nb\r", "c\r"].map((part) => stream.push(Buffer.from(part))).join("") + stream.flush();
    expect(text).toBe("a\nb\\rc\\r");
  });

  it("shows what a terminal would obey, and leaves tabs, lines and letters", () => {
    expect(showControls("\u0000\u001b]0;title\u0007 \t\n é 世 🤖 \u007f \u0085 \u2066")).toBe(
      "\\x00\\x1b]0;title\\x07 \t\n é 世 🤖 \\x7f \\x85 \\u2066",
    );
  });

  it("keeps head and tail of what is too long, and everything of what is not", () => {
    const kept = new KeptText(20);
    for (const letter of "abcdefghijklmnopqrst") kept.add(letter);
    expect(kept.text()).toBe("abcdefghijklmnopqrst");
    for (let i = 0; i < 100; i++) kept.add("0123456789");
    expect(kept.text()).toBe("abcdefghij\n[… 1000 characters left out …]\n0123456789");
  });
});
