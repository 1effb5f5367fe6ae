import type { ArmTree } from "./arm-tree.ts";
import type { JointLimit } from "./types.ts";

/** Postures looked at, and the share of them in which a pair must touch to mean nothing (as MoveIt's set-up does). */
const POSTURES = 120;
const ALWAYS = 0.95;

/** Postures over the whole range, always the same: the one nearest to zero, then a Weyl sequence. */
function* postures(limits: readonly JointLimit[]): Generator<number[]> {
  yield limits.map(({ lower, upper }) => Math.min(Math.max(0, lower), upper));
  for (let index = 1; index < POSTURES; index++)
    yield limits.map(({ lower, upper }, joint) => {
      const spread = index * Math.sqrt(2 + 3 * joint + joint * joint);
      return lower + (upper - lower) * (spread - Math.floor(spread));
    });
}

interface NeverMeaningful {
  links: (readonly [string, string])[];
  table: Set<string>;
}

/**
 * Pairs of links (and links with the table) that touch in practically every posture: overlapping shapes of the
 * description, not collisions. `touching` gives the pairs in touch at a posture.
 */
export function alwaysInTouch(
  tree: ArmTree,
  limits: readonly JointLimit[],
  touching: (q: readonly number[]) => readonly { a: string; b: string }[],
): NeverMeaningful {
  const counts = new Map<string, { a: string; b: string; count: number }>();
  for (const q of postures(limits))
    for (const { a, b } of touching(q)) {
      const key = JSON.stringify([a, b]);
      const entry = counts.get(key) ?? { a, b, count: 0 };
      entry.count++;
      counts.set(key, entry);
    }
  const always = [...counts.values()].filter(({ count }) => count >= ALWAYS * POSTURES);
  return {
    links: always.filter(({ b }) => tree.links.has(b)).map(({ a, b }) => [a, b] as const),
    table: new Set(always.filter(({ b }) => !tree.links.has(b)).map(({ a }) => a)),
  };
}
