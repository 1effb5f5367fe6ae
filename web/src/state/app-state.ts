import type { Detection, LogLine, Picture, Rehearsal, SessionInfo } from "../../../bridge/protocol/index.ts";
import { type Conversation, emptyConversation } from "./conversation.ts";
import type { Remark } from "./remarks.ts";
import { Store } from "./store.ts";

/** The line between page and bridge. */
export type LinkState =
  | { readonly phase: "connecting" | "open" | "no-token" | "denied" }
  /** "viewer": the server shows episodes and has no robot. "replay": what is shown is an episode, not the line. */
  | { readonly phase: "viewer" | "replay" }
  | { readonly phase: "reconnecting"; readonly attempt: number; readonly retryAtMs: number };

export interface AppState {
  readonly link: LinkState;
  readonly session: SessionInfo | null;
  readonly urdf: string;
  readonly objects: readonly Detection[];
  readonly conversation: Conversation;
  /** Counts up whenever the bridge's list of episodes changed. */
  readonly episodesVersion: number;
  /** The newest lines of the robot's log, oldest first. */
  readonly log: readonly LogLine[];
  /** What the session said for its log, oldest first. */
  readonly remarks: readonly Remark[];
  /** The newest picture of each camera that is watched. */
  readonly pictures: Readonly<Record<string, Picture>>;
  /** The newest state of each rehearsal that this page asked for, by the id of its request. */
  readonly rehearsals: Readonly<Record<string, Rehearsal>>;
  /** What the bridge would not do, until the next request. */
  readonly refusal: { readonly request: string; readonly reason: string } | null;
  /** Set between asking for a stop and its report; with a reason when no stop could be confirmed. */
  readonly stopping:
    | { readonly state: "asked" }
    | { readonly state: "failed"; readonly reason: string }
    | null;
}

/** What a bridge tells anew on every connection, before it told anything. */
export const nothingTold = {
  conversation: emptyConversation,
  log: [],
  remarks: [],
} as const satisfies Partial<AppState>;

/** What belongs to one session of the bridge, before that told anything. */
export const newSession = {
  ...nothingTold,
  urdf: "",
  pictures: {},
  rehearsals: {},
  refusal: null,
  stopping: null,
} as const satisfies Partial<AppState>;

export const createAppStore = (): Store<AppState> =>
  new Store<AppState>({
    ...newSession,
    link: { phase: "connecting" },
    session: null,
    objects: [],
    episodesVersion: 0,
  });
