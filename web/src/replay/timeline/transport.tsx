import { useEffect, useRef } from "preact/hooks";
import { Icon, type IconName } from "../../frame/icons.tsx";
import { useStore } from "../../state/store.ts";
import { SPEEDS } from "../player.ts";
import type { Replay } from "../replay.ts";
import { parseSeconds, secondsText } from "./time-text.ts";

interface Step {
  readonly icon: IconName;
  readonly label: string;
  readonly keys: string;
  readonly go: (replay: Replay) => void;
}

const back: readonly Step[] = [
  { icon: "turnBack", label: "Turn before", keys: "PageUp", go: ({ player }) => player.stepTurn(-1) },
  {
    icon: "callBack",
    label: "Call before",
    keys: "Shift+ArrowLeft",
    go: ({ player }) => player.stepCall(-1),
  },
  { icon: "frameBack", label: "Frame before", keys: "ArrowLeft", go: (replay) => void replay.stepFrame(-1) },
];
const on: readonly Step[] = [
  { icon: "frameOn", label: "Next frame", keys: "ArrowRight", go: (replay) => void replay.stepFrame(1) },
  { icon: "callOn", label: "Next call", keys: "Shift+ArrowRight", go: ({ player }) => player.stepCall(1) },
  { icon: "turnOn", label: "Next turn", keys: "PageDown", go: ({ player }) => player.stepTurn(1) },
];
const keyText: Readonly<Record<string, string>> = {
  PageUp: "Page up",
  PageDown: "Page down",
  "Shift+ArrowLeft": "Shift ←",
  "Shift+ArrowRight": "Shift →",
  ArrowLeft: "←",
  ArrowRight: "→",
};

/** Play and pause, steps, time and speed. */
export const Transport = ({ replay }: { replay: Replay }) => {
  const { player } = replay;
  const playing = useStore(player.state, (state) => state.playing);
  const speed = useStore(player.state, (state) => state.speed);
  return (
    <div class="transport">
      <div class="transport-steps" role="group" aria-label="Play and step">
        {back.map((step) => (
          <StepButton key={step.label} step={step} replay={replay} />
        ))}
        <button
          type="button"
          class="play"
          onClick={() => player.toggle()}
          title={`${playing ? "Pause" : "Play"} (Space)`}
          aria-keyshortcuts="Space"
        >
          <Icon name={playing ? "pause" : "play"} />
          <span class="unseen">{playing ? "Pause" : "Play"}</span>
        </button>
        {on.map((step) => (
          <StepButton key={step.label} step={step} replay={replay} />
        ))}
      </div>
      <TimeField replay={replay} />
      <div class="speed">
        <select
          aria-label="Speed"
          title="Speed ([ slower, ] faster)"
          value={String(speed)}
          aria-keyshortcuts="[ ]"
          onChange={(event) => player.setSpeed(Number(event.currentTarget.value))}
        >
          {SPEEDS.map((choice) => (
            <option key={choice} value={String(choice)}>
              {choice}×
            </option>
          ))}
        </select>
      </div>
    </div>
  );
};

const StepButton = ({ step: { icon, label, keys, go }, replay }: { step: Step; replay: Replay }) => (
  <button
    type="button"
    onClick={() => go(replay)}
    title={`${label} (${keyText[keys]})`}
    aria-keyshortcuts={keys}
  >
    <Icon name={icon} />
    <span class="unseen">{label}</span>
  </button>
);

/** The robot's clock, seconds from the beginning: to read, and to type another moment into. */
const TimeField = ({ replay: { player, story } }: { replay: Replay }) => {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const show = (): void => {
      if (field.current && document.activeElement !== field.current)
        field.current.value = secondsText(player.cursor.timeS);
    };
    show();
    return player.state.subscribe(show);
  }, [player]);
  return (
    <form
      class="time"
      onSubmit={(event) => {
        event.preventDefault();
        const seconds = parseSeconds(field.current?.value ?? "");
        player.pause();
        if (seconds !== null) player.toTime(seconds);
        field.current?.blur();
      }}
    >
      <input
        ref={field}
        aria-label="Robot time, seconds from the beginning"
        title="Type a moment, such as 12.5 or 1:30, and press Enter"
        inputMode="decimal"
        autoComplete="off"
        spellcheck={false}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={(event) => {
          event.currentTarget.value = secondsText(player.cursor.timeS);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
      <span>/ {secondsText(story.endS)} s</span>
    </form>
  );
};
