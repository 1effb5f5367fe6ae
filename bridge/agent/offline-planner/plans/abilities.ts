/** What the offline planner can do, for when it did not understand. */
export const abilities =
  'I plan by rules, without a language model. I can pick things up, put them on, in, next to or between others or at a place such as (0.45, -0.2), push or move them by a distance, stack, gather, sort by colour or shape and swap them, clear a plate or a bowl, move and open or close the gripper, go home, and answer what I see, how many, where and how far. Try "put the red cube on the blue plate".';
