import type { ManualLimits } from "../../../bridge/protocol/index.ts";

/** What may be moved by hand of a robot with an arm. */
export type ArmLimits = ManualLimits & { readonly tool_speed_m_s: number };

export const withArm = (limits: ManualLimits): limits is ArmLimits => limits.tool_speed_m_s !== null;

/** What each part of the page gets that moves an arm by hand. */
export interface ArmPart {
  readonly limits: ArmLimits;
  /** The part of the fastest allowed speed that is asked for. */
  readonly share: number;
  readonly disabled: boolean;
}
