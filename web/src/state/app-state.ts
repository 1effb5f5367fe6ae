import type { Detection, SessionInfo } from "../../../bridge/protocol/index.ts";
import { type Conversation, emptyConversation } from "./conversation.ts";
import { Store } from "./store.ts";

/** The line between page and bridge. */
export type LinkState =
  | { readonly phase: "connecting" | "open" | "no-token" | "denied" }
  | { readonly phase: "reconnecting"; readonly attempt: number; readonly retryAtMs: number };

export interface AppState {
  readonly link: LinkState;
  readonly session: SessionInfo | null;
  readonly urdf: string;
  readonly objects: readonly Detection[];
  readonly conversation: Conversation;
  /** What the bridge would not do, until the next request. */
  readonly refusal: { readonly request: string; readonly reason: string } | null;
  /** Set between asking for a stop and its report; with a reason when no stop could be confirmed. */
  readonly stopping:
    | { readonly state: "asked" }
    | { readonly state: "failed"; readonly reason: string }
    | null;
}

export const createAppStore = (): Store<AppState> =>
  new Store<AppState>({
    link: { phase: "connecting" },
    session: null,
    urdf: "",
    objects: [],
    conversation: emptyConversation,
    refusal: null,
    stopping: null,
  });
