/** What came of the rounds of one kind. */
export class Tally {
  readonly kind: string;
  rounds = 0;
  stood = 0;
  /** Rounds in which the arm halted before its goal. */
  halted = 0;
  /** Seconds of the simulator's clock from the kill to standing, of each round that has both. */
  readonly took_s: number[] = [];
  /** Rounds in which something moved after the arm stood and before it was told to. */
  replayed = 0;
  falseDone = 0;
  /** Rounds after which the emergency stop was latched, because a stop could not be measured. */
  latched = 0;
  readonly wrong: string[] = [];

  constructor(kind: string) {
    this.kind = kind;
  }

  row(): string {
    const sorted = this.took_s.toSorted((a, b) => a - b);
    const at = (share: number): string => sorted[Math.ceil(share * sorted.length) - 1]?.toFixed(2) ?? "-";
    const cells = [
      this.rounds,
      this.stood,
      this.halted,
      at(0.5),
      at(1),
      this.replayed,
      this.falseDone,
      this.latched,
      this.wrong.length,
    ];
    return [this.kind.padEnd(10), ...cells.map((cell) => String(cell).padStart(11))].join("");
  }
}

export const table = (tallies: readonly Tally[]): string =>
  [
    [
      "killed".padEnd(10),
      ...["rounds", "stood", "cut short", "p50 s", "max s", "replayed", "false done", "latched", "wrong"].map(
        (head) => head.padStart(11),
      ),
    ].join(""),
    ...tallies.map((tally) => tally.row()),
  ].join("\n");
