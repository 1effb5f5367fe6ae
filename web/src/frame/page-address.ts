import { formatCompared, parseCompared } from "../compare/address.ts";
import { type Address, formatAddress, parseAddress } from "../replay/address.ts";

/* What of the page its address tells, so that a link opens it again. `address-bar.ts` holds the address of this page. */

/** From where the scene is seen, metres, in the frame of the scene. */
export interface SceneCamera {
  readonly position: readonly [number, number, number];
  readonly target: readonly [number, number, number];
}

export interface PageAddress {
  /** What lies over the robot, or over the episode that is shown. */
  readonly view: "live" | "episodes" | "settings" | "compare";
  /** The two episodes that stand side by side in the view "compare"; null in every other. */
  readonly compared: readonly [string, string] | null;
  /** The moment of an episode that is shown in place of what is live. */
  readonly episode: Address | null;
  /** Names of the panels that are open, in the order in which they stand. */
  readonly panels: readonly string[];
  /** Null while nobody turned the view. */
  readonly camera: SceneCamera | null;
}

/** Farther than this, metres, nothing would be seen. */
const FARTHEST_M = 100;
const MOST_PANELS = 16;

/** Reads `#episodes&panels=Joints,Log&camera=1,0,0.5,0,0,0.2`; what an address does not say, or says wrongly, is left out. */
export const parsePageAddress = (hash: string): PageAddress => {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const compared = parseCompared(hash);
  const view = compared
    ? "compare"
    : fields.has("episodes")
      ? "episodes"
      : fields.has("settings")
        ? "settings"
        : "live";
  const names = fields.get("panels")?.split(",").filter(Boolean) ?? [];
  return {
    view,
    compared,
    episode: parseAddress(hash),
    panels: [...new Set(names)].slice(0, MOST_PANELS),
    camera: cameraOf(fields.get("camera")),
  };
};

/** The same as an address, with the #; empty when there is nothing to tell. A session's token is never in it. */
export const formatPageAddress = ({ view, compared, episode, panels, camera }: PageAddress): string => {
  const fields: string[] =
    view === "live" ? [] : [view === "compare" && compared ? formatCompared(compared) : view];
  if (episode) fields.push(formatAddress(episode));
  if (panels.length > 0) fields.push(`panels=${panels.map(encodeURIComponent).join(",")}`);
  if (camera) fields.push(`camera=${[...camera.position, ...camera.target].map(short).join(",")}`);
  return fields.length > 0 ? `#${fields.join("&")}` : "";
};

const short = (metres: number): number => Number(metres.toFixed(3));

const cameraOf = (text: string | null): SceneCamera | null => {
  const [x, y, z, toX, toY, toZ, ...more] = (text ?? "")
    .split(",")
    .map((part) => (part ? Number(part) : NaN));
  const numbers = [x, y, z, toX, toY, toZ];
  if (more.length > 0 || !numbers.every(isPlace)) return null;
  const [px = 0, py = 0, pz = 0, tx = 0, ty = 0, tz = 0] = numbers as number[];
  // A camera in the very point that it looks at looks nowhere.
  if (Math.hypot(px - tx, py - ty, pz - tz) < 1e-3) return null;
  return { position: [px, py, pz], target: [tx, ty, tz] };
};

const isPlace = (value: number | undefined): boolean => value !== undefined && Math.abs(value) <= FARTHEST_M;
