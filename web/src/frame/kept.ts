/** What this browser keeps of the person's choices, by name; null when nothing, or when it may not keep. */
export const kept = (name: string): string | null => {
  try {
    return localStorage.getItem(`codeact-${name}`);
  } catch {
    return null;
  }
};

export const keep = (name: string, value: string): void => {
  try {
    localStorage.setItem(`codeact-${name}`, value);
  } catch {
    // A browser that keeps nothing still shows what was chosen, until the page is closed.
  }
};
