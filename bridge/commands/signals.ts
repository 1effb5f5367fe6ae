/**
 * Calls `stop` at the first Ctrl-C (or SIGTERM); a second one ends the process at once with 130.
 *
 * @returns whether the first one came
 */
export const untilInterrupted = (stop: () => Promise<unknown>): (() => boolean) => {
  let interrupted = false;
  const onSignal = (): void => {
    if (interrupted) process.exit(130);
    interrupted = true;
    stop().catch((error: Error) => process.stderr.write(`codeact-ros: stop failed: ${error.message}\n`));
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return () => interrupted;
};
