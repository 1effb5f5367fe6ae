/** How far numbers may lie apart and still count as the same, by what they measure. */
export interface Tolerances {
  /** Positions and widths, metres. */
  readonly length_m: number;
  /** Orientations and angles of a tool, degrees. */
  readonly angle_deg: number;
  /** Joint positions, radians. */
  readonly joint_rad: number;
  /** Radians or metres per second. */
  readonly velocity: number;
  /** Newtons, newton metres. */
  readonly force: number;
  /** Times and durations of the robot's clock, seconds; null where they are not compared. */
  readonly time_s: number | null;
  /** Any other number, and numbers in text: this much, or this share of it. */
  readonly other: number;
}

/** What `fast` repeats to the bit, up to when a motion is cancelled. */
export const fastTolerances: Tolerances = {
  length_m: 0.001,
  angle_deg: 0.5,
  joint_rad: 0.001,
  velocity: 0.02,
  force: 1,
  time_s: 0.05,
  other: 0.001,
};
/** A robot's clock that runs by itself is not where it was. */
export const realtimeTolerances: Tolerances = {
  ...fastTolerances,
  length_m: 0.002,
  time_s: null,
  other: 0.01,
};

export interface Difference {
  /** What differs, such as `call 3 arm.move_to → measured.position`. */
  readonly what: string;
  readonly recorded: string;
  readonly now: string;
  /** How far apart, with its unit; empty for what is no measure. */
  readonly by: string;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isNumbers = (value: unknown, length?: number): value is number[] =>
  Array.isArray(value) &&
  (length === undefined || value.length === length) &&
  value.every((one) => typeof one === "number");

/** A value in a line of a table. */
export const shownValue = (value: unknown): string => {
  const text =
    typeof value === "string"
      ? value
      : JSON.stringify(value, (_key, one: unknown) =>
          typeof one === "number" ? Number(one.toPrecision(6)) : one,
        );
  const line = (text ?? "nothing").replaceAll("\n", "⏎");
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
};

const difference = (what: string, recorded: unknown, now: unknown, by = ""): Difference => ({
  what,
  recorded: shownValue(recorded),
  now: shownValue(now),
  by,
});

/** Angle between two orientations x, y, z, w; degrees. */
export const angleBetween = (a: readonly number[], b: readonly number[]): number => {
  const dot = Math.abs(a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0));
  const lengths = Math.hypot(...a) * Math.hypot(...b);
  return (2 * Math.acos(Math.min(1, dot / (lengths || 1))) * 180) / Math.PI;
};

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...a.map((value, index) => value - (b[index] ?? 0)));

const largest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(0, ...a.map((value, index) => Math.abs(value - (b[index] ?? Number.NaN))));

const mm = (metres: number): string => `${(metres * 1000).toPrecision(3)} mm`;
const deg = (degrees: number): string => `${degrees.toPrecision(3)}°`;

/** Names of files that hold arrays for Python are made anew each time. */
const ignored = new Set(["file", "png_file"]);
const lists: Record<string, { unit: string; limit: (tolerances: Tolerances) => number }> = {
  positions: { unit: "rad", limit: ({ joint_rad }) => joint_rad },
  velocities: { unit: "rad/s", limit: ({ velocity }) => velocity },
  efforts: { unit: "N m", limit: ({ force }) => force },
  force: { unit: "N", limit: ({ force }) => force },
  torque: { unit: "N m", limit: ({ force }) => force },
};

/** A number by its field's name, whose ending says its unit; null where such numbers are not compared. */
const scalarLimit = (
  field: string,
  value: number,
  tolerances: Tolerances,
): { limit: number; show: (by: number) => string } | null => {
  if (field.endsWith("_deg")) return { limit: tolerances.angle_deg, show: deg };
  if (field.endsWith("_rad"))
    return { limit: (tolerances.angle_deg * Math.PI) / 180, show: (by) => deg((by * 180) / Math.PI) };
  if (/_m$|^[xyz]$/.test(field)) return { limit: tolerances.length_m, show: mm };
  if (/_n$|_nm$/.test(field)) return { limit: tolerances.force, show: (by) => `${by.toPrecision(3)} N` };
  if (/_s$|^(sec|nanosec)$/.test(field))
    return tolerances.time_s === null
      ? null
      : {
          limit: field === "nanosec" ? 1e9 * tolerances.time_s : tolerances.time_s,
          show: (by) => `${by.toPrecision(3)} s`,
        };
  return { limit: tolerances.other * Math.max(1, Math.abs(value)), show: (by) => by.toPrecision(3) };
};

