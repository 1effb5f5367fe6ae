import { ActionModeName } from "../../../bridge/protocol/index.ts";
import type { LinkState } from "../state/app-state.ts";
import { actsBy } from "./acts-by.ts";
import { Chip } from "./chip.tsx";
import { useAppState } from "./context.ts";
import { duration } from "./format.ts";
import { type Freshness, useFreshness } from "./freshness.ts";
import { useSecondsTo } from "./seconds-to.ts";

/** Who plans, in what sandbox, on what robot, and whether what is seen is of now. */
export const StatusChips = ({ replay }: { replay: boolean }) => {
  const known = useAppState((state) => state.session);
  // Who plans and in what sandbox is of the live session, and would be taken for the replay's.
  const session = replay ? null : known;
  const link = useAppState((state) => state.link);
  const freshness = useFreshness();
  return (
    <div class="chips">
      <ConnectionChip link={link} freshness={freshness} prefix={replay ? "robot behind: " : ""} />
      {session?.planner === "offline" && (
        <Chip tone="warn" label="no model: offline rule planner">
          <p>
            No language model is set, so a built-in planner with fixed rules answers. It knows words such as
            pick, put, stack, sort, push and home.
          </p>
          <p>
            To use a model, say which in the <a href="#settings">settings</a>, or at the start:
          </p>
          <pre>
            {"OPENAI_API_KEY=… npm start\nnpm start -- --base-url http://127.0.0.1:11434/v1 --model NAME"}
          </pre>
        </Chip>
      )}
      {session?.planner === "model" && (
        <Chip tone="plain" label={session.model}>
          <p>
            The model <strong>{session.model}</strong> plans, and acts by {waysOfActing(session.mode)}.
          </p>
        </Chip>
      )}
      {session && (
        <Chip
          tone={session.sandbox === "none" ? "warn" : "plain"}
          label={session.sandbox === "none" ? "no sandbox" : `sandbox ${session.sandbox}`}
        >
          <SandboxNote level={session.sandbox} />
        </Chip>
      )}
      {session && session.approve !== "never" && (
        <Chip tone="plain" label={session.approve === "motion" ? "asks before motion" : "asks before all"}>
          <p>
            {session.approve === "motion"
              ? "A program of the agent that may move something waits until you approve it."
              : "Every program of the agent waits until you approve it."}{" "}
            Set by <code>--approve</code>.
          </p>
        </Chip>
      )}
      {session?.clock === "fast" && (
        <Chip tone="plain" label="fast clock">
          <p>The simulator runs as fast as it can while something moves, and stands still otherwise.</p>
        </Chip>
      )}
    </div>
  );
};

const waysOfActing = (mode: string): string => {
  const known = ActionModeName.safeParse(mode);
  return known.success ? actsBy[known.data].words : mode;
};

/** What a level of sandbox means. */
export const SandboxNote = ({ level }: { level: string }) => {
  if (level === "none")
    return (
      <>
        <p>
          Nothing keeps the agent's Python in: it runs with your own rights on this machine. The robot is
          still reached through the safety gate only.
        </p>
        <p>What is missing for a sandbox, and how to get it, is told by</p>
        <pre>codeact-ros doctor</pre>
      </>
    );
  if (level === "sandbox-exec")
    return <p>The agent's Python runs in macOS's own sandbox, without network and without your files.</p>;
  if (level === "self")
    return <p>The agent's Python has no network and may start no programs (Landlock and seccomp).</p>;
  return (
    <p>
      The agent's Python runs in its own namespaces, without network and without your files (bubblewrap,
      Landlock, seccomp).
    </p>
  );
};

/** `prefix` says of what it is the state, where that is not what is seen. */
const ConnectionChip = ({
  link,
  freshness,
  prefix,
}: {
  link: LinkState;
  freshness: Freshness;
  prefix: string;
}) => {
  const session = useAppState((state) => state.session);
  const left = useSecondsTo(link.phase === "reconnecting" ? link.retryAtMs : null);
  const robot = session && (
    <p>
      Robot <strong>{session.robot}</strong> at <code>{session.robot_url}</code>
      {session.scene !== null && `, scene ${session.scene}`}
      {session.seed !== null && `, seed ${session.seed}`}.
    </p>
  );
  if (link.phase === "connecting")
    return (
      <Chip tone="warn" label={`${prefix}connecting…`}>
        <p>The page is calling the bridge.</p>
      </Chip>
    );
  if (link.phase === "reconnecting")
    return (
      <Chip
        tone="bad"
        label={prefix + (left > 0 ? `bridge lost, retry in ${left} s` : "bridge lost, retrying…")}
      >
        <p>
          The bridge does not answer. See whether it still runs in its terminal. Nothing that you send now is
          kept for later.
        </p>
      </Chip>
    );
  if (session && session.connection !== "connected")
    return (
      <Chip
        tone="bad"
        label={prefix + (session.connection === "closed" ? "robot closed" : `robot ${session.connection}…`)}
      >
        <p>The bridge has no connection to the robot and sends it nothing.</p>
        {robot}
      </Chip>
    );
  if (freshness.state === "stale")
    return (
      <Chip tone="bad" label={`${prefix}stale, ${duration(freshness.ageS)} old`}>
        <p>No new joint states arrive. The robot may stand elsewhere than drawn.</p>
        {robot}
      </Chip>
    );
  if (freshness.state === "waiting")
    return (
      <Chip tone="warn" label={`${prefix}waiting for the robot`}>
        <p>No joint state has arrived yet.</p>
        {robot}
      </Chip>
    );
  return (
    <Chip tone="good" label={`${prefix}live`}>
      {robot ?? <p>Connected.</p>}
    </Chip>
  );
};
