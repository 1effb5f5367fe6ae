import type { BaseLimits } from "../../world/robots/description.ts";

/** How fast a base goes forward, m/s, and turns to the left, rad/s. */
export interface Speed {
  readonly linear: number;
  readonly angular: number;
}

export const still: Speed = { linear: 0, angular: 0 };

export const isStill = ({ linear, angular }: Speed): boolean => linear === 0 && angular === 0;

const clamp = (value: number, bound: number): number => Math.min(bound, Math.max(-bound, value));

/** The nearest speed that the base can do. */
export const limited = ({ linear, angular }: Speed, limits: BaseLimits): Speed => ({
  linear: clamp(linear, limits.linear),
  angular: clamp(angular, limits.angular),
});

/** One step of `dt` seconds from one speed towards another, no faster than the base can change it. */
export const approach = (from: Speed, to: Speed, limits: BaseLimits, dt: number): Speed => ({
  linear: from.linear + clamp(to.linear - from.linear, limits.linearAcceleration * dt),
  angular: from.angular + clamp(to.angular - from.angular, limits.angularAcceleration * dt),
});

/** Turns of the left and the right wheel, rad/s, with which a differential drive goes at this speed. */
export const wheelSpeeds = (
  { linear, angular }: Speed,
  { trackWidth, wheelRadius }: { readonly trackWidth: number; readonly wheelRadius: number },
): readonly [number, number] => [
  (linear - (angular * trackWidth) / 2) / wheelRadius,
  (linear + (angular * trackWidth) / 2) / wheelRadius,
];
