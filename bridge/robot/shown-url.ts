/** An address as it may be shown, logged and recorded: without the token or password that it may carry. */
export const shownUrl = (url: string): string => {
  try {
    const parts = new URL(url);
    if (!parts.search && !parts.username && !parts.password && !parts.hash) return url;
    const path = parts.pathname === "/" ? "" : parts.pathname;
    return `${parts.protocol}//${parts.host}${path}`;
  } catch {
    return url;
  }
};
