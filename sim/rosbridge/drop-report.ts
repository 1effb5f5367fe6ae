/** Time between two reports of dropped messages to one client. */
const INTERVAL_MS = 1000;
/** Topics that a report names. */
const MAX_NAMED = 5;

/** Counts messages that a slow client missed, and tells it now and then. */
export class DropReport {
  readonly #tell: (text: string) => void;
  readonly #dropped = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;

  constructor(tell: (text: string) => void) {
    this.#tell = tell;
  }

  add(topic: string, count: number): void {
    this.#dropped.set(topic, (this.#dropped.get(topic) ?? 0) + count);
    this.#timer ??= setTimeout(() => this.#send(), INTERVAL_MS).unref();
  }

  end(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #send(): void {
    this.#timer = null;
    const counts = [...this.#dropped];
    this.#dropped.clear();
    const total = counts.reduce((sum, [, count]) => sum + count, 0);
    const named = counts.slice(0, MAX_NAMED).map(([topic, count]) => `${count} of ${topic}`);
    const more = counts.length > MAX_NAMED ? " and others" : "";
    this.#tell(
      `${total} messages were dropped, as you read too slowly: ${named.join(", ")}${more}. Read faster, or subscribe with a throttle_rate.`,
    );
  }
}
