/** Which moment of which episode an address names. */
export interface Address {
  readonly episode: string;
  /** Robot seconds from the beginning; null for the beginning. */
  readonly timeS: number | null;
  /** The last event that has happened, where several share one robot time. */
  readonly seq: number | null;
}

const numberOf = (text: string | null): number | null => {
  const number = text === null || text === "" ? Number.NaN : Number(text);
  return Number.isFinite(number) && number >= 0 ? number : null;
};

/** Reads `#episode=ID&t=SECONDS&seq=NUMBER`; null when no episode is named. */
export const parseAddress = (hash: string): Address | null => {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const episode = fields.get("episode");
  if (!episode) return null;
  return { episode, timeS: numberOf(fields.get("t")), seq: numberOf(fields.get("seq")) };
};

/** The same as an address, without the #. */
export const formatAddress = ({ episode, timeS, seq }: Address): string => {
  const fields = [`episode=${encodeURIComponent(episode)}`];
  if (timeS !== null) fields.push(`t=${Number(timeS.toFixed(3))}`);
  if (seq !== null) fields.push(`seq=${seq}`);
  return fields.join("&");
};
