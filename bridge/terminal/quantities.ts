/** Seconds in the words of a person: 0.4 s, 12 s, 3 min 20 s, 1 h 05 min. */
export const durationText = (seconds: number): string => {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
};

const units = ["B", "kB", "MB", "GB", "TB"];

/** Bytes in decimal units: 512 B, 1.2 MB. */
export const bytesText = (bytes: number): string => {
  let value = bytes;
  let unit = 0;
  for (; value >= 999.5 && unit < units.length - 1; unit += 1) value /= 1000;
  return `${unit === 0 || value >= 99.95 ? value.toFixed(0) : value.toFixed(1)} ${units[unit]}`;
};

const two = (n: number): string => String(n).padStart(2, "0");

/** A moment as this machine's clock shows it: 2026-11-21 14:05. */
export const dateText = (epochS: number): string => {
  const date = new Date(epochS * 1000);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
};
