// Finds or installs the browser before the tests, so that the time it takes is seen as its own step.
import { register } from "tsx/esm/api";

register();
const { findBrowser } = await import("./e2e/browser.ts");
console.log(`browser ${await findBrowser()}`);
