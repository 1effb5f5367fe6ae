/** What patterns saved with "$save:name", for "$use:name". */
export type Saved = Map<string, unknown>;

const WILDCARDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  $any: (value) => value !== undefined,
  $absent: (value) => value === undefined,
  $string: (value) => typeof value === "string",
  $number: (value) => typeof value === "number",
  $positive: (value) => typeof value === "number" && value > 0,
  $array: Array.isArray,
};

/**
 * Whether a value fits a pattern: objects may have more fields than the pattern names, arrays are as long as it, and
 * texts that begin with $ are wildcards ($any, $absent, $string, $number, $positive, $array, $re:…, $save:name, $use:name);
 * {"$contains": […]} is an array in which each of the patterns fits some element.
 */
export const fits = (pattern: unknown, value: unknown, saved: Saved): boolean => {
  if (typeof pattern === "string" && pattern.startsWith("$")) return wildcardFits(pattern, value, saved);
  if (Array.isArray(pattern))
    return (
      Array.isArray(value) &&
      value.length === pattern.length &&
      pattern.every((one, index) => fits(one, value[index], saved))
    );
  if (typeof pattern !== "object" || pattern === null) return Object.is(pattern, value);
  if ("$contains" in pattern)
    return (
      Array.isArray(value) &&
      (pattern.$contains as unknown[]).every((one) => value.some((element) => fits(one, element, saved)))
    );
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.entries(pattern).every(([field, one]) =>
    fits(one, (value as Record<string, unknown>)[field], saved),
  );
};

const wildcardFits = (pattern: string, value: unknown, saved: Saved): boolean => {
  const known = WILDCARDS[pattern];
  if (known) return known(value);
  const [kind = "", rest] = [pattern.slice(0, pattern.indexOf(":")), pattern.slice(pattern.indexOf(":") + 1)];
  if (kind === "$re") return typeof value === "string" && new RegExp(rest, "s").test(value);
  if (kind === "$use") return Object.is(saved.get(rest), value);
  if (kind !== "$save") throw new Error(`${pattern} is no wildcard`);
  saved.set(rest, value);
  return value !== undefined;
};

const mapTexts = (body: unknown, change: (text: string) => unknown): unknown => {
  if (typeof body === "string") return change(body);
  if (Array.isArray(body)) return body.map((one) => mapTexts(one, change));
  if (typeof body !== "object" || body === null) return body;
  return Object.fromEntries(Object.entries(body).map(([field, one]) => [field, mapTexts(one, change)]));
};

/** A pattern with the case's own name put in. */
export const named = (pattern: unknown, namespace: string): unknown =>
  mapTexts(pattern, (text) => text.replaceAll("$ns", namespace));

/** A body to send, with what was saved and the case's own name put in. */
export const filled = (body: unknown, namespace: string, saved: Saved): unknown =>
  mapTexts(named(body, namespace), (text) => (text.startsWith("$use:") ? saved.get(text.slice(5)) : text));
