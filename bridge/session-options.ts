import type { Person } from "./agent/agent.ts";
import type { Limits } from "./executor/limits.ts";
import type { ActionModeName, ApprovalMode, Price, Profile, SandboxLevel } from "./protocol/index.ts";

/** What a session is made of; the command line turns its flags into this. */
export interface SessionOptions {
  /** "sim" starts the embedded simulator; else the ws:// address of a rosbridge server. */
  readonly robot: string;
  /** A profile, the name of a shipped one, or the path of a file; when not given, what fits the robot. */
  readonly profile?: string | Profile | undefined;
  readonly scene: string;
  readonly seed: number;
  readonly clock: "realtime" | "fast";
  /** How the agent acts; the offline planner can only do so by code. */
  readonly mode: ActionModeName;
  readonly model: { readonly baseUrl?: string; readonly apiKey?: string; readonly name: string } | null;
  /** Whether the model is sent the pictures of an observation; when not given, it is. */
  readonly showImages?: boolean;
  /** What the model costs, for the person to see; when not given, only tokens are told. */
  readonly price?: Price | null;
  readonly modelTimeoutS: number;
  readonly contextTokens: number | undefined;
  readonly maxTurns: number;
  readonly actionTimeoutS: number;
  /** "auto": the strictest that starts here. */
  readonly sandbox: SandboxLevel | "auto";
  /** What a program may use; the defaults when not given. */
  readonly limits?: Limits;
  /** Which actions a person must approve; when not given, none on a simulator and those that move on a robot. */
  readonly approve?: ApprovalMode;
  /** Wall seconds after which a request for approval counts as rejected. */
  readonly approveTimeoutS?: number;
  /** Folder of what outlives an episode (memory.*, skills.*); null or not given: it goes with the session. */
  readonly memory?: string | null;
  /** Whether what the session keeps goes with it, though it finds what is in that folder. */
  readonly forgets?: boolean;
  /** What becomes of a task whose recording fails; go-on when not given. */
  readonly onRecordingFailure?: "go-on" | "stop";
}

export interface SessionHooks {
  /** Told what takes longer than a moment, a line each. */
  readonly progress: (line: string) => void;
  readonly person: Person;
}
