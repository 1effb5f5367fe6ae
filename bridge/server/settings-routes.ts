import type { Env, Hono, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { z } from "zod";
import {
  ApplySettings,
  AskEndpoint,
  type DiscoveredRobot,
  DiscoverRobot,
  type EndpointTest,
  type SettingsView,
  TestEndpoint,
} from "../protocol/index.ts";

/** What the page may ask about settings; all of it rejects with a readable Error. */
export interface SettingsPart {
  view(): SettingsView;
  apply(wanted: ApplySettings): Promise<SettingsView>;
  models(endpoint: AskEndpoint): Promise<string[]>;
  test(endpoint: TestEndpoint): Promise<EndpointTest>;
  discover(url: string): Promise<DiscoveredRobot>;
}

const MAX_BODY_BYTES = 512 * 1024;

const failed = (status: number, reason: string): Response => Response.json({ reason }, { status });

const limited: MiddlewareHandler = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => failed(413, `A request about settings may have ${MAX_BODY_BYTES} bytes at most.`),
});

/** Settings under /api/settings: shown, tried out and applied. No answer holds a key. */
export const addSettingsRoutes = <E extends Env>(app: Hono<E>, settings: SettingsPart): void => {
  const post = <B>(path: string, schema: z.ZodType<B>, answer: (body: B) => Promise<unknown>): void => {
    app.post(`/api/settings${path}`, limited, async (context) => {
      const body = schema.safeParse(await context.req.json().catch(() => undefined));
      if (!body.success) {
        const issue = body.error.issues[0];
        const where = issue?.path.length ? `${issue.path.join(".")}: ` : "";
        return failed(400, `The bridge did not take this: ${where}${issue?.message ?? "no JSON"}.`);
      }
      try {
        return Response.json(await answer(body.data));
      } catch (error) {
        return failed(409, (error as Error).message);
      }
    });
  };
  app.get("/api/settings", () => Response.json(settings.view()));
  post("", ApplySettings, (wanted) => settings.apply(wanted));
  post("/models", AskEndpoint, async (endpoint) => ({ models: await settings.models(endpoint) }));
  post("/test", TestEndpoint, (endpoint) => settings.test(endpoint));
  post("/discover", DiscoverRobot, ({ url }) => settings.discover(url));
};
