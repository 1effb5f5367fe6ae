/** Colours that are told apart on the page's ground, also by who does not see all colours; further ones are dashed. */
const COLORS = 8;
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 3]];

export interface CurveStyle {
  readonly color: string;
  /** Line and gap in turn, CSS pixels; none: a whole line. */
  readonly dash: readonly number[];
}

/** How the curve of this number is drawn, as the stylesheet says now. */
export const curveStyle = (number: number, of: Element): CurveStyle => ({
  color: cssColor(`--curve-${(number % COLORS) + 1}`, of),
  dash: DASHES[Math.floor(number / COLORS) % DASHES.length] ?? [],
});

/** A colour of the stylesheet as a canvas takes it: light-dark() is resolved by the element. */
export const cssColor = (variable: string, of: Element): string => {
  const probe = document.createElement("span");
  probe.style.color = `var(${variable})`;
  of.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
};
