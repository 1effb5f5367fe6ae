/** A reply that acts: a thought, and Python to run. */
export const act = (thought: string, code: string): string =>
  `<thought>${thought}</thought>\n<execute>\n${code.trim()}\n</execute>`;

/** A string literal of Python. JSON's escapes are Python's too, once every other character is plain. */
export const quoted = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** A number of Python, to a tenth of a millimetre. */
export const number = (value: number): string => String(Number(value.toFixed(4)) + 0);
