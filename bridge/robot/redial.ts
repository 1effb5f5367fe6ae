const FIRST_S = 0.2;
const LONGEST_S = 5;

/** Wall seconds before redial number `attempt`, from 0: doubled each time, capped, half of it random. */
export const redialDelay = (attempt: number): number => {
  const full = Math.min(LONGEST_S, FIRST_S * 2 ** Math.min(attempt, 16));
  return full * (0.5 + Math.random() / 2);
};
