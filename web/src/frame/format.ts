/** A number with a fixed count of decimals and a real minus sign, for tables that do not jump. */
export const fixed = (value: number, decimals: number): string => {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
};

export const degrees = (radians: number): number => (radians * 180) / Math.PI;

/** Seconds in the words of a person: 0.42 s, 12 s, 3 min 20 s. */
export const duration = (seconds: number): string => {
  if (seconds < 10) return `${seconds.toFixed(seconds < 1 ? 2 : 1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
};

export const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? "" : "s"}`;

/** red_cube as a person says it. */
export const spoken = (name: string): string => name.replaceAll("_", " ");
