import { useEffect, useRef, useState } from "preact/hooks";
import { useApp } from "../frame/context.ts";
import { Icon } from "../frame/icons.tsx";
import { LIBRARY_HASH } from "../library/route.ts";
import type { Pair } from "./open-pair.ts";

/** What is loaded only when two episodes are compared. */
type Parts = { readonly pair: Pair; readonly View: typeof import("./pair-view.tsx").PairView };

/** Two episodes side by side, by their ids; over the robot, under the header. */
export const CompareView = ({ ids }: { ids: readonly [string, string] }) => {
  const { bridge } = useApp();
  const heading = useRef<HTMLHeadingElement>(null);
  const [parts, setParts] = useState<Parts | null>(null);
  const [failure, setFailure] = useState("");
  const [a, b] = ids;
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    let gone = false;
    let opened: Pair | null = null;
    setParts(null);
    setFailure("");
    const open = async (): Promise<void> => {
      if (!bridge) throw new Error("Episodes are read from a bridge, and this page has none.");
      const [{ openPair }, { PairView }] = await Promise.all([
        import("./open-pair.ts"),
        import("./pair-view.tsx"),
      ]);
      const pair = await openPair([a, b], bridge.token);
      if (gone) return pair.player.dispose();
      opened = pair;
      setParts({ pair, View: PairView });
    };
    open().catch((error: Error) => !gone && setFailure(error.message));
    return () => {
      gone = true;
      opened?.player.dispose();
    };
  }, [bridge, a, b]);
  return (
    <section class="compare" aria-labelledby="compare-title">
      <div class="compare-page">
        <header class="compare-head">
          <h2 id="compare-title" tabIndex={-1} ref={heading}>
            <Icon name="compare" /> Side by side
          </h2>
          <a class="library-close" href={LIBRARY_HASH}>
            <Icon name="film" /> Episodes
          </a>
          <a class="library-close" href="#">
            <Icon name="back" /> Back to the robot
          </a>
        </header>
        {failure && (
          <p class="library-failure" role="alert">
            <Icon name="warn" />
            <span>{failure}</span>
          </p>
        )}
        {!failure && !parts && <p class="library-wait">Opening both episodes…</p>}
        {parts && <parts.View pair={parts.pair} />}
      </div>
    </section>
  );
};
