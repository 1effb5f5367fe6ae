import type { EventBody } from "../../bridge/protocol/index.ts";

/** The code of the story's second program. */
export const PICK_CODE = `# look first: where are they now?
cube = scene.find("red_cube")
plate = scene.find("blue_plate")
print(f"cube at {cube.pose.position}, plate at {plate.pose.position}")

if pick("red_cube"):
    x, y, z = plate.pose.position
    arm.move_to([x, y, z + 0.12], speed=0.25)
    place_on("blue_plate")
arm.pose()`;

const RECEIPT = "moved to [0.420, -0.220, 0.120] m, error 0.4 mm, 1.8 s";

/** An episode as an agent tells it, up to the moment when its second program moves the arm. */
export const episodeUnderWay: EventBody[] = [
  {
    type: "episode_start",
    episode_id: "story",
    instruction: "put the red cube on the blue plate",
    planner: "offline",
    model: "offline rule planner",
    mode: "code",
    robot: "codeact_arm",
    robot_url: "ws://127.0.0.1:9090",
    scene: "table",
    seed: 1,
    clock: "realtime",
    sandbox: "none",
    version: "0.1.0",
  },
  { type: "user_message", text: "put the red cube on the blue plate" },
  { type: "turn_start", turn: 1, turns_left: 9 },
  { type: "reply_delta", turn: 1, text: "I look at the table before I touch anything.\n<exec" },
  { type: "reply_delta", turn: 1, text: "ute>\nscene.objects()\n</execute>" },
  {
    type: "reply",
    turn: 1,
    text: "I look at the table before I touch anything.\n<execute>\nscene.objects()\n</execute>",
    thought: "I look at the table before I touch anything.",
    code: "scene.objects()",
  },
  { type: "action_start", action: 1, turn: 1, by: "agent", code: "scene.objects()" },
  { type: "primitive_call", action: 1, call: 1, name: "scene.objects", params: {}, line: 1 },
  {
    type: "primitive_result",
    action: 1,
    call: 1,
    name: "scene.objects",
    ok: true,
    result: [],
    error: null,
    duration_s: 0.01,
  },
  {
    type: "action_end",
    action: 1,
    ok: true,
    ended_by: "done",
    value:
      "['red_cube', 'green_cube', 'blue_cube', 'yellow_cylinder', 'orange_ball', 'blue_plate', 'white_bowl', 'brown_box']",
    error: null,
    state_kept: true,
    duration_s: 0.03,
  },
  { type: "observation", turn: 1, text: "Value: ['red_cube', …]\nTurns left: 9." },
  { type: "turn_start", turn: 2, turns_left: 8 },
  {
    type: "reply",
    turn: 2,
    text: "",
    thought: "Both are there. I pick the cube, carry it over the plate, and set it down.",
    code: PICK_CODE,
  },
  { type: "action_start", action: 2, turn: 2, by: "agent", code: PICK_CODE },
  { type: "output", action: 2, stream: "stdout", text: "cube at [0.42, -0.22, 0.02], " },
  { type: "output", action: 2, stream: "stdout", text: "plate at [0.5, 0.24, 0.006]\n" },
  { type: "receipt", action: 2, call: 2, name: "arm.move_to", receipt: {}, text: RECEIPT },
  {
    type: "receipt",
    action: 2,
    call: 3,
    name: "gripper.close",
    receipt: {},
    text: "closed to 40.1 mm, holding, 28 N",
  },
  { type: "primitive_call", action: 2, call: 4, name: "arm.move_to", params: {}, line: 8 },
];

/** What follows `episodeUnderWay` when all goes well. */
export const episodeDone: EventBody[] = [
  {
    type: "receipt",
    action: 2,
    call: 4,
    name: "arm.move_to",
    receipt: {},
    text: "moved to [0.500, 0.240, 0.126] m, error 0.3 mm, 2.4 s",
  },
  {
    type: "primitive_result",
    action: 2,
    call: 4,
    name: "arm.move_to",
    ok: true,
    result: {},
    error: null,
    duration_s: 2.4,
  },
  {
    type: "action_end",
    action: 2,
    ok: true,
    ended_by: "done",
    value: "Pose(position=[0.5, 0.24, 0.126], orientation=[1.0, 0.0, 0.0, 0.0], frame_id='base_link')",
    error: null,
    state_kept: true,
    duration_s: 7.9,
  },
  { type: "observation", turn: 2, text: "cube at [0.42, -0.22, 0.02] …\nTurns left: 8." },
  {
    type: "episode_end",
    outcome: "finished",
    turns: 2,
    actions: 2,
    primitive_calls: 9,
    episode: "/home/person/episodes/2026-11-21_put-the-red-cube.mcap",
    summary: "The red cube rests on the blue plate, 3 mm from its centre.",
  },
];
