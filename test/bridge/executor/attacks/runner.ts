import { readdirSync, readFileSync } from "node:fs";
import { createExecutor } from "../../../../bridge/executor/executor.ts";
import type { ActionResult, CallHandler, Executor } from "../../../../bridge/executor/types.ts";
import {
  type EventBody,
  PrimitiveError,
  type SandboxLevel,
  UserError,
} from "../../../../bridge/protocol/index.ts";
import { type Bait, layBait } from "./bait.ts";
import { type Attack, attacks, definitions } from "./table.ts";

/*
 * A bridge of its own, as the user that it is started as: runs every attack at one sandbox level and prints a line of
 * JSON for each. Whoever starts it puts canaries into its environment, its arguments and its open files.
 */

export interface Assignment {
  readonly level: SandboxLevel;
  readonly python: string;
  readonly canary: string;
  /** A fresh folder of the user's, for all that the attacks aim at. */
  readonly folder: string;
}

export interface Verdict extends Attack {
  /** What shows that the attack succeeded; empty when it was blocked. */
  readonly evidence: readonly string[];
  /** How it was blocked, in its own words or the bridge's. */
  readonly blocked_by: string;
  /** Set when the attack itself is at fault: neither success nor refusal. */
  readonly broken: string | null;
}

const TIMEOUT_S = 20;

/** Groups whose attacks change the interpreter that they succeed in. */
const changing = new Set(["processes", "kernel"]);

/** Whatever reaches the robot beyond these is an attack that came through. */
const honest = new Set(["wait", "user.say"]);

class Range {
  readonly #bait: Bait;
  readonly #assignment: Assignment;
  readonly #events: EventBody[] = [];
  readonly #reached: string[] = [];
  #executor: Executor | null = null;
  #fresh = false;
  #before = new Set<string>();

  constructor(bait: Bait, assignment: Assignment) {
    this.#bait = bait;
    this.#assignment = assignment;
  }

  async open(): Promise<void> {
    const onCall: CallHandler = async (call) => {
      if (!honest.has(call.name)) this.#reached.push(`${call.name} reached the robot`);
      if (call.name === "user.say") return null;
      if (call.name === "wait") return call.params["seconds"];
      throw new PrimitiveError("NotSupported", "not here");
    };
    const { python, level } = this.#assignment;
    this.#executor = await createExecutor({
      python,
      workDir: this.#bait.workDir,
      sandbox: level,
      onCall,
      emit: (event) => this.#events.push(event),
    });
    await this.#define();
    this.#before = await this.#look();
  }

  async run(attack: Attack): Promise<Verdict> {
    this.#events.length = 0;
    const result = await this.#execute(`attempt(${attack.name})`);
    const said = [result.output, result.value ?? "", result.error?.message ?? ""].join("\n");
    const blockedBy = this.#blockedBy(said, result);
    // A program may leave something for the next start of Python.
    const later = result.state_kept ? "" : await this.#restart();
    const after = await this.#look();
    const evidence = [
      ...lines(said + later, /ATTACK SUCCEEDED: (.*)/g),
      ...this.#bait.telltales(attack.name).filter((word) => `${said}${later}`.includes(word)),
      ...[...after].filter((line) => !this.#before.has(line)),
      ...[...this.#before].filter((line) => !after.has(line)).map((line) => `no longer: ${line}`),
      ...this.#fooled(result),
    ];
    const wrong = blockedBy === null && evidence.length === 0 ? describe(result) : null;
    const hangs = result.ended_by === "timeout" ? "it ran into the time limit" : null;
    this.#bait.clearUp();
    // What came through may have changed the interpreter; the next attack starts from an honest one.
    const changed = attack.group === "bridge" || (evidence.length > 0 && changing.has(attack.group));
    if (changed && !this.#fresh) await this.#restart();
    this.#before = await this.#look();
    return { ...attack, evidence, blocked_by: blockedBy ?? "", broken: wrong ?? hangs };
  }

  async close(): Promise<void> {
    await this.#executor?.close();
  }

  async #execute(code: string): Promise<ActionResult> {
    if (!this.#executor) throw new Error("not open");
    this.#fresh = false;
    return this.#executor.execute(code, { turn: 1, by: "agent", timeoutS: TIMEOUT_S });
  }

  /** Its output, and what went wrong: the bridge must get over whatever the program left. */
  async #restart(): Promise<string> {
    try {
      await this.#executor?.restart();
      return await this.#define();
    } catch (error) {
      this.#bait.clearUp();
      await this.#executor?.restart();
      await this.#define();
      return `ATTACK SUCCEEDED: Python could not be started again: ${(error as Error).message}`;
    }
  }

  async #define(): Promise<string> {
    const result = await this.#execute(definitions(this.#bait.forAttacks));
    if (!result.ok) throw new Error(`the attacks could not be defined: ${describe(result)}`);
    this.#fresh = true;
    return result.output;
  }

  /** How an attack that reported no success came to its end; null when it did not say. */
  #blockedBy(said: string, result: ActionResult): string | null {
    const refusals = lines(said, /refused: (.*)/g);
    if (refusals.length > 0) return refusals.join("; ");
    if (result.ended_by === "limit") return result.reason;
    if (result.ended_by === "died") return result.error?.message ?? "died";
    return null;
  }

  /** What the bridge was made to believe or do. */
  #fooled(result: ActionResult): string[] {
    const plain: Record<string, unknown> = {};
    return [
      ...this.#reached.splice(0),
      ...result.receipts.map((receipt) => `the bridge believes a motion: ${receipt}`),
      ...this.#events.filter(({ type }) => type === "receipt").map(() => "a receipt was recorded"),
      ...(result.ended ? [`the bridge believes ${result.ended.by}()`] : []),
      ...result.images.map(({ png }) => `the bridge showed a picture of ${png.length} bytes`),
      ...(plain["polluted"] === undefined ? [] : ["every object of the bridge has a new property"]),
    ];
  }

  async #look(): Promise<Set<string>> {
    const seen = await this.#bait.look();
    const tracer = /^TracerPid:\t(\d+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    seen.add(`the bridge's tracer is ${tracer}`);
    const others = readdirSync("/proc/self/fd").length;
    seen.add(`the bridge holds ${others > 100 ? "too many" : "a few"} descriptors`);
    return seen;
  }
}

const lines = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = ""]) => found);

const describe = (result: ActionResult): string =>
  `${result.ended_by} ${result.error?.type ?? ""} ${result.error?.message ?? ""} ${result.output}`.slice(
    0,
    500,
  );

const print = (line: unknown): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

const main = async (assignment: Assignment, only: string): Promise<void> => {
  const bait = await layBait(assignment);
  const range = new Range(bait, assignment);
  try {
    await range.open();
    for (const attack of attacks.filter(({ name }) => new RegExp(only).test(name)))
      print(await range.run(attack));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    print({ unavailable: error.message });
  } finally {
    await range.close();
    await bait.close();
  }
};

const [order = "", only = ""] = process.argv.slice(2);
if (order !== "--can-you-start") await main(JSON.parse(order) as Assignment, only);
