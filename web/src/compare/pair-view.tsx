import { useMemo } from "preact/hooks";
import { episodeHash } from "../library/route.ts";
import { SceneView } from "../scene/scene-view.tsx";
import { alignTurns, turnsOf } from "./align.ts";
import { BranchContext } from "./branch-context.tsx";
import { BranchTurn } from "./branch-turn.tsx";
import { compareFacts } from "./facts.ts";
import { FactsTable } from "./facts-table.tsx";
import { differingLines } from "./line-difference.ts";
import type { Branch, Pair } from "./open-pair.ts";
import { PairTransport } from "./pair-transport.tsx";

/** Two episodes side by side: scenes that play together, what they came to, and turn by turn what each did. */
export const PairView = ({ pair }: { pair: Pair }) => {
  const { a, b, kinship, player } = pair;
  const facts = useMemo(
    () =>
      compareFacts(
        { ...a, events: a.open.replay.episode.events },
        { ...b, events: b.open.replay.episode.events },
      ),
    [a, b],
  );
  const from = kinship?.turn ?? 0;
  const rows = useMemo(
    () =>
      alignTurns(turnsOf(a.conversation), turnsOf(b.conversation), from).map((row) => ({
        ...row,
        marked: differingLines(row.a?.step?.code ?? "", row.b?.step?.code ?? ""),
      })),
    [a, b, from],
  );
  return (
    <>
      <p class="compare-kin">
        {kinship
          ? `${kinship.text}${sharedText(kinship.turn - 1)}`
          : "Neither went on from the other: they stand beside each other from their starts."}
      </p>
      <div class="compare-scenes">
        <BranchScene name="A" branch={a} />
        <BranchScene name="B" branch={b} />
      </div>
      <PairTransport player={player} />
      <FactsTable facts={facts} />
      {rows.map((row, i) => {
        const same = row.a?.step?.code != null && row.a.step.code === row.b?.step?.code;
        return (
          <section key={i} class="compare-turn" aria-label={`Turn ${row.turn}`}>
            <h3>
              {row.turn > 0 ? `Turn ${row.turn}` : "Without turns"}
              {same && <span>the same program</span>}
            </h3>
            <div class="compare-row">
              <BranchContext branch={a}>
                <BranchTurn branch={a} name="A" turn={row.a} marked={row.b?.step ? row.marked.a : null} />
              </BranchContext>
              <BranchContext branch={b}>
                <BranchTurn branch={b} name="B" turn={row.b} marked={row.a?.step ? row.marked.b : null} />
              </BranchContext>
            </div>
          </section>
        );
      })}
    </>
  );
};

/** @param turns that both have, from the first on */
const sharedText = (turns: number): string => {
  if (turns < 1) return "";
  return turns === 1
    ? " Turn 1 is the same and not shown."
    : ` Turns 1 to ${turns} are the same and not shown.`;
};

const BranchScene = ({ name, branch }: { name: "A" | "B"; branch: Branch }) => (
  <figure class="compare-scene">
    <figcaption>
      <span class={`compare-badge is-${name}`}>{name}</span>
      <a href={episodeHash(branch.id)} title="Open its replay">
        {branch.title}
      </a>
    </figcaption>
    <BranchContext branch={branch}>
      <SceneView />
    </BranchContext>
  </figure>
);
