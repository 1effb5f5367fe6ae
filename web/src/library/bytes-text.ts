const units = ["B", "kB", "MB", "GB", "TB"];

/** Bytes in decimal units: 512 B, 1.2 MB. */
export const bytesText = (bytes: number): string => {
  let value = bytes;
  let unit = 0;
  for (; value >= 999.5 && unit < units.length - 1; unit += 1) value /= 1000;
  return `${unit === 0 || value >= 99.95 ? value.toFixed(0) : value.toFixed(1)} ${units[unit]}`;
};
