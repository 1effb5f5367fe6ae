import { type KeyChange, type KeyState, UserError } from "../protocol/index.ts";
import { noteSecret } from "../secrets.ts";

/** Where requests go when no base URL is given. */
export const OPENAI_URL = "https://api.openai.com/v1";

/** A key, and the one server that it is for. */
export interface ModelKey extends KeyState {
  readonly secret: string;
}

/**
 * Scheme, host and port of a base URL.
 *
 * @throws UserError for a text that is no http address
 */
export const serverOf = (baseUrl: string): string => {
  if (!/^https?:\/\/[^\s/]+/i.test(baseUrl) || !URL.canParse(baseUrl))
    throw new UserError(
      `The base URL ${baseUrl} is no http:// or https:// address, such as http://127.0.0.1:8000/v1.`,
      2,
    );
  return new URL(baseUrl).origin;
};

/** The key of the environment: it is for the server that command line and environment name, and for no other. */
export const environmentKey = (baseUrl: string | undefined, secret: string | undefined): ModelKey | null =>
  secret ? { from: "environment", server: serverOf(baseUrl ?? OPENAI_URL), secret } : null;

/** The key after a change that a person asked for, with the server that it was entered for. */
export const changedKey = (current: ModelKey | null, change: KeyChange, baseUrl: string): ModelKey | null => {
  if (change.change === "keep") return current;
  if (change.change === "forget") return null;
  noteSecret(change.key);
  return { from: "page", server: serverOf(baseUrl), secret: change.key };
};

/** What may be sent to that server: a key goes nowhere but where it was meant to go. */
export const keyFor = (key: ModelKey | null, baseUrl: string): string | undefined =>
  key?.server === serverOf(baseUrl) ? key.secret : undefined;
