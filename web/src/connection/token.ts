const KEY = "codeact-token";

/**
 * The session's token: from the address (#token=…), which is then cleaned of it, else from this tab's earlier visit.
 * Null when neither has one.
 */
export const takeToken = (): string | null => {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (!given) return sessionStorage.getItem(KEY);
  sessionStorage.setItem(KEY, given);
  const rest = new URLSearchParams(location.hash.slice(1));
  rest.delete("token");
  const hash = rest.size > 0 ? `#${rest}` : "";
  history.replaceState(null, "", location.pathname + location.search + hash);
  return given;
};

/** Forgets a token that the bridge does not take. */
export const forgetToken = (): void => sessionStorage.removeItem(KEY);
