import { z } from "zod";

/** What a model costs, US dollars for a million tokens. */
export const Price = z.strictObject({ prompt: z.number().min(0), completion: z.number().min(0) });
export type Price = z.infer<typeof Price>;

/** Tokens that a model read and wrote. */
export interface Usage {
  readonly prompt: number;
  readonly completion: number;
}

export const noUsage: Usage = { prompt: 0, completion: 0 };

export const addUsage = (a: Usage, b: Usage): Usage => ({
  prompt: a.prompt + b.prompt,
  completion: a.completion + b.completion,
});

/** US dollars for these tokens. */
export const costOf = (used: Usage, price: Price): number =>
  (used.prompt * price.prompt + used.completion * price.completion) / 1e6;

/** "$0.0042": two digits that mean something, and no fewer than whole cents. */
export const dollars = (amount: number): string => {
  if (amount === 0 || amount >= 1) return `$${amount.toFixed(2)}`;
  if (amount < 0.0001) return "under $0.0001";
  return `$${amount.toFixed(Math.min(4, Math.max(2, 1 - Math.floor(Math.log10(amount)))))}`;
};

/** "1,240 tokens, $0.0042"; tokens only where no price is known, and "" where none were told. */
export const usageText = (used: Usage, price: Price | null): string => {
  const tokens = used.prompt + used.completion;
  if (tokens === 0) return "";
  const words = `${tokens.toLocaleString("en")} token${tokens === 1 ? "" : "s"}`;
  return price === null ? words : `${words}, ${dollars(costOf(used, price))}`;
};
