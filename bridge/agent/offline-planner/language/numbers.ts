const ones =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const tens = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const word = `(?:(?:${tens.join("|")})(?:[ -](?:${ones.slice(1, 10).join("|")}))?|${ones.toReversed().join("|")}|a hundred|one hundred|hundred)`;
const unit =
  "(millimet(?:er|re)s?|mms?|centimet(?:er|re)s?|cms?|decimet(?:er|re)s?|dm|met(?:er|re)s?|m|inch(?:es)?|feet|foot|ft|in(?= *(?:$|[,.;]|to the|left|right|up|down|away|forwards?|backwards?|towards?|further|higher)))";
const metres: Readonly<Record<string, number>> = {
  mi: 0.001,
  mm: 0.001,
  ce: 0.01,
  cm: 0.01,
  de: 0.1,
  dm: 0.1,
  me: 1,
  m: 1,
  in: 0.0254,
  fe: 0.3048,
  fo: 0.3048,
  ft: 0.3048,
};

/** The value of a number in digits or English words, null when it is neither. */
export const numberOf = (text: string): number | null => {
  if (/^[+-]?(?:\d+(?:[.,]\d+)?|\.\d+)$/.test(text)) return Number(text.replace(",", "."));
  if (text.endsWith("hundred")) return 100;
  let sum = 0;
  for (const part of text.split(/[ -]/)) {
    const one = ones.indexOf(part);
    const ten = tens.indexOf(part);
    if (one < 0 && ten < 0) return null;
    sum += one >= 0 ? one : (ten + 2) * 10;
  }
  return text === "" ? null : sum;
};

const inMetres = (value: number, unitWord: string): number =>
  Number((value * (metres[unitWord.slice(0, 2)] ?? metres[unitWord] ?? 1)).toFixed(5));

const half = new RegExp(`\\b(?:half (?:a|an)|half|a half|one half) ${unit}\\b`, "g");
const withHalf = new RegExp(
  `\\b(${word}|\\d+|an?) and a half ${unit}\\b|\\b(${word}|\\d+|an?) ${unit} and a half\\b`,
  "g",
);
const quarter = new RegExp(`\\ba quarter (?:of a )?${unit}\\b`, "g");
const plain = new RegExp(
  `(?<![\\w.])(\\d+(?:[.,]\\d+)?|\\.\\d+|${word}|an?) ?(?:more )?${unit}(?![a-z])`,
  "g",
);
const coordinate = `([+-]?(?:\\d+(?:\\.\\d+)?|\\.\\d+)) ?(mm|cm|m)?`;
const point = new RegExp(
  `(?:\\(|\\[|\\bx *[=:]? *)${coordinate}(?:,| and)? *(?:y *[=:]? *)?${coordinate}(?:(?:,| and)? *(?:z *[=:]? *)?${coordinate})?(?: ?[)\\]])?|(?<=(?:at|to|position|coordinates|point) )${coordinate} ?(?:,| and| ) ?${coordinate}(?: ?(?:,| and| ) ?${coordinate})?(?= *(?:$|[.;]|,? *(?:and|then) ))`,
  "g",
);

/** Writes points as "&x/y" or "&x/y/z" and lengths as "#metres", so that later steps see one word each. */
export const withMetres = (text: string): string =>
  text
    .replace(point, (...found) => {
      const groups = found.slice(1, 13) as (string | undefined)[];
      const from = groups[0] === undefined ? 6 : 0;
      // One unit at the end serves the numbers before it, as in "(40, 10 cm)".
      const last = groups
        .slice(from, from + 6)
        .filter((_, index) => index % 2 === 1)
        .findLast((word) => word);
      const values = [0, 2, 4].flatMap((at) => {
        const value = groups[from + at];
        return value === undefined ? [] : [inMetres(Number(value), groups[from + at + 1] ?? last ?? "m")];
      });
      return ` &${values.join("/")} `;
    })
    .replace(withHalf, (_, first, firstUnit, second, secondUnit) => {
      const whole = numberOf(String(first ?? second).replace(/^an?$/, "one")) ?? 1;
      return ` #${inMetres(whole + 0.5, String(firstUnit ?? secondUnit))} `;
    })
    .replace(half, (_, unitWord: string) => ` #${inMetres(0.5, unitWord)} `)
    .replace(quarter, (_, unitWord: string) => ` #${inMetres(0.25, unitWord)} `)
    .replace(
      plain,
      (_, value: string, unitWord: string) =>
        ` #${inMetres(numberOf(value.replace(/^an?$/, "one")) ?? 1, unitWord)} `,
    );
