/** A smooth stretch of a path: q as a C2 cubic spline over the length of its chords; no corner within. */
export interface PathSpline {
  length: number;
  /** Where on it its points are, radians of chord. */
  knots: readonly number[];
  /** Writes q, dq/ds and d²q/ds² at `s` into the arrays given. */
  sample(s: number, q: Float64Array, slope: Float64Array, bend: Float64Array): void;
}

/** Points closer than this are one; radians. */
const SAME_POINT_RAD = 1e-7;
/** A turn sharper than this is a corner, however close the points. */
const CORNER_RAD = 0.35;
/** So is a turn that a spline would cut or overshoot by more than this. */
const CORNER_ERROR_RAD = 2.5e-4;

const separation = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...a.map((value, i) => value - (b[i] ?? 0)));

/** Points of the path without repetitions; the first and the last stay as they are. */
function distinct(path: readonly (readonly number[])[]): (readonly number[])[] {
  const points: (readonly number[])[] = [];
  for (const point of path) {
    const last = points[points.length - 1];
    if (!last || separation(last, point) > SAME_POINT_RAD) points.push(point);
  }
  const end = path[path.length - 1];
  if (end && points.length > 1) points[points.length - 1] = end;
  return points;
}

/** Angle by which a path turns at `b`, radians. */
function turn(a: readonly number[], b: readonly number[], c: readonly number[]): number {
  const before = separation(a, b);
  const after = separation(b, c);
  // From the difference of unit vectors: precise for small angles, where the cosine is not.
  const difference = Math.hypot(
    ...b.map((value, i) => ((c[i] ?? 0) - value) / after - (value - (a[i] ?? 0)) / before),
  );
  return 2 * Math.asin(Math.min(1, difference / 2));
}

/**
 * Splits a path at its corners, where a motion that keeps to the path has to stop, into smooth stretches. Between its
 * points a stretch stays within about 0.25 mrad of the straight connection.
 */
export function smoothStretches(path: readonly (readonly number[])[]): PathSpline[] {
  const points = distinct(path);
  const stretches: PathSpline[] = [];
  let begin = 0;
  for (let i = 1; i < points.length; i++) {
    const [a, b, c] = [points[i - 1] ?? [], points[i] ?? [], points[i + 1]];
    const angle = c ? turn(a, b, c) : Number.POSITIVE_INFINITY;
    const overshoot = c ? (angle * Math.max(separation(a, b), separation(b, c))) / 8 : 0;
    if (angle < CORNER_RAD && overshoot < CORNER_ERROR_RAD) continue;
    stretches.push(splineThrough(points.slice(begin, i + 1)));
    begin = i;
  }
  return stretches;
}

/** Natural cubic spline through points over chord length (tridiagonal system, solved by Thomas's algorithm). */
function splineThrough(points: readonly (readonly number[])[]): PathSpline {
  const dimensions = points[0]?.length ?? 0;
  const last = points.length - 1;
  const at = (array: ArrayLike<number>, index: number): number => array[index] ?? 0;
  const value = (i: number, j: number): number => points[i]?.[j] ?? 0;
  const knots = [0];
  for (let i = 1; i <= last; i++)
    knots.push(at(knots, i - 1) + separation(points[i - 1] ?? [], points[i] ?? []));
  const gap = (i: number): number => at(knots, i + 1) - at(knots, i);
  const chord = (i: number, j: number): number => (value(i + 1, j) - value(i, j)) / gap(i);

  // bends[i * dimensions + j]: second derivative of joint j at point i.
  const bends = new Float64Array(points.length * dimensions);
  const upper = new Float64Array(points.length);
  for (let i = 1; i < last; i++) {
    const pivot = 2 * (gap(i - 1) + gap(i)) - gap(i - 1) * at(upper, i - 1);
    upper[i] = gap(i) / pivot;
    for (let j = 0; j < dimensions; j++) {
      const known = 6 * (chord(i, j) - chord(i - 1, j)) - gap(i - 1) * at(bends, (i - 1) * dimensions + j);
      bends[i * dimensions + j] = known / pivot;
    }
  }
  for (let i = last - 1; i > 0; i--)
    for (let j = 0; j < dimensions; j++)
      bends[i * dimensions + j] =
        at(bends, i * dimensions + j) - at(upper, i) * at(bends, (i + 1) * dimensions + j);

  let piece = 0;
  const find = (s: number): number => {
    while (piece > 0 && s < at(knots, piece)) piece--;
    while (piece < last - 1 && s > at(knots, piece + 1)) piece++;
    return piece;
  };
  return {
    length: at(knots, last),
    knots,
    sample(s, q, slope, bend) {
      const i = find(s);
      const h = gap(i);
      const b = (s - at(knots, i)) / h;
      const a = 1 - b;
      for (let j = 0; j < dimensions; j++) {
        const [m0, m1] = [at(bends, i * dimensions + j), at(bends, (i + 1) * dimensions + j)];
        q[j] =
          a * value(i, j) + b * value(i + 1, j) + ((a ** 3 - a) * m0 + (b ** 3 - b) * m1) * ((h * h) / 6);
        slope[j] = chord(i, j) + ((3 * b * b - 1) * m1 - (3 * a * a - 1) * m0) * (h / 6);
        bend[j] = a * m0 + b * m1;
      }
    },
  };
}
