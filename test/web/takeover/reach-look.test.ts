import { expect, it } from "vitest";
import { ReachLook } from "../../../web/src/takeover/reach-look.ts";

it("asks about the newest only, one at a time, and tells no answer that is out of date", async () => {
  const asked: number[] = [];
  const answers: (() => void)[] = [];
  const told: [string, number][] = [];
  let under = 0;
  const look = new ReachLook<number, string>(
    (question) => {
      asked.push(question);
      under += 1;
      expect(under).toBe(1);
      return new Promise((resolve) => {
        answers.push(() => {
          under -= 1;
          resolve(`answer ${question}`);
        });
      });
    },
    (answer, question) => told.push([answer, question]),
  );
  for (const question of [1, 2, 3, 4]) look.look(question);
  expect(asked).toEqual([1]);
  answers[0]?.();
  await expect.poll(() => asked).toEqual([1, 4]);
  expect(told).toEqual([]);
  answers[1]?.();
  await expect.poll(() => told).toEqual([["answer 4", 4]]);
  look.look(5);
  await expect.poll(() => asked).toEqual([1, 4, 5]);
  look.close();
  answers[2]?.();
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toHaveLength(1);
});
