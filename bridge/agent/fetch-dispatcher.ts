import type { ClientOptions } from "openai";

/** undici's own limits on a silent server, in milliseconds. */
const FETCH_TIMEOUT_MS = 300_000;

/**
 * Options that lift Node's fetch limit of 300 s without a byte, where a longer silence is allowed (large models on
 * small machines read a prompt for minutes). Node has no public way to it but its own dispatcher's constructor.
 */
export const patientDispatcher = (timeoutS: number): ClientOptions["fetchOptions"] => {
  if (timeoutS * 1000 < FETCH_TIMEOUT_MS) return {};
  fetch("data:,").catch(() => {}); // the dispatcher is made by the first use of fetch
  const dispatcher = (globalThis as Record<symbol, unknown>)[Symbol.for("undici.globalDispatcher.1")];
  const Dispatcher = dispatcher?.constructor as (new (options: object) => unknown) | undefined;
  if (!Dispatcher) return {};
  return {
    dispatcher: new Dispatcher({ headersTimeout: 0, bodyTimeout: 0 }),
  } as ClientOptions["fetchOptions"];
};
