import { type Stamp, stampToNs } from "../protocol/index.ts";
import type { TransformMessage } from "../robot/types.ts";
import { FrameTree } from "./frame-tree.ts";

/** How far back it can be asked, nanoseconds of the robot's clock. */
const KEPT_NS = 5_000_000_000n;

/** Where frames were a moment ago: a picture of a moving camera is taken before it arrives. */
export class TransformHistory {
  /** As of before the recent messages. */
  readonly #before = new FrameTree();
  readonly #recent: { readonly ns: bigint; readonly message: TransformMessage }[] = [];

  take(message: TransformMessage, isStatic: boolean): void {
    const stamp = message.transforms[0]?.header.stamp;
    if (!stamp) return;
    if (isStatic) return this.#before.update(message);
    const ns = stampToNs(stamp);
    // A clock that was set back makes what was before of another time.
    if (ns < (this.#recent.at(-1)?.ns ?? ns) - KEPT_NS) this.#recent.length = 0;
    this.#recent.push({ ns, message });
    while ((this.#recent[0]?.ns ?? ns) < ns - KEPT_NS) {
      const oldest = this.#recent.shift();
      if (oldest) this.#before.update(oldest.message);
    }
  }

  /** The frames as they were told last at or before a stamp; what was first told later is as it was told first. */
  at(stamp: Stamp): FrameTree {
    const ns = stampToNs(stamp);
    const tree = new FrameTree();
    for (const { message } of this.#recent.toReversed()) tree.update(message);
    tree.updateFrom(this.#before);
    for (const recent of this.#recent) if (recent.ns <= ns) tree.update(recent.message);
    return tree;
  }
}
