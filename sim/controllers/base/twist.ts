import { z } from "zod";
import type { Speed } from "./speed.ts";

const number = z.number().default(0);
const Vector = z.object({ x: number, y: number, z: number }).prefault({});
const Twist = z.object({ linear: Vector, angular: Vector });
const TwistStamped = z.object({ twist: Twist.prefault({}) });

/**
 * What a geometry_msgs/msg/Twist or TwistStamped asks of a base with two wheels; the rest of it is no motion that such
 * a base has. Null for a message that is neither, or has numbers that are not finite.
 */
export const readTwist = (message: unknown, stamped: boolean): Speed | null => {
  const parsed = stamped
    ? TwistStamped.transform(({ twist }) => twist).safeParse(message)
    : Twist.safeParse(message);
  if (!parsed.success) return null;
  const { linear, angular } = parsed.data;
  return { linear: linear.x, angular: angular.z };
};
