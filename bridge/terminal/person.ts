import type { Person } from "../agent/agent.ts";
import type { ApprovalRequest } from "../protocol/index.ts";
import { editCode, editorCommand } from "./edit-code.ts";
import { promptLine } from "./prompt.ts";

/**
 * The person at a terminal. Without one, `answer` (the --answer flag) speaks for them where the agent asks, and nobody
 * otherwise; nobody is spoken for where something is to be approved.
 *
 * @param quiet true when standard input or output belongs to something else
 */
export const terminalPerson = (answer: string | undefined, quiet: boolean): Person => {
  const absent = (): boolean => quiet || !process.stdin.isTTY;
  return {
    ask: async (question, options, signal) => {
      if (answer !== undefined) return answer;
      if (absent()) return null;
      const choices = options?.length ? ` [${options.join(" / ")}]` : "";
      return promptLine(`? ${question}${choices} `, signal);
    },
    approve: async (request, signal) => (absent() ? null : decide(request, signal)),
  };
};

type Verdict = Awaited<ReturnType<Person["approve"]>>;

const rejected = (reason: string): Verdict => ({ decision: "reject", code: null, reason, by: "terminal" });
const approved = (code: string | null): Verdict => ({
  decision: "approve",
  code,
  reason: "",
  by: "terminal",
});
const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** Asks until there is an answer; Enter alone is none. What is decided about was printed with the event before. */
const decide = async (request: ApprovalRequest, signal: AbortSignal): Promise<Verdict> => {
  const choices = request.editable ? "[y]es / [n]o, reason / [e]dit" : "[y]es / [n]o, reason";
  for (;;) {
    const line = await promptLine(`approve? ${choices} `, signal);
    if (line === null) return signal.aborted ? null : rejected("the terminal's input ended");
    const [word = "", ...rest] = line.trim().split(/[\s,:]+/);
    const reason = rest.join(" ");
    if (/^y(es)?$/i.test(word) && reason === "") return approved(null);
    if (/^no?$/i.test(word))
      return rejected(reason || (await promptLine("why? (the agent reads it) ", signal)) || "");
    if (!request.editable || !/^e(dit)?$/i.test(word)) {
      say("Type y to approve, or n and a reason to reject.");
      continue;
    }
    const editor = editorCommand();
    if (!editor)
      return rejected(
        (await promptLine("EDITOR is not set; what is to be changed? (the agent reads it) ", signal)) || "",
      );
    const code = await editCode(editor, request.code, signal);
    if (signal.aborted) return null;
    if (code !== null && code !== request.code) return approved(code);
    say("Nothing was changed.");
  }
};
