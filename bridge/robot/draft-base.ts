import { isType, type Named } from "./recognise.ts";

export interface BaseOffer {
  readonly topics: readonly Named[];
  readonly actions: readonly Named[];
  /** Frames heard on tf. */
  readonly frames: readonly string[];
  /** What odometry calls itself and the base; null where none came. */
  readonly odometry: { readonly frame: string; readonly child: string } | null;
}

/** The base of a draft, and remarks by field; null for a robot that does not drive. */
export const draftBase = (
  { topics, actions, frames, odometry }: BaseOffer,
  comment: (path: string, text: string) => void,
  notes: string[],
): object | null => {
  const velocities = topics.filter(({ type }) => isType(type, "Twist", "TwistStamped"));
  const velocity = best(velocities, /^\/cmd_vel$/, /\/cmd_vel$/, /cmd_vel/);
  const odom = best(
    topics.filter(({ type }) => isType(type, "Odometry")),
    /^\/odom$/,
    /\/odom$/,
    /odom/,
  );
  if (!velocity || !odom) {
    if (velocity && /cmd_vel/.test(velocity.name))
      notes.push(`${velocity.name} drives something, but no odometry tells of it: it cannot be driven.`);
    return null;
  }
  const navigate = actions.find(({ type }) => isType(type, "NavigateToPose", "MoveBase"));
  if (velocities.length > 1)
    comment("base.cmd_vel", `chosen of ${velocities.map(({ name }) => name).join(", ")}`);
  if (!navigate) comment("base.navigate_action", "no NavigateToPose or MoveBase action was found");
  if (!frames.includes("map"))
    comment("base.map_frame", "no such frame came on tf: start localisation, or name the frame of the map");
  comment(
    "base.limits",
    "not to be told from outside: slow ones. Set those of your base, and at most those of its controller",
  );
  return {
    cmd_vel: { topic: velocity.name, type: velocity.type },
    odom: { topic: odom.name, type: odom.type },
    navigate_action: navigate ? { name: navigate.name, type: navigate.type } : null,
    frame: frames.includes("base_link") ? "base_link" : (odometry?.child ?? "base_link"),
    map_frame: "map",
    stale_after_s: 0.5,
    command_period_s: 0.05,
    keep_out: [],
    limits: { linear_m_s: 0.2, angular_rad_s: 0.5, linear_m_s2: 0.5, angular_rad_s2: 1 },
  };
};

const best = (named: readonly Named[], ...patterns: readonly RegExp[]): Named | undefined => {
  for (const pattern of patterns) {
    const found = named.find(({ name }) => pattern.test(name));
    if (found) return found;
  }
  return named[0];
};
