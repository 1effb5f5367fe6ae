import type {
  ApplySettings,
  AskEndpoint,
  DiscoveredRobot,
  EndpointTest,
  SettingsView,
  TestEndpoint,
} from "../../../bridge/protocol/index.ts";
import type { Bridge } from "../connection/bridge.ts";

/** @throws Error in the bridge's own words */
const ask = async <A>(bridge: Bridge, path: string, body?: unknown): Promise<A> => {
  const response = await bridge
    .fetch(
      `/api/settings${path}`,
      body === undefined
        ? {}
        : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
    )
    .catch(() => {
      throw new Error("The bridge does not answer. See whether it still runs in its terminal.");
    });
  const told = (await response.json().catch(() => null)) as unknown;
  if (response.ok) return told as A;
  const reason = (told as { reason?: unknown } | null)?.reason;
  throw new Error(typeof reason === "string" ? reason : `The bridge answered ${response.status}.`);
};

export const fetchSettings = (bridge: Bridge): Promise<SettingsView> => ask(bridge, "");
export const applySettings = (bridge: Bridge, wanted: ApplySettings): Promise<SettingsView> =>
  ask(bridge, "", wanted);
export const fetchModels = async (bridge: Bridge, endpoint: AskEndpoint): Promise<readonly string[]> =>
  (await ask<{ models: string[] }>(bridge, "/models", endpoint)).models;
export const testEndpoint = (bridge: Bridge, endpoint: TestEndpoint): Promise<EndpointTest> =>
  ask(bridge, "/test", endpoint);
export const discoverRobot = (bridge: Bridge, url: string): Promise<DiscoveredRobot> =>
  ask(bridge, "/discover", { url });
