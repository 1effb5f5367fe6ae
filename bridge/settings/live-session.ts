import { openSession, type SessionHooks, type SessionOptions } from "../main.ts";
import { type Event, UserError } from "../protocol/index.ts";
import type { Session } from "../session.ts";

/**
 * The session that is at work now, which another can take the place of. The other is opened beside it and takes over
 * once it works, so there is always one whole session: where the new one cannot start, nothing has changed.
 */
export class LiveSession {
  readonly #hooks: SessionHooks;
  readonly #watchers: ((session: Session) => void)[] = [];
  readonly #listeners = new Set<(event: Event) => void>();
  /** The events of whichever session is at work. */
  readonly events = {
    subscribe: (listener: (event: Event) => void): (() => void) => {
      this.#listeners.add(listener);
      return () => this.#listeners.delete(listener);
    },
  };
  #session: Session;
  #deafen: () => void;
  #changing = false;

  private constructor(session: Session, hooks: SessionHooks) {
    this.#session = session;
    this.#hooks = hooks;
    this.#deafen = this.#hear(session);
  }

  #hear(session: Session): () => void {
    return session.events.subscribe((event) => {
      for (const listener of this.#listeners) listener(event);
    });
  }

  /** @throws UserError in one readable line when a part cannot start */
  static async open(options: SessionOptions, hooks: SessionHooks): Promise<LiveSession> {
    return new LiveSession(await openSession(options, hooks), hooks);
  }

  get session(): Session {
    return this.#session;
  }

  /** Whether another session is being opened: no task may begin meanwhile. */
  get changing(): boolean {
    return this.#changing;
  }

  /** Why no other session can take over now, and what to do about it; null when one can. */
  get blocked(): string | null {
    if (this.#changing) return "Settings are being applied already. Wait until that is done.";
    if (this.#session.busy) return "A task is running. Wait for its end, or press Stop, then apply.";
    if (this.#session.manual.active) return "The robot is being moved by hand. Release it, then apply.";
    const latchedBy = this.#session.info().estop;
    if (latchedBy !== null)
      return `The emergency stop is latched (by ${latchedBy}). Reset it on this session first, then apply: a new session would begin without it.`;
    return null;
  }

  /** Calls `watcher` with this session now, and with each that takes over. */
  follow(watcher: (session: Session) => void): void {
    this.#watchers.push(watcher);
    watcher(this.#session);
  }

  /**
   * Opens a session with these options, lets it take over, and closes the old one.
   *
   * @throws UserError with why nothing was changed
   */
  async change(options: SessionOptions): Promise<void> {
    const { blocked } = this;
    if (blocked !== null) throw new UserError(blocked);
    this.#changing = true;
    try {
      const next = await openSession(options, this.#hooks);
      const old = this.#session;
      const latchedBy = old.info().estop;
      if (latchedBy !== null) {
        await next.close();
        throw new UserError(
          `The emergency stop was latched (by ${latchedBy}) while settings were being applied. Nothing was changed.`,
        );
      }
      this.#deafen();
      this.#session = next;
      this.#deafen = this.#hear(next);
      for (const watcher of this.#watchers) watcher(next);
      await old.close().catch((error: Error) => {
        const text = `The session before this one did not close well: ${error.message}`;
        next.events.emit({ type: "notice", level: "warning", text });
      });
    } finally {
      this.#changing = false;
    }
  }

  stop(by: string): Promise<void> {
    return this.#session.stop(by);
  }

  estop(by: string): Promise<void> {
    return this.#session.estop(by);
  }

  resetEstop(by: string): Promise<void> {
    return this.#session.resetEstop(by);
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}