/** Where two JSON values differ by more than the tolerances of their fields. `field` is the name of the innermost one. */
export const compareValues = (
  what: string,
  recorded: unknown,
  now: unknown,
  tolerances: Tolerances,
  field = "",
): Difference[] => {
  if (typeof recorded === "number" && typeof now === "number") {
    const limit = scalarLimit(field, recorded, tolerances);
    const by = Math.abs(recorded - now);
    return limit && !(by <= limit.limit) ? [difference(what, recorded, now, limit.show(by))] : [];
  }
  if (typeof recorded === "string" && typeof now === "string")
    return compareTexts(what, recorded, now, tolerances);
  if (field === "orientation" && isNumbers(recorded, 4) && isNumbers(now, 4)) {
    const by = angleBetween(recorded, now);
    return by > tolerances.angle_deg ? [difference(what, recorded, now, deg(by))] : [];
  }
  if ((field === "position" || field === "size_m") && isNumbers(recorded, 3) && isNumbers(now, 3)) {
    const by = distance(recorded, now);
    return by > tolerances.length_m ? [difference(what, recorded, now, mm(by))] : [];
  }
  const list = lists[field];
  if (list && isNumbers(recorded) && isNumbers(now, recorded.length)) {
    const by = largest(recorded, now);
    return by > list.limit(tolerances)
      ? [difference(what, recorded, now, `${by.toPrecision(3)} ${list.unit}`)]
      : [];
  }
  if (Array.isArray(recorded) && Array.isArray(now)) {
    if (recorded.length !== now.length)
      return [difference(what, recorded, now, `${recorded.length} against ${now.length}`)];
    return recorded.flatMap((value, index) =>
      compareValues(`${what}[${index}]`, value, now[index], tolerances, field),
    );
  }
  if (isRecord(recorded) && isRecord(now))
    return [...new Set([...Object.keys(recorded), ...Object.keys(now)])]
      .filter((key) => !ignored.has(key))
      .flatMap((key) => compareValues(`${what}.${key}`, recorded[key], now[key], tolerances, key));
  return Object.is(recorded, now) ? [] : [difference(what, recorded, now)];
};

const NUMBER = /(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?(?![\w])/gi;
/** Where in memory an object lies says nothing of it. */
const ADDRESS = /\b0x[0-9a-f]{6,}\b/gi;

/** Texts are the same when their words are and their numbers lie near each other. */
export const compareTexts = (
  what: string,
  recorded: string,
  now: string,
  { other }: Tolerances,
): Difference[] => {
  const [a, b] = [recorded.replace(ADDRESS, "0x…"), now.replace(ADDRESS, "0x…")];
  if (a === b) return [];
  if (a.replace(NUMBER, "#") !== b.replace(NUMBER, "#"))
    return [difference(what, ...fromFirstDifference(a, b))];
  const numbers = (text: string): number[] => [...text.matchAll(NUMBER)].map(([number]) => Number(number));
  const [left, right] = [numbers(a), numbers(b)];
  const apart = left.findIndex(
    (value, index) => Math.abs(value - (right[index] ?? Number.NaN)) > other * Math.max(1, Math.abs(value)),
  );
  if (apart < 0) return [];
  const by = Math.abs((left[apart] ?? 0) - (right[apart] ?? 0));
  return [difference(what, ...fromFirstDifference(a, b), by.toPrecision(3))];
};

/** Both texts from a little before where they part. */
const fromFirstDifference = (a: string, b: string): [string, string] => {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const from = Math.max(0, at - 30);
  const cut = (text: string): string => (from > 0 ? "…" : "") + text.slice(from);
  return [cut(a), cut(b)];
};
