/** Names of the joints that slide, in metres, rather than turn, as the robot's URDF says. */
export const prismaticJoints = (urdf: string): ReadonlySet<string> => {
  const robot = new DOMParser().parseFromString(urdf, "text/xml");
  const joints = [...robot.querySelectorAll('robot > joint[type="prismatic"]')];
  return new Set(joints.map((joint) => joint.getAttribute("name") ?? ""));
};
