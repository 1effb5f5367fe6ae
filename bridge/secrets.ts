const entered = new Set<string>();

/** Notes a secret that a person entered, so that nothing that is recorded from now on holds it. */
export const noteSecret = (secret: string): void => void entered.add(secret);

/** All that were entered since this process began; they may stand in what was said then. */
export const enteredSecrets = (): readonly string[] => [...entered];
