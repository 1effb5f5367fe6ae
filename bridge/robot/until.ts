import { PrimitiveError } from "../protocol/index.ts";
import type { Unsubscribe } from "./types.ts";

/** The failure that an aborted wait ends with. */
export const stopped = (signal: AbortSignal): PrimitiveError =>
  signal.reason instanceof PrimitiveError
    ? signal.reason
    : new PrimitiveError("Stopped", "The wait was stopped.");

/**
 * Waits for a listener to resolve; `timeoutS` in wall seconds. `listen` gets the two ends of the promise and returns
 * what takes the listener away again, which happens however the wait ends.
 *
 * @throws PrimitiveError `Stopped` (or the signal's own reason) when aborted; what `late` makes after `timeoutS`
 */
export function until<T>(
  listen: (resolve: (value: T) => void, reject: (error: Error) => void) => Unsubscribe,
  options: { timeoutS: number; signal?: AbortSignal; late: () => PrimitiveError },
): Promise<T> {
  const { timeoutS, signal, late } = options;
  if (signal?.aborted) return Promise.reject(stopped(signal));
  return new Promise<T>((resolve, reject) => {
    let over = false;
    let unlisten: Unsubscribe | undefined;
    const end = (settle: () => void): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      unlisten?.();
      settle();
    };
    const onAbort = (): void => end(() => reject(signal ? stopped(signal) : late()));
    const timer = setTimeout(() => end(() => reject(late())), Math.min(timeoutS * 1000, 2 ** 31 - 1));
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      unlisten = listen(
        (value) => end(() => resolve(value)),
        (error) => end(() => reject(error)),
      );
    } catch (error) {
      end(() => reject(error));
    }
    if (over) unlisten?.();
  });
}
