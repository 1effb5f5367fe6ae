import type { SeriesLog, SeriesRead } from "../../episode/series-log.ts";
import type { Replay } from "../../replay/replay.ts";
import { cursorAtStory, cursorAtTime } from "../../replay/story.ts";
import { secondsText, tickSeconds } from "../../replay/timeline/time-text.ts";
import { type Column, columnsOf } from "../../state/robot-series.ts";
import { type Curves, curvesIn, rowAt } from "../../state/series-window.ts";
import type { Band, PlotSource, Span } from "./source.ts";

/** What an episode tells of the robot, on the axis of its timeline; read from the file as far as it is looked at. */
export class ReplayPlotSource implements PlotSource {
  readonly live = false;
  columns: readonly Column[] = [];
  readonly #replay: Replay;
  readonly #listeners = new Set<() => void>();
  readonly #calls: readonly Band[];
  readonly #originS: number;
  readonly #undo: () => void;
  #log: SeriesLog | null = null;
  #rows: SeriesRead | null = null;
  #asked: Span | null = null;
  #reading = false;
  /** What is looked at is not whole yet. */
  #slow = false;
  #closed = false;
  #trouble = "";

  constructor(replay: Replay) {
    this.#replay = replay;
    const { story, outline, player } = replay;
    this.#originS = Number(story.originNs) / 1e9;
    this.#calls = outline.calls.map(({ key, name, line, from, to, tone, motion }) => ({
      key,
      name: line === null ? name : `${name} · line ${line}`,
      tone: motion ? tone : "plain",
      from: story.storyS[from] ?? 0,
      to: story.storyS[to] ?? 0,
    }));
    this.#undo = player.state.subscribe(() => this.#tell());
    void this.#open();
  }

  get extent(): Span {
    return { from: 0, to: this.#replay.story.lengthS };
  }

  get head(): number {
    return this.#replay.player.cursor.storyS;
  }

  get remark(): string {
    if (this.#trouble) return this.#trouble;
    if (this.#slow) return "reading the episode…";
    const { chunks, read } = this.#rows ?? { chunks: 0, read: 0 };
    return read < chunks
      ? `A long time: ${read} of ${chunks} pieces of it are drawn. Look closer for all.`
      : "";
  }

  readonly seek = (at: number): void => {
    this.#replay.player.pause();
    this.#replay.player.toStory(at);
  };

  read(columns: readonly number[], span: Span, buckets: number): Curves {
    this.#ask(span);
    if (!this.#rows) return { times: [], values: columns.map(() => []) };
    const [from, to] = [this.#stampAt(span.from), this.#stampAt(span.to)];
    const { times, values } = curvesIn(this.#rows, columns, from, to, buckets);
    return { times: times.map((stampS) => this.#axisAt(stampS)), values };
  }

  valuesAt(columns: readonly number[], at: number): (number | null)[] {
    const rows = this.#rows;
    const row = rows ? rowAt(rows, this.#stampAt(at) + 1e-9) : -1;
    return columns.map((column) => {
      const value = rows && row >= 0 ? rows.valueAt(row, column) : Number.NaN;
      return Number.isFinite(value) ? value : null;
    });
  }

  bands({ from, to }: Span): Band[] {
    return this.#calls.filter((band) => band.from <= to && band.to >= from);
  }

  robotTime(at: number): number {
    return cursorAtStory(this.#replay.story, at).timeS;
  }

  label(at: number, stepS: number): string {
    return `${secondsText(this.robotTime(at), stepS >= 1 ? 0 : stepS >= 0.1 ? 1 : 2)} s`;
  }

  /** At round seconds of the robot's clock, wherever these are on the axis. */
  ticks({ from, to }: Span, most: number): number[] {
    const { story } = this.#replay;
    const [fromS, toS] = [this.robotTime(from), this.robotTime(to)];
    const [, step = 1] = tickSeconds(toS - fromS, most);
    const first = Math.ceil(fromS / step - 1e-9);
    const count = Math.max(0, Math.floor(toS / step + 1e-9) - first + 1);
    return Array.from({ length: count }, (_, i) => cursorAtTime(story, (first + i) * step).storyS);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    this.#closed = true;
    this.#undo();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Stamp of the robot's clock, seconds, at a moment of the axis; the file's times are these. */
  #stampAt(at: number): number {
    return this.#originS + this.robotTime(at);
  }

  #axisAt(stampS: number): number {
    return cursorAtTime(this.#replay.story, stampS - this.#originS).storyS;
  }

  async #open(): Promise<void> {
    try {
      this.#log = await this.#replay.episode.series();
      this.columns = columnsOf(this.#log.jointNames);
    } catch (error) {
      this.#trouble = (error as Error).message;
    }
    this.#asked = null;
    this.#tell();
  }

  /** Reads what is looked at; of windows that come faster than they can be read, the newest. */
  #ask(span: Span): void {
    if (this.#asked?.from === span.from && this.#asked.to === span.to) return;
    this.#asked = span;
    if (!this.#reading && this.#log) void this.#readAsked(this.#log);
  }

  async #readAsked(log: SeriesLog): Promise<void> {
    this.#reading = true;
    try {
      for (let span = this.#asked; span && !this.#closed; ) {
        const wanted: Span = span;
        const show = (rows: SeriesRead): boolean => {
          if (this.#closed) return false;
          this.#rows = rows;
          this.#tell();
          return this.#asked === wanted;
        };
        const progress = (rows: SeriesRead): boolean => {
          this.#slow = true;
          return show(rows);
        };
        const [from, to] = [this.#stampAt(wanted.from), this.#stampAt(wanted.to)];
        // A little beyond either edge, so that curves reach it.
        const rows = await log.read(from - 1, to + 1, progress);
        this.#slow = this.#asked !== wanted;
        show(rows);
        span = this.#asked === wanted ? null : this.#asked;
      }
      this.#trouble = "";
    } catch (error) {
      this.#trouble = (error as Error).message;
      this.#slow = false;
      this.#tell();
    } finally {
      this.#reading = false;
    }
  }
}
