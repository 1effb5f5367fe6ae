/**
 * McNemar's exact test, two-sided: how likely a split of discordant pairs at least as uneven is, when either side is as
 * likely (McNemar, Psychometrika 1947; exact by the binomial distribution). It takes pairs for independent, which seeds
 * of one task are not: a second witness beside the interval, not a better one.
 *
 * @returns p, 1 where no pair differs
 */
export const mcnemarExact = (onlyFirst: number, onlySecond: number): number => {
  const n = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  // the terms C(n, i) / 2^n by their logarithms: thousands of pairs stay within a double
  let logTerm = -n * Math.LN2;
  let tail = 0;
  for (let i = 0; i <= fewer; i += 1) {
    tail += Math.exp(logTerm);
    logTerm += Math.log((n - i) / (i + 1));
  }
  return Math.min(1, 2 * tail);
};
