import { z } from "zod";
import { type Stamp, sensorTopics } from "../../protocol/index.ts";
import type { Episode } from "../reader.ts";

/** A state as an episode holds it: the simulator's own text, and what the bridge knows of the hand. */
const TurnState = z.strictObject({
  simulator: z.string(),
  hand: z.strictObject({ commanded_m: z.number().nullable(), force_n: z.number() }),
});
export type TurnState = z.infer<typeof TurnState>;

export const writeTurnState = (state: TurnState): string => JSON.stringify(state);

/** The state of a turn; null when the text is none. */
export const readTurnState = (text: string): TurnState | null => {
  try {
    return TurnState.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
};

export interface RecordedState {
  /** 0: the start of the episode. */
  readonly turn: number;
  readonly stamp: Stamp;
  readonly state: TurnState;
}

const Message = z.object({
  stamp: z.object({ sec: z.number(), nanosec: z.number() }),
  turn: z.number(),
  state: z.string(),
});

/** The simulator's states that an episode holds, in their order; none on a robot that is no simulator. */
export const recordedStates = async (episode: Episode): Promise<RecordedState[]> => {
  const states: RecordedState[] = [];
  for await (const { message } of episode.messages([sensorTopics.simulator_state])) {
    const parsed = Message.safeParse(message);
    const state = parsed.success ? readTurnState(parsed.data.state) : null;
    if (parsed.success && state) states.push({ turn: parsed.data.turn, stamp: parsed.data.stamp, state });
  }
  return states;
};
