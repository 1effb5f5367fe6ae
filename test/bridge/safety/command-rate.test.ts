import { expect, it } from "vitest";
import { CommandRate } from "../../../bridge/safety/command-rate.ts";

const clocks = () => {
  const at = { wall: 100, robot: 7 as number | null };
  const rate = new CommandRate(
    20,
    () => at.robot,
    () => at.wall,
  );
  /** How many pass before one is refused. */
  const pass = (): number => {
    for (let count = 0; ; count++)
      try {
        rate.take("ros.call");
      } catch (error) {
        expect(error).toMatchObject({
          code: "LimitExceeded",
          message: expect.stringContaining("20 a second"),
        });
        return count;
      }
  };
  return { at, pass };
};

it("lets a second's worth of commands pass at once, and then as many as time goes by", () => {
  const { at, pass } = clocks();
  expect(pass()).toBe(20);
  at.wall += 0.1001;
  expect(pass()).toBe(2);
  at.wall += 60;
  expect(pass()).toBe(20);
});

it("counts by the faster of the robot's clock and the wall's, and is not fooled by one that is set back", () => {
  const { at, pass } = clocks();
  expect(pass()).toBe(20);
  at.robot = 7.5001;
  expect(pass()).toBe(10);
  at.robot = 0;
  expect(pass()).toBe(0);
  at.robot = null;
  expect(pass()).toBe(0);
  at.wall += 0.0501;
  expect(pass()).toBe(1);
});
