import { PrimitiveError } from "./errors.ts";
import type { Profile } from "./profile.ts";

/** The profile of a robot with an arm, with all that an arm has. */
export interface ArmProfile extends Profile {
  readonly arm: NonNullable<Profile["arm"]>;
  readonly frames: { readonly base: string; readonly tool: string };
  readonly joint_states: NonNullable<Profile["joint_states"]>;
  readonly workspace: NonNullable<Profile["workspace"]>;
}

export const hasArm = (profile: Profile): profile is ArmProfile =>
  profile.arm !== null &&
  profile.frames.tool !== null &&
  profile.joint_states !== null &&
  profile.workspace !== null;

/** The profile as one of a robot with an arm. @throws PrimitiveError NotSupported where it has none */
export const armOf = (profile: Profile): ArmProfile => {
  if (hasArm(profile)) return profile;
  throw new PrimitiveError("NotSupported", `Robot "${profile.name}" has no arm. ${whatItHas(profile)}`);
};

/** The mobile base of a robot. @throws PrimitiveError NotSupported where it has none */
export const baseOf = (profile: Profile): NonNullable<Profile["base"]> => {
  if (profile.base) return profile.base;
  throw new PrimitiveError(
    "NotSupported",
    `Robot "${profile.name}" has no mobile base. ${whatItHas(profile)}`,
  );
};

const whatItHas = ({ arm, base, cameras }: Profile): string => {
  const uses = [
    ...(arm ? ["the arm.* primitives"] : []),
    ...(base ? ["base.pose(), base.drive() and base.navigate_to()"] : []),
    ...(Object.keys(cameras).length > 0 ? ["camera.capture()"] : []),
  ];
  return uses.length === 0 ? "" : `Use what it has: ${uses.join(", ")}.`;
};
