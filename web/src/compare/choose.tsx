import { Icon } from "../frame/icons.tsx";
import { Store, useStore } from "../state/store.ts";

/** The episode for which another one is chosen in the list; null while none is. */
export const chosenFirst = new Store<{ readonly id: string; readonly title: string } | null>(null);

/** Says in the list that an episode is to be chosen. */
export const ChoosingLine = () => {
  const first = useStore(chosenFirst, (chosen) => chosen);
  if (!first) return null;
  return (
    <p class="compare-choosing" role="status">
      <Icon name="compare" />
      <span>
        Choose the episode to put beside <strong>{first.title}</strong>
      </span>
      <button type="button" onClick={() => chosenFirst.set(null)}>
        Cancel
      </button>
    </p>
  );
};
