import { createHash } from "node:crypto";
import { pythonLiteral } from "../../agent/modes/python-literal.ts";
import type { TaskFacts } from "../../protocol/index.ts";

/** Numbers from 0 to 1 that follow from a seed alone (Marsaglia's xorshift, 32 bits). */
const randomNumbers = (seed: string): (() => number) => {
  let state = createHash("sha256").update(seed).digest().readUInt32LE(0) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
};

/** Where the tool may be sent, metres; about the table of the simulated arm. */
const SPACE = { min: [0.25, -0.4, 0.03], max: [0.75, 0.4, 0.45] } as const;

/** Valid calls by chance for all turns but the last, which says that all is done; the same for the same task and seed. */
export const randomActions = ({ id, seed }: TaskFacts, turns: number): readonly string[] => {
  const random = randomNumbers(`${id} ${seed}`);
  const between = (min: number, max: number): number => Number((min + random() * (max - min)).toFixed(3));
  const calls: readonly (() => string)[] = [
    () => {
      const at = SPACE.min.map((min, axis) => between(min, SPACE.max[axis] ?? min));
      return `arm.move_to(position=${pythonLiteral(at)})`;
    },
    () => `gripper.open(width_m=${between(0, 0.08)})`,
    () => "gripper.close()",
    () => "arm.home()",
    () => "scene.objects()",
    () => `wait(seconds=${between(0.1, 2)})`,
  ];
  const one = (): string => (calls[Math.floor(random() * calls.length)] ?? (() => "scene.objects()"))();
  return [...Array.from({ length: turns - 1 }, one), 'finish(summary="Whatever was asked for is done.")'];
};
