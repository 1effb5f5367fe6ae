import { useApp, useAppState } from "../frame/context.ts";
import { EstopReset } from "../frame/estop-reset.tsx";
import { duration, fixed } from "../frame/format.ts";
import { useFreshness } from "../frame/freshness.ts";
import { SandboxNote } from "../frame/status-chips.tsx";
import type { Conversation, Estop, Stop } from "../state/conversation.ts";
import type { Nearness } from "./safety-nearness.ts";
import { useNearness } from "./use-nearness.ts";

const groups = [
  { group: "speed", title: "Speed" },
  { group: "force", title: "Force" },
  { group: "space", title: "Space" },
  { group: "joint", title: "Joints in their range" },
] as const satisfies readonly { group: Nearness["group"]; title: string }[];

/** What keeps the robot, and the machine, from harm: and how near the robot is to what it is held to. */
export const SafetyPanel = () => (
  <div class="safety">
    <div class="safety-state">
      <EstopState />
      <LastStop />
      <ProgramLimits />
    </div>
    <Limits />
  </div>
);

const EstopState = () => {
  const { replay } = useApp();
  const by = useAppState((state) => state.session?.estop ?? null);
  const refusal = useAppState((state) => state.refusal);
  if (replay) return null;
  return (
    <section class={`safety-card${by === null ? "" : " is-bad"}`} aria-label="Emergency stop">
      <h3>Emergency stop</h3>
      {by === null ? (
        <p>
          Not latched. <kbd>Shift</kbd>+<kbd>Esc</kbd> or the red button latches it: every motion is refused
          then, until somebody resets it.
        </p>
      ) : (
        <>
          <p>
            <strong>Latched by {by}.</strong> Every motion is refused until it is reset.
            {refusal?.request === "estop_reset" && <span> {refusal.reason}</span>}
          </p>
          <EstopReset />
        </>
      )}
    </section>
  );
};

const lastStop = ({ entries }: Conversation): Stop | Estop | null => {
  const found = entries.findLast(
    (entry) => entry.kind === "stop" || (entry.kind === "estop" && entry.latched),
  );
  return found?.kind === "stop" || found?.kind === "estop" ? found : null;
};

const LastStop = () => {
  const stop = useAppState(({ conversation }) => lastStop(conversation));
  return (
    <section
      class={`safety-card${stop?.kind === "stop" && !stop.stopped ? " is-bad" : ""}`}
      aria-label="Last stop"
    >
      <h3>Last stop</h3>
      {stop === null ? (
        <p>Nothing was stopped yet.</p>
      ) : (
        <>
          <p>{stop.text}</p>
          {stop.kind === "stop" && (
            <p class="safety-small">
              by {stop.by}, {stop.stopped ? "standing after" : "not seen standing after"}{" "}
              {duration(stop.took_s)}
              {stop.max_velocity_rad_s !== null &&
                `; fastest joint then ${fixed(stop.max_velocity_rad_s, 3)} rad/s`}
            </p>
          )}
        </>
      )}
    </section>
  );
};

const approvalWords = {
  never: "The agent's programs run without asking. Each motion still passes the safety gate.",
  motion: "A program of the agent that may move something waits until you approve it.",
  always: "Every program of the agent waits until you approve it.",
} as const;

const ProgramLimits = () => {
  const { replay } = useApp();
  const session = useAppState((state) => state.session);
  if (!session) return null;
  return (
    <section class={`safety-card${session.sandbox === "none" ? " is-warn" : ""}`} aria-label="Programs">
      <h3>Programs</h3>
      <p>
        <strong>{session.sandbox === "none" ? "No sandbox" : `Sandbox ${session.sandbox}`}</strong>
      </p>
      <SandboxNote level={session.sandbox} />
      {!replay && (
        <>
          <p>
            <strong>Approval: {session.approve}</strong>
          </p>
          <p>{approvalWords[session.approve]}</p>
        </>
      )}
    </section>
  );
};

const Limits = () => {
  const { replay } = useApp();
  const told = useAppState(({ session }) => session?.safety !== null && session?.safety !== undefined);
  const { limits, all } = useNearness();
  const freshness = useFreshness();
  const stale = freshness.state === "stale";
  return (
    <section class={`safety-limits${stale ? " is-stale" : ""}`} aria-label="Limits">
      {stale && <p class="safety-age">measured {duration(freshness.ageS)} ago</p>}
      {!told && (
        <p class="silent">
          {replay
            ? "What the gate held the robot to is not recorded; these are the limits of its own description."
            : "The bridge has not told what it holds the robot to; these are the limits of its own description."}
        </p>
      )}
      {all.length === 0 && <p class="silent">Nothing that has a limit is measured yet.</p>}
      <div class="safety-groups">
        {groups.map(({ group, title }) => {
          const found = all.filter((one) => one.group === group);
          if (found.length === 0) return null;
          return (
            <section key={group} class="safety-group" aria-label={title}>
              <h3>{title}</h3>
              {found.map(({ key, ...one }) => (
                <Bar key={key} {...one} />
              ))}
            </section>
          );
        })}
      </div>
      {limits.commands_per_s > 0 && (
        <p class="safety-small">At most {limits.commands_per_s} commands a second reach the robot.</p>
      )}
    </section>
  );
};

const levelWords = { clear: "", near: "near", at: "at the limit" } as const;

const Bar = ({ name, value, left, share, place, level }: Omit<Nearness, "key">) => (
  <div class={`bar is-${level}`}>
    <span class="bar-name">{name}</span>
    <span class="bar-value">{value}</span>
    <div
      class={place === undefined ? "bar-track" : "bar-track is-range"}
      role="meter"
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      aria-valuetext={[value, left, levelWords[level]].filter(Boolean).join(", ")}
    >
      {place === undefined ? (
        <span class="bar-fill" style={{ width: `${(share * 100).toFixed(1)}%` }} />
      ) : (
        <span class="bar-mark" style={{ left: `${(place * 100).toFixed(1)}%` }} />
      )}
    </div>
    <span class="bar-left">
      {level !== "clear" && <strong>{levelWords[level]}</strong>} {left}
    </span>
  </div>
);
