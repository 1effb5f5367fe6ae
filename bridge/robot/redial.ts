const FIRST_S = 0.25;
const LONGEST_S = 8;

/** Seconds to wait before dial number `attempt` (0 the first): doubled each time, capped, with half of it random. */
export const redialDelay = (attempt: number, random: () => number = Math.random): number => {
  const full = Math.min(LONGEST_S, FIRST_S * 2 ** Math.min(attempt, 16));
  return full * (0.5 + random() / 2);
};
