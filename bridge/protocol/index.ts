export * from "./errors.ts";
export * from "./events.ts";
export * from "./geometry.ts";
export * from "./page.ts";
export * from "./primitives.ts";
export * from "./profile.ts";
export * from "./rosbridge.ts";
export * from "./worker.ts";
