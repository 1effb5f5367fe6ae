/** Reads `compare=A,B` of an address: two ids of episodes; null where it is not there. */
export const parseCompared = (hash: string): readonly [string, string] | null => {
  // An id may have a comma, which is %2C then: so the parts are taken before they are decoded.
  const [, a, b] = /(?:^|[#&])compare=([^,&]+),([^,&]+)(?:&|$)/.exec(hash) ?? [];
  if (!a || !b) return null;
  try {
    return [decodeURIComponent(a), decodeURIComponent(b)];
  } catch {
    return null;
  }
};

/** The same as a field of an address. */
export const formatCompared = ([a, b]: readonly [string, string]): string =>
  `compare=${encodeURIComponent(a)},${encodeURIComponent(b)}`;

/** The address at which two episodes stand side by side. */
export const compareHash = (a: string, b: string): string => `#${formatCompared([a, b])}`;

/** The id of an episode by the path or name of its file. */
export const idOfRecording = (path: string): string =>
  (path.split(/[\\/]/).at(-1) ?? path).replace(/\.mcap$/i, "");
