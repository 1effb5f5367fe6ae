import { episodePath } from "../episode/episode-id.ts";
import type { Recordings } from "../episode/recordings.ts";
import { type FromPage, type ToPage, UserError } from "../protocol/index.ts";
import type { OnRequest } from "../server/page-client.ts";
import type { PagePerson } from "../server/page-person.ts";
import type { Session } from "../session.ts";
import { reachRequests } from "./reach-requests.ts";

type Op = FromPage["op"];
type Requests = {
  [O in Op]: (message: Extract<FromPage, { op: O }>, client: string) => Promise<ToPage | void> | void;
};

export interface PageRequestOptions {
  readonly session: Session;
  readonly person: PagePerson;
  /** Where the episode of a task is recorded. */
  readonly recordings: Recordings;
  /** Told when a task began or ended. */
  readonly onTask: () => void;
  /** Told when an episode is in its file. */
  readonly onRecorded: () => void;
}

/** @throws UserError on a robot that has no twin */
const rehearsalsOf = ({ rehearsals, robot }: Session): NonNullable<Session["rehearsals"]> => {
  if (rehearsals) return rehearsals;
  throw new UserError(
    `Robot "${robot.profile.name}" is not the embedded simulator: there is no twin of it to rehearse in. Read the code, or try it with --robot sim first.`,
  );
};

/** Does what the page asks for; rejects with a readable Error, which the page then shows. */
export const pageRequests = (options: PageRequestOptions): OnRequest => {
  const { session, person, recordings, onTask, onRecorded } = options;
  /** The task itself tells its end by events; what the page asked for is only its start. */
  const begin = (title: string, task: (file: string) => Promise<unknown>): void => {
    if (session.busy) throw new UserError("Busy with another task. Wait for its end, or press Stop first.");
    if (session.manual.active)
      throw new UserError("The robot is being moved by hand. Release the button, then begin the task.");
    const file = recordings.begin(title);
    const running = task(file);
    onTask();
    running
      .catch((error: Error) => session.events.emit({ type: "notice", level: "error", text: error.message }))
      .finally(() => {
        recordings.end(file);
        onTask();
        onRecorded();
      });
  };
  const requests: Requests = {
    instruct: ({ text }) => begin(text, (file) => session.instruct(text, file)),
    exec: ({ code }) => begin("console", (file) => session.exec(code, file)),
    fork: ({ episode, turn, code, instruction }) => {
      const file = episodePath(recordings.folder, episode);
      if (recordings.isRecording(episode))
        throw new UserError("This episode is being recorded. Wait for its end, then go on from it.");
      begin(instruction ?? `fork ${episode.replace(/^[\dTZ-]+_/, "")}`, (out) =>
        session.fork({ file, turn, code, instruction, by: "page", out }),
      );
    },
    answer: ({ question_id, text }) => person.answer(question_id, text),
    stop: () => session.stop("page"),
    estop: () => session.estop("page"),
    estop_reset: () => session.resetEstop("page"),
    approve: ({ approval_id, decision, code, reason }) =>
      person.decide(approval_id, { decision, code, reason }),
    manual_start: ({ hold, move }, client) => session.manual.start({ client, hold, move, by: "page" }),
    manual_hold: ({ hold }, client) => session.manual.sign(client, hold),
    manual_release: ({ hold }, client) => session.manual.release(client, hold),
    // Which cameras a page watches is between it and the server, which does not ask here.
    watch: () => {},
    reach: reachRequests(session),
    rehearse: async ({ id, code }) => ({
      ...rehearsalsOf(session).rehearse({ id, code }),
      op: "rehearsal",
    }),
    rehearse_cancel: ({ id }) => session.rehearsals?.cancel("nobody waits for it any more", id),
  };
  return async (message, client) =>
    (requests[message.op] as (message: FromPage, client: string) => Promise<ToPage | void> | void)(
      message,
      client,
    );
};
