/**
 * Whole numbers from 0 to below `limit`, from a seed, the same on every machine, so that a report can be made again.
 * SplitMix32: Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014), with the 32-bit
 * finalizer of MurmurHash3.
 */
export const seededIndices = (seed: number): ((limit: number) => number) => {
  let state = seed | 0;
  return (limit) => {
    state = (state + 0x9e3779b9) | 0;
    let bits = state ^ (state >>> 16);
    bits = Math.imul(bits, 0x85ebca6b);
    bits ^= bits >>> 13;
    bits = Math.imul(bits, 0xc2b2ae35);
    bits ^= bits >>> 16;
    return Math.floor(((bits >>> 0) / 2 ** 32) * limit);
  };
};
