import type { HowToAct } from "./mode.ts";
import { type StoryCall, storyFor, storyText } from "./story.ts";

/** How a mode whose action is one call, or several, writes them. */
export interface CallWords {
  readonly several: boolean;
  /** Ends "write ONE call " or "write the calls of your action ". */
  readonly how: string;
  /** What stands for a call that the manual writes in Python, and what its arguments may be. */
  readonly grammar: (sample: StoryCall, python: string) => string;
  readonly write: (calls: readonly StoryCall[]) => string;
}

const SAMPLES: Record<"arm" | "base", { readonly call: StoryCall; readonly python: string }> = {
  arm: {
    call: { name: "arm.move_to", args: { position: [0.4, 0, 0.2], speed: 0.1 } },
    python: "arm.move_to([0.4, 0, 0.2], speed=0.1)",
  },
  base: {
    call: { name: "base.navigate_to", args: { x: 1.5, y: 0, yaw: 0, timeout_s: 60 } },
    python: "base.navigate_to(1.5, 0, 0, timeout_s=60)",
  },
};

/** The words that teach such a mode: as near to those of code as can be. */
export const callWords = ({ several, how, grammar, write }: CallWords, robot: "arm" | "base"): HowToAct => {
  const one = several ? "the calls of your action" : "ONE call";
  const { call, python } = SAMPLES[robot];
  const told = `${grammar(call, python)} A function, a Detection or a Pose cannot be given: write names and numbers that you have observed.`;
  const value = several ? "the value that each call returned" : "the value that the call returned";
  const story = storyFor(robot);
  const [first] = story.beats;
  return {
    turn: `# How a turn works
- To act, think briefly in plain words, then write ${one} ${how}. Stop there: you get the result as the next message, the observation. Never write an observation yourself.
- ${told}
- The observation holds ${value}, the traceback if it raised, the measured motion, and how many turns are left.
- When the task is done and you have checked it, call finish, with what was done and what you measured.
- When it cannot be done, or would be unsafe, call give_up, with the reason.
- A reply without a call goes to the user and ends your work. Use it to answer a question, after looking, or when no action is called for. To ask something in the middle of a task, call user.ask and use what it returns.`,
    example: storyText(story, write, several),
    compact: {
      turn: `- To act: a short thought, then ${one} ${how}, then stop. The observation comes back: value, traceback, measured motion. ${grammar(call, python)}
- Done and checked: call finish. Impossible or unsafe: give_up. A reply without a call goes to the user and ends your work.`,
      example: `Example:\n${first ? `${first.thought}\n${write([first.call])}` : ""}`,
    },
  };
};
