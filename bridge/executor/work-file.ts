import { closeSync, constants, fstatSync, openSync, readFileSync, unlinkSync } from "node:fs";
import { basename, join } from "node:path";

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const LARGEST_PNG_BYTES = 16 * 1024 * 1024;

/**
 * Reads and removes a PNG that Python left in the work folder. The name comes from an untrusted program: links are not
 * followed, only a plain file of bounded size is read, and no pipe is waited for.
 *
 * @throws Error that says what is wrong with the file
 */
export const takePng = (workDir: string, name: string): Buffer => {
  if (basename(name) !== name || name === "." || name === ".." || name === "")
    throw new Error(`${JSON.stringify(name)} is no plain file name`);
  const path = join(workDir, name);
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { size } = statOfPlainFile(file, name);
    if (size > LARGEST_PNG_BYTES)
      throw new Error(`${name} takes ${size} bytes; the limit is ${LARGEST_PNG_BYTES}`);
    const png = readFileSync(file);
    if (!png.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE)) throw new Error(`${name} is no PNG`);
    unlinkSync(path);
    return png;
  } finally {
    closeSync(file);
  }
};

const statOfPlainFile = (file: number, name: string) => {
  const stat = fstatSync(file);
  if (!stat.isFile()) throw new Error(`${name} is no plain file`);
  return stat;
};
