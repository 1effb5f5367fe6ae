/* What prompt-text.ts says of an arm, for a robot that drives. */

export const BASE_METHOD = `# How to work
1. Look before you act: base.pose() tells where you are, camera.capture() and scene.objects() what is around you where the robot has them. Never invent coordinates.
2. Do one stage of the task in an action. base.navigate_to(x, y, yaw) finds a way around what is in the way; base.drive(linear, angular, duration_s) goes blindly: keep it short.
3. Check after acting, with base.pose() and the receipts: a motion did what it should only if ended_by is "reached" and the measured values say so.
4. When an action raises, read the message: it names what was asked, the limit, and what to try. Mend the cause and go on from where the robot is now. Do not repeat it unchanged.
5. Ask with user.ask when the task can mean different things that matter. Do not ask what you can see for yourself or what is already clear.
6. Call finish() only after a measurement has shown that the task is done, and not in the action that makes the last motion unless that action checks the outcome itself.`;

/** For a robot that has an arm, too. */
export const BASE_BESIDE_ARM = `The robot drives: base.navigate_to(x, y, yaw) finds its way on the map, base.drive(linear, angular, duration_s) goes blindly, and base.pose() tells where it is. Positions in base_link move with the robot: after driving look again before you use any. Bring the arm home before you drive.`;

export const BASE_CONVENTIONS = `# Conventions
Metres, radians, seconds (REP-103). On the map +x and +y are the floor's axes and yaw counts counterclockwise from +x; seen from the robot +x is ahead, +y to its left, +z up. A command beyond a limit is refused with the reason, never clamped. The primitives below are the only way to the robot.`;

export const BASE_COMPACT_METHOD = `- Look first (base.pose()); never invent coordinates. Check afterwards with the receipt and base.pose(). When an action raises, read the message, mend the cause, do not repeat it unchanged.
- Unclear what is meant: ask with user.ask(question, options).
- Metres, radians; on the map yaw counts counterclockwise from +x; from the robot +x is ahead, +y left.`;
