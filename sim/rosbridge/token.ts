import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** A token that nobody guesses, in letters that URLs take as they are. */
export const makeToken = (): string => randomBytes(18).toString("base64url");

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

const shownBy = ({ url, headers }: Pick<IncomingMessage, "url" | "headers">): string => {
  const [scheme, credentials] = (headers.authorization ?? "").split(" ", 2);
  if (scheme?.toLowerCase() === "bearer") return credentials ?? "";
  try {
    return new URL(url ?? "", "ws://localhost").searchParams.get("token") ?? "";
  } catch {
    return ""; // no URL, no token
  }
};

/** Whether a connection shows the token: as `?token=` of its URL, which every rosbridge client can, or as bearer. */
export const showsToken = (request: Pick<IncomingMessage, "url" | "headers">, token: string): boolean =>
  timingSafeEqual(digest(shownBy(request)), digest(token));
