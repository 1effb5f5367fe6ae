import type { Event, Stamp } from "../protocol/index.ts";
import type { Robot } from "../robot/robot.ts";
import type { SafetyGate } from "../safety/gate.ts";
import type { EventStream } from "./event-stream.ts";
import { writeTurnState } from "./rerun/simulator-states.ts";

/** What keeps the states: the recorder. */
export interface StateKeeper {
  simulatorState(stamp: Stamp, turn: number, state: string): void;
}

/**
 * Saves the simulator's state at the start of an episode (turn 0) and of each turn of it, so that it can be gone on
 * from there. The request is sent before anything of the turn can move. A turn without a state is no error: it cannot
 * be gone on from, which is told when somebody tries.
 *
 * @returns ends it, once the states that were asked for have come
 */
export const saveTurnStates = (
  { events, robot, gate }: { readonly events: EventStream; readonly robot: Robot; readonly gate: SafetyGate },
  keeper: StateKeeper,
): (() => Promise<void>) => {
  const pending = new Set<Promise<void>>();
  const save = (turn: number): void => {
    const { hand } = gate;
    const saving = robot
      .saveState()
      .then((saved) => {
        if (saved)
          keeper.simulatorState(
            saved.stamp ?? { sec: 0, nanosec: 0 },
            turn,
            writeTurnState({ simulator: saved.state, hand }),
          );
      })
      .catch(() => {})
      .finally(() => pending.delete(saving));
    pending.add(saving);
  };
  const unsubscribe = events.subscribe((event: Event) => {
    if (event.type === "episode_start") save(0);
    else if (event.type === "turn_start") save(event.turn);
  });
  return async () => {
    unsubscribe();
    await Promise.all(pending);
  };
};
