import { useMemo } from "preact/hooks";
import { useAppState } from "../frame/context.ts";

/** Names of the joints that slide, in metres, rather than turn, as the robot's URDF says. */
const prismaticJoints = (urdf: string): ReadonlySet<string> => {
  // The parser answers an empty text with a page of its own that breaks the Content-Security-Policy.
  if (urdf === "") return new Set();
  const robot = new DOMParser().parseFromString(urdf, "text/xml");
  const joints = [...robot.querySelectorAll('robot > joint[type="prismatic"]')];
  return new Set(joints.map((joint) => joint.getAttribute("name") ?? ""));
};

export const useSlidingJoints = (): ReadonlySet<string> => {
  const urdf = useAppState((state) => state.urdf);
  return useMemo(() => prismaticJoints(urdf), [urdf]);
};
