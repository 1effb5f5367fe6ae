import type { EpisodeSummary } from "../../../bridge/protocol/index.ts";
import type { Bridge } from "../connection/bridge.ts";

const episodePath = (id: string): string => `/api/episodes/${encodeURIComponent(id)}`;

/** @throws Error in the bridge's own words */
const answered = async (request: Promise<Response>): Promise<Response> => {
  const response = await request.catch(() => {
    throw new Error("The bridge does not answer. See whether it still runs in its terminal.");
  });
  if (response.ok) return response;
  const told = (await response.json().catch(() => null)) as { reason?: unknown } | null;
  throw new Error(typeof told?.reason === "string" ? told.reason : `The bridge answered ${response.status}.`);
};

export const fetchEpisodes = async (bridge: Bridge): Promise<readonly EpisodeSummary[]> => {
  const response = await answered(bridge.fetch("/api/episodes"));
  return ((await response.json()) as { episodes: EpisodeSummary[] }).episodes;
};

export const deleteEpisode = async (bridge: Bridge, id: string): Promise<void> => {
  await answered(bridge.fetch(episodePath(id), { method: "DELETE" }));
};

/** Saves an episode's file; the key goes in a header, so that it is in no address, history or log. */
export const downloadEpisode = async (bridge: Bridge, id: string): Promise<void> => {
  const response = await answered(bridge.fetch(`${episodePath(id)}.mcap`));
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = `${id}.mcap`;
  link.click();
  // The browser takes hold of the bytes a moment after the click.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
};
