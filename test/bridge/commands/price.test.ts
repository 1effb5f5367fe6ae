import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { parsePrice } from "../../../bridge/commands/session-options.ts";
import { costOf, dollars, type EventBody, type Price, usageText } from "../../../bridge/protocol/index.ts";
import { EventPrinter } from "../../../bridge/terminal/event-printer.ts";
import { asEvents } from "../../web/events.ts";
import { episodeUnderWay } from "../../web/story.ts";

const used = { prompt: 200_000, completion: 10_000 };

describe("the price of a model", () => {
  it("is read from two numbers, and anything else is refused with what to write", () => {
    expect(parsePrice("2.5, 10")).toEqual({ prompt: 2.5, completion: 10 });
    for (const wrong of ["2.5", "1,2,3", "a,b", "-1,2", "1e3,2", ",", "Infinity,1"])
      expect(() => parsePrice(wrong)).toThrow(/--price .* is not two numbers .* such as --price 2\.5,10/);
  });

  it("makes dollars of tokens, with digits that mean something", () => {
    expect(costOf(used, { prompt: 2.5, completion: 10 })).toBeCloseTo(0.6, 12);
    expect([0, 0.00001, 0.00042, 0.0123, 0.6, 12.345].map(dollars)).toEqual([
      "$0.00",
      "under $0.0001",
      "$0.0004",
      "$0.012",
      "$0.60",
      "$12.35",
    ]);
    expect(usageText(used, { prompt: 2.5, completion: 10 })).toBe("210,000 tokens, $0.60");
    expect(usageText(used, null)).toBe("210,000 tokens");
    expect(usageText({ prompt: 0, completion: 0 }, null)).toBe("");
  });

  it("is told at the end of a task in the terminal, and not where no model was asked", () => {
    const printed = (planner: "offline" | "model", price: Price | null): string => {
      let text = "";
      const out = new Writable({
        write: (chunk, _encoding, done) => {
          text += String(chunk);
          done();
        },
      });
      const bodies: EventBody[] = [
        { ...(episodeUnderWay[0] as Extract<EventBody, { type: "episode_start" }>), planner },
        { type: "usage", turn: 1, prompt_tokens: 200_000, completion_tokens: 10_000 },
        {
          type: "episode_end",
          outcome: "finished",
          turns: 1,
          actions: 0,
          primitive_calls: 0,
          episode: null,
          summary: "",
        },
      ];
      const printer = new EventPrinter(out, price);
      for (const event of asEvents(bodies)) printer.print(event);
      return text;
    };
    expect(printed("model", { prompt: 2.5, completion: 10 })).toMatch(/, 210,000 tokens, \$0\.60\)/);
    expect(printed("model", null)).toMatch(/, 210,000 tokens\)/);
    expect(printed("offline", { prompt: 2.5, completion: 10 })).toMatch(/, 210,000 tokens\)/);
  });
});
