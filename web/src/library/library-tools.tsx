import type { EpisodeSummary } from "../../../bridge/protocol/index.ts";
import { Icon } from "../frame/icons.tsx";
import { outcomeKind, outcomeKinds } from "./outcomes.ts";
import { type Selection, type SortOrder, withWords } from "./select-episodes.ts";

const orders: readonly { readonly order: SortOrder; readonly label: string }[] = [
  { order: "newest", label: "Newest first" },
  { order: "oldest", label: "Oldest first" },
  { order: "longest", label: "Longest first" },
  { order: "largest", label: "Largest first" },
  { order: "title", label: "By title" },
];

/** Search, filter by outcome, and order. A filter tells how many it would show of what the words find. */
export const LibraryTools = ({
  episodes,
  selection,
  select,
}: {
  episodes: readonly EpisodeSummary[];
  selection: Selection;
  select: (selection: Selection) => void;
}) => {
  const found = withWords(episodes, selection.words);
  const filters = [
    { kind: null, label: "All", size: found.length },
    ...outcomeKinds.map(({ kind, label }) => ({
      kind,
      label,
      size: found.filter((episode) => outcomeKind(episode) === kind).length,
    })),
  ];
  return (
    <div class="library-tools" role="search">
      <label class="library-search">
        <span class="unseen">Search episodes</span>
        <Icon name="search" />
        <input
          type="search"
          placeholder="Search by words, model, robot…"
          autocomplete="off"
          spellcheck={false}
          value={selection.words}
          onInput={({ currentTarget }) => select({ ...selection, words: currentTarget.value })}
        />
      </label>
      <label class="library-order">
        <span class="unseen">Order</span>
        <select
          value={selection.order}
          onChange={({ currentTarget }) => select({ ...selection, order: currentTarget.value as SortOrder })}
        >
          {orders.map(({ order, label }) => (
            <option key={order} value={order}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot stand in a row */}
      <div class="library-filters" role="group" aria-label="Outcome">
        {filters.map(({ kind, label, size }) => (
          <button
            key={label}
            type="button"
            class={kind ? `is-${kind}` : undefined}
            aria-pressed={selection.outcome === kind}
            disabled={size === 0 && kind !== null && selection.outcome !== kind}
            onClick={() => select({ ...selection, outcome: kind })}
          >
            {label}
            <span class="library-count">{size}</span>
          </button>
        ))}
      </div>
    </div>
  );
};
