// Makes the managed Python environment before the tests, so that none of them waits for a package index.
import { preparePython } from "../dist/bridge/executor/python-env.js";

const python = await preparePython({ progress: (line) => console.log(line) });
console.log(`Python ${python.version} at ${python.python}`);
if (python.notice) console.log(python.notice);
