/** The straight way in joint space: two points, radians; timeParametrise and checkPath fill in what lies between. */
export function jointPath(from: readonly number[], to: readonly number[]): number[][] {
  return [[...from], [...to]];
}
