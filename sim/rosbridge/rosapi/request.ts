import type { LocalService } from "../services.ts";

/** Services of rosapi by the last part of their name, each with the last part of its type. */
export type RosapiServices = Readonly<Record<string, readonly [type: string, service: LocalService]>>;

/** A string field of a request, which is of its type already: what is left out is empty. */
export const text = (request: Record<string, unknown>, field: string): string => {
  const value = request[field];
  return typeof value === "string" ? value : "";
};
