import { type Usage, usageText } from "../../../bridge/protocol/index.ts";
import { useAppState } from "../frame/context.ts";

const tokens = (count: number): string => count.toLocaleString("en");

/** Tokens, and what they cost where the price is known; nothing where none were told. */
export const UsageNote = ({ usage, before = "" }: { usage: Usage; before?: string }) => {
  const price = useAppState(({ session }) => session?.price ?? null);
  const text = usageText(usage, price);
  if (text === "") return null;
  const split = `The model read ${tokens(usage.prompt)} tokens and wrote ${tokens(usage.completion)}.`;
  return (
    <span
      class="usage"
      title={price ? `${split} $${price.prompt} and $${price.completion} for a million.` : split}
    >
      {before}
      {text}
    </span>
  );
};
