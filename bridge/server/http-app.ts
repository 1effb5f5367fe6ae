import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import type { ManualEntry, PrimitiveDocs, SessionInfo } from "../protocol/index.ts";
import { checkSource, checkToken, type Refusal } from "./access.ts";
import { addEpisodeRoutes, type EpisodeShelf } from "./episode-routes.ts";
import { addMeshRoutes } from "./mesh-routes.ts";
import type { OnRequest } from "./page-client.ts";
import { addSettingsRoutes, type SettingsPart } from "./settings-routes.ts";
import { addEpisodeFile, type EpisodeOnDisk } from "./single-episode.ts";
import type { WebFiles } from "./web-files.ts";

/** No script but the app's own files, no inline script or style, no other site, no frame around the stop button. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const securityHeaders: Record<string, string> = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "origin-agent-cluster": "?1",
  "permissions-policy":
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()",
};

export interface HttpAppOptions {
  readonly token: string;
  /** The port that the server listens on; known only after it does. */
  readonly port: () => number;
  readonly files: WebFiles;
  /** Null from a server that has no robot. */
  readonly session: () => SessionInfo | null;
  readonly onRequest: OnRequest;
  /** The names that a program has, with their docs; none where nothing runs programs. */
  readonly primitives?: () => readonly ManualEntry[];
  /** Absent where nothing can be set. */
  readonly settings?: SettingsPart;
  /** Folders of meshes that robot descriptions name, by package; none when absent. */
  readonly meshes?: ReadonlyMap<string, string> | undefined;
  /** Null where no episodes are kept. */
  readonly episodes: EpisodeShelf | null;
  /** The one episode that is shown where no folder of them is. */
  readonly file?: EpisodeOnDisk;
}

const refuse = (refusal: NonNullable<Refusal>): Response =>
  Response.json({ reason: refusal.reason }, { status: refusal.status });

/** The HTTP side: the app's files for anyone on this machine, the API for who has the token. */
export const createHttpApp = (options: HttpAppOptions): Hono<{ Bindings: HttpBindings }> => {
  const app = new Hono<{ Bindings: HttpBindings }>();

  app.use(async (context, next) => {
    const refusal = checkSource(context.env.incoming, options.port());
    if (refusal) context.res = refuse(refusal);
    else await next();
    for (const [name, value] of Object.entries(securityHeaders)) context.res.headers.set(name, value);
  });
  app.use("/api/*", async (context, next) => {
    const refusal = checkToken(context.env.incoming, options.token);
    if (refusal) return refuse(refusal);
    await next();
    context.res.headers.set("cache-control", "no-store");
  });
  app.get("/api/session", (context) => context.json(options.session()));
  app.get("/api/primitives", (context) => {
    const docs: PrimitiveDocs = { primitives: [...(options.primitives?.() ?? [])] };
    return context.json(docs);
  });
  for (const op of ["stop", "estop"] as const)
    app.post(`/api/${op}`, async (context) => {
      try {
        await options.onRequest({ op }, "http");
        return context.json({ ok: true });
      } catch (error) {
        return context.json({ reason: (error as Error).message }, 500);
      }
    });
  if (options.settings) addSettingsRoutes(app, options.settings);
  addMeshRoutes(app, options.meshes ?? new Map());
  if (options.episodes) addEpisodeRoutes(app, options.episodes);
  if (options.file) addEpisodeFile(app, options.file);
  app.get("*", (context) => {
    const file = options.files.find(context.req.path);
    if (!file) return context.text("Not found. The page is at /.", 404);
    return context.body(file.bytes, 200, {
      "content-type": file.contentType,
      "cache-control": file.cacheControl,
    });
  });
  app.onError((error, context) => context.json({ reason: `The page server failed: ${error.message}` }, 500));
  return app;
};
