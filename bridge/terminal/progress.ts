/** A line about what takes longer than a moment; on stderr, so that output for machines stays clean. */
export const progressLine = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
