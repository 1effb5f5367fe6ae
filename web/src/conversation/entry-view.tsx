import { duration, fixed } from "../frame/format.ts";
import { Icon } from "../frame/icons.tsx";
import type { Entry, Estop, Manual, Stop } from "../state/conversation.ts";
import { memo } from "../state/memo.ts";
import { ApprovalCard } from "./approval-card.tsx";
import { EndLine } from "./end-line.tsx";
import { QuestionCard } from "./question-card.tsx";
import { StepView } from "./step-view.tsx";

/** One entry of the conversation; drawn anew only when it changed. `old` ones are folded where they are long. */
export const EntryView = memo(({ entry, old = false }: { entry: Entry; old?: boolean }) => {
  switch (entry.kind) {
    case "instruction":
      return <p class="bubble is-person">{entry.text}</p>;
    case "say":
      return <p class="bubble is-agent">{entry.text}</p>;
    case "step":
      return <StepView step={entry} old={old} />;
    case "question":
      return <QuestionCard question={entry} />;
    case "approval":
      return <ApprovalCard approval={entry} />;
    case "stop":
      return <StopLine stop={entry} />;
    case "estop":
      return <EstopLine estop={entry} />;
    case "manual":
      return <ManualLine manual={entry} />;
    case "notice":
      return (
        <p class={`notice is-${entry.level}`}>
          {entry.level !== "info" && <Icon name="warn" />}
          <span>{entry.text}</span>
        </p>
      );
    case "end":
      return <EndLine end={entry} />;
  }
});

const EstopLine = ({ estop: { latched, text } }: { estop: Estop }) => (
  <div class={`end is-${latched ? "bad" : "good"}`}>
    <strong>
      <Icon name={latched ? "warn" : "check"} />
      {latched ? "Emergency stop" : "Emergency stop reset"}
    </strong>
    <span>{text}</span>
  </div>
);

const ManualLine = ({ manual: { by, text, python } }: { manual: Manual }) => (
  <div class="manual-line">
    <strong>
      <Icon name="manual" />
      Moved by hand
    </strong>
    <span>{text}</span>
    <small>
      by {by}
      {python && (
        <>
          {" · "}
          <code>{python}</code>
        </>
      )}
    </small>
  </div>
);

const StopLine = ({ stop }: { stop: Stop }) => (
  <div class={`stop-line ${stop.stopped ? "" : "is-bad"}`}>
    <strong>
      <span class="stop-mark" aria-hidden="true" />
      {stop.stopped ? `Stopped in ${duration(stop.took_s)}` : "Stop not confirmed"}
    </strong>
    <span>{stop.text}</span>
    <small>
      asked by {stop.by}
      {stop.max_velocity_rad_s !== null &&
        ` · fastest joint measured at ${fixed(stop.max_velocity_rad_s, 4)} rad/s`}
    </small>
  </div>
);
