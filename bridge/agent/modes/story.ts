import { type Literal, pythonLiteral } from "./python-literal.ts";

/** A call of a worked example, and what comes of it. */
export interface StoryCall {
  readonly name: string;
  readonly args: Readonly<Record<string, Literal>>;
  /** Value as it is echoed, or what it raises. */
  readonly value?: string;
  readonly raises?: string;
  /** Measured motion that the observation tells of. */
  readonly measured?: string;
}

/** What the agent thinks, and does then. */
export interface Beat {
  readonly thought: string;
  readonly call: StoryCall;
  /** Left out where one action can hold several calls: the call goes with the one before. */
  readonly joins?: true;
}

/** A task carried out call by call: the worked example of all modes that act without a program. */
export interface Story {
  readonly task: string;
  readonly beats: readonly Beat[];
}

const ball = (x: number, y: number, z: number): string =>
  `Detection(name='green_ball', pose=Pose(position=(${x}, ${y}, ${z}), orientation=(0.0, 0.0, 0.0, 1.0), frame_id='base_link'), size_m=(0.04, 0.04, 0.04), color='green', shape='ball', stamp_s=12.3, confidence=0.9)`;
const bowl =
  "Detection(name='bowl', pose=Pose(position=(0.51, -0.2, 0.025), orientation=(0.0, 0.0, 0.0, 1.0), frame_id='base_link'), size_m=(0.14, 0.14, 0.05), color='white', shape='bowl', stamp_s=12.3, confidence=0.9)";

const ARM_STORY: Story = {
  task: "put the green ball into the bowl",
  beats: [
    {
      thought: "I look what is there.",
      call: { name: "scene.objects", args: {}, value: "['green_ball', 'bowl', 'red_cube']" },
    },
    {
      thought: "One ball and one bowl. I pick the ball.",
      call: {
        name: "pick",
        args: { name: "green_ball" },
        raises:
          "GraspFailed: the fingers closed on nothing at 'green_ball'. Look again with scene.find() and retry from there.",
      },
    },
    {
      thought: "The grasp missed, so the ball may have rolled. pick looks afresh: I try once more.",
      call: {
        name: "pick",
        args: { name: "green_ball" },
        value: "PickResult(name='green_ball', position=(0.447, 0.123, 0.14), width_m=0.0396, attempts=1)",
      },
    },
    {
      thought: "It is held. I put it into the bowl.",
      call: {
        name: "place_in",
        args: { name: "bowl" },
        value: "PlaceResult(name='green_ball', on='bowl', position=(0.513, -0.197, 0.03), error_m=0.0042)",
      },
    },
    {
      thought: "I check with a fresh look before I finish.",
      call: { name: "scene.find", args: { name: "green_ball" }, value: ball(0.513, -0.197, 0.03) },
    },
    {
      thought: "And where is the bowl?",
      call: { name: "scene.find", args: { name: "bowl" }, value: bowl },
      joins: true,
    },
    {
      thought: "The ball lies 4 mm from the middle of the bowl.",
      call: {
        name: "finish",
        args: { summary: "The green ball is in the bowl, 4 mm from its centre." },
      },
    },
  ],
};

const BASE_STORY: Story = {
  task: "go one metre ahead and turn round",
  beats: [
    {
      thought: "I look where I am.",
      call: {
        name: "base.pose",
        args: {},
        value: "BasePose(x_m=0.5, y_m=1.0, yaw_rad=0.0, frame_id='map', stamp_s=12.3)",
      },
    },
    {
      thought: "One metre ahead of here is x = 1.5. I go there, facing back.",
      call: {
        name: "base.navigate_to",
        args: { x: 1.5, y: 1, yaw: 3.1416 },
        value:
          "BaseResult(ended_by='deviated', commanded=BasePose(x_m=1.5, y_m=1.0, yaw_rad=3.1416, frame_id='map', stamp_s=21.4), measured=BasePose(x_m=0.88, y_m=1.0, yaw_rad=0.02, frame_id='map', stamp_s=21.4), distance_m=0.38, turned_rad=0.02, error_m=0.62, error_rad=3.1216, duration_s=9.1)",
        measured:
          "could not follow its path after driving 0.38 m and turning 0.02 rad in 9.1 s; now at (0.880, 1.000) in map, yaw 0.020 rad (/navigate_to_pose gave up: no way there)",
      },
    },
    {
      thought: "It did not get there: something is in the way. I ask what to do.",
      call: {
        name: "user.ask",
        args: {
          question: "I cannot get to one metre ahead; 0.62 m are missing. Shall I turn round here?",
          options: ["yes", "no"],
        },
        value: "'yes'",
      },
    },
    {
      thought: "I turn half a turn to the left.",
      call: {
        name: "base.drive",
        args: { linear: 0, angular: 0.5, duration_s: 6.28 },
        value:
          "BaseResult(ended_by='reached', commanded=BasePose(x_m=0.88, y_m=1.0, yaw_rad=-3.1232, frame_id='map', stamp_s=30.1), measured=BasePose(x_m=0.88, y_m=1.0, yaw_rad=-3.1241, frame_id='map', stamp_s=30.1), distance_m=0.0, turned_rad=3.1391, error_m=0.0003, error_rad=0.0009, duration_s=6.4)",
      },
    },
    {
      thought: "I check where I stand before I finish.",
      call: {
        name: "base.pose",
        args: {},
        value: "BasePose(x_m=0.88, y_m=1.0, yaw_rad=-3.1241, frame_id='map', stamp_s=30.9)",
      },
    },
    {
      thought: "I turned round, 0.38 m ahead of where I was.",
      call: {
        name: "finish",
        args: { summary: "I stand at (0.88, 1.00), 0.38 m ahead of where I was, turned round." },
      },
    },
  ],
};

export const storyFor = (robot: "arm" | "base"): Story => (robot === "arm" ? ARM_STORY : BASE_STORY);

const TURNS = 10;

/** A call of a story as Python; what it gives is needed, and so goes by position. */
export const storyPython = ({ name, args }: StoryCall): string =>
  `${name}(${Object.values(args)
    .map((value) => pythonLiteral(value))
    .join(", ")})`;

/**
 * The worked example in a mode's grammar.
 *
 * @param write an action of some calls as the mode writes it
 * @param several whether an action may hold several calls
 */
export const storyText = (
  { task, beats }: Story,
  write: (calls: readonly StoryCall[]) => string,
  several: boolean,
): string => {
  const actions: { thought: string; calls: StoryCall[] }[] = [];
  for (const { thought, call, joins } of beats) {
    const last = actions.at(-1);
    if (several && joins && last) last.calls.push(call);
    else actions.push({ thought, calls: [call] });
  }
  const parts = actions.map(({ thought, calls }, at) => {
    const said = `You: ${thought}\n${write(calls)}`;
    if (at === actions.length - 1) return said;
    return `${said}\nObservation:\n${observed(calls, at + 1)}\n\n${TURNS - at - 1} turns left.`;
  });
  return `# Example\nUser: ${task}\n${parts.join("\n")}`;
};

const observed = (calls: readonly StoryCall[], turn: number): string => {
  const [call] = calls;
  if (calls.length > 1)
    return calls.map(({ name, value }, at) => `${at + 1}. ${name}: ${value ?? "None"}`).join("\n");
  const came = call?.raises
    ? `Traceback (most recent call last):\n  File "<action ${turn}>", line 1, in <module>\n    ${storyPython(call)}\n${call.raises}`
    : `Value of the last expression: ${call?.value}`;
  return call?.measured ? `${came}\n\nMeasured motion:\n- ${call.measured}` : came;
};
