import { fixed } from "../frame/format.ts";
import { Icon } from "../frame/icons.tsx";
import { useStore } from "../state/store.ts";
import type { PairPlayer } from "./pair-player.ts";

/** Plays both together, and goes to a moment of both. */
export const PairTransport = ({ player }: { player: PairPlayer }) => {
  const { atS, playing } = useStore(player.state, (state) => state);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot stand in a row
    <div class="compare-transport" role="group" aria-label="Play both together">
      <button type="button" class="run" onClick={() => player.toggle()}>
        <Icon name={playing ? "pause" : "play"} /> {playing ? "Pause" : "Play both"}
      </button>
      <input
        type="range"
        min={0}
        max={player.lengthS}
        step={0.01}
        value={atS}
        aria-label="Moment of both episodes"
        aria-valuetext={`${fixed(atS, 1)} seconds of ${fixed(player.lengthS, 1)}`}
        onInput={({ currentTarget }) => {
          player.pause();
          player.goTo(Number(currentTarget.value));
        }}
      />
      <span class="compare-time">
        {fixed(atS, 1)} / {fixed(player.lengthS, 1)} s
      </span>
    </div>
  );
};
