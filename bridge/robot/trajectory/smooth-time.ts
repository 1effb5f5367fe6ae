import type { SpeedProfile } from "./speed-profile.ts";

/** Progress along a path as a function of time: s, ds/dt and d²s/dt². */
export interface TimeLaw {
  duration_s: number;
  at(t: number): { s: number; speed: number; acceleration: number };
}

/**
 * A speed profile as progress over time, averaged over a sliding window of `window_s`: acceleration then ramps rather
 * than jumps, no peak grows, both ends stay at rest, and the whole takes `window_s` longer.
 */
export function smoothTimeLaw({ spacing, speeds }: SpeedProfile, window_s: number): TimeLaw {
  const last = speeds.length - 1;
  const at = (array: Float64Array, index: number): number => array[index] ?? 0;
  const times = new Float64Array(last + 1);
  // areas[k]: the integral of s over time up to grid point k.
  const areas = new Float64Array(last + 1);
  for (let k = 0; k < last; k++) {
    const [v, w] = [at(speeds, k), at(speeds, k + 1)];
    const dt = (2 * spacing) / Math.max(v + w, 1e-9);
    const u = (w - v) / dt;
    times[k + 1] = at(times, k) + dt;
    areas[k + 1] = at(areas, k) + k * spacing * dt + (v * dt * dt) / 2 + (u * dt ** 3) / 6;
  }
  const total = at(times, last);
  const length = last * spacing;

  /** Speed, progress and its integral of the profile itself, which rests at its ends outside [0, total]. */
  const raw = (t: number): [number, number, number] => {
    if (t <= 0) return [0, 0, 0];
    if (t >= total) return [0, length, at(areas, last) + length * (t - total)];
    let [low, high] = [0, last];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (at(times, middle) <= t) low = middle;
      else high = middle;
    }
    const [v, w] = [at(speeds, low), at(speeds, low + 1)];
    const u = (w - v) / (at(times, low + 1) - at(times, low));
    const d = t - at(times, low);
    const area = at(areas, low) + low * spacing * d + (v * d * d) / 2 + (u * d ** 3) / 6;
    return [v + u * d, low * spacing + v * d + (u * d * d) / 2, area];
  };
  return {
    duration_s: total + window_s,
    at(t) {
      const [speed, s, area] = raw(t);
      const [speedBefore, sBefore, areaBefore] = raw(t - window_s);
      return {
        s: Math.min(Math.max((area - areaBefore) / window_s, 0), length),
        speed: (s - sBefore) / window_s,
        acceleration: (speed - speedBefore) / window_s,
      };
    },
  };
}
