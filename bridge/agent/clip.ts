/**
 * Keeps head and tail of a long text and says how much is missing between them.
 *
 * @param head characters kept from the start
 * @param tail characters kept from the end
 */
export const clip = (text: string, head: number, tail: number): string => {
  if (text.length <= head + tail) return text;
  const cut = (at: number): number => (isLowSurrogate(text.charCodeAt(at)) ? at + 1 : at);
  const from = cut(head);
  const to = cut(text.length - tail);
  return `${text.slice(0, from)}\n[… ${to - from} characters left out …]\n${text.slice(to)}`;
};

const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;
