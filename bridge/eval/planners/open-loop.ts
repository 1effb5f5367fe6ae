import { type Literal, pythonLiteral } from "../../agent/modes/python-literal.ts";
import {
  type EventBody,
  isPrimitiveName,
  motionPrimitives,
  type PrimitiveName,
} from "../../protocol/index.ts";

/** Beside what moves: it tells nothing of the world. */
const BLIND: ReadonlySet<PrimitiveName> = new Set<PrimitiveName>(["arm.stop", "base.stop", "wait"]);

interface MotionCall {
  readonly name: string;
  readonly params: Record<string, unknown>;
}

/** Keeps the calls of a run that moved something and did not fail, with the very numbers that they were given. */
export class MotionCalls {
  readonly #calls: MotionCall[] = [];
  #open: MotionCall | null = null;

  /** To be told of every event of the run. */
  readonly add = (event: EventBody): void => {
    if (event.type === "primitive_call") this.#open = { name: event.name, params: event.params };
    if (event.type !== "primitive_result" || this.#open === null) return;
    const { name } = this.#open;
    if (event.ok && isPrimitiveName(name) && (motionPrimitives.has(name) || BLIND.has(name)))
      this.#calls.push(this.#open);
    this.#open = null;
  };

  /**
   * One straight Python program that does the same again without ever looking: what fails is passed over, and at its
   * end it says that all is done.
   */
  program(): string {
    const lines = this.#calls.map(({ name, params }) => {
      const given = Object.entries(params).filter(([key]) => name !== "ros.send_goal" || key !== "feedback");
      const list = given.map(([key, value]) => `${key}=${pythonLiteral(value as Literal)}`);
      return `try:\n    ${name}(${list.join(", ")})\nexcept Exception:\n    pass`;
    });
    return [...lines, 'finish("All motions were made; nobody looked.")'].join("\n");
  }
}
