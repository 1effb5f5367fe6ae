import { dirname, join } from "node:path";

/** Packages that programs may count on in the managed environment. */
export const PACKAGES = ["numpy", "pillow", "matplotlib"] as const;

/** The interpreter of a virtual environment. */
export const pythonOf = (venv: string): string => join(venv, "bin", "python");

/** Where the font list of matplotlib is kept beside an interpreter; need not exist. */
export const fontCacheOf = (python: string): string =>
  join(dirname(dirname(python)), "share", "codeact-matplotlib");

/** Says of an environment that it is ours, and whether it was finished. */
export const markerOf = (venv: string): string => join(venv, "codeact-venv.json");
