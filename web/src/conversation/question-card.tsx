import { useRef, useState } from "preact/hooks";
import { useApp } from "../frame/context.ts";
import type { Question } from "../state/conversation.ts";

/** A question of the agent: answered by a button, its number or in words, and then kept with its answer. */
export const QuestionCard = ({ question }: { question: Question }) => {
  const { replay } = useApp();
  if (question.answer !== undefined)
    return (
      <>
        <p class="bubble is-agent">{question.text}</p>
        {question.answer === null ? (
          <p class="notice is-info">
            <span>not answered</span>
          </p>
        ) : (
          <p class="bubble is-person">{question.answer}</p>
        )}
      </>
    );
  if (replay)
    return (
      <div class="question">
        <p>{question.text}</p>
        {question.options && <p class="silent">{question.options.join(" · ")}</p>}
        <p class="silent">waits for an answer</p>
      </div>
    );
  return <OpenQuestion question={question} />;
};

const OpenQuestion = ({ question }: { question: Question }) => {
  const { bridge } = useApp();
  const [own, setOwn] = useState("");
  const choices = useRef<HTMLDivElement>(null);
  const options = question.options ?? [];
  const answer = (text: string): void => {
    if (text.trim()) bridge?.answer(question.questionId, text.trim());
  };
  /** Numbers answer, arrows go from option to option: from anywhere in the card but where words are written. */
  const onKey = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
    const named = /^[1-9]$/.test(event.key) ? options[Number(event.key) - 1] : undefined;
    if (named !== undefined) {
      event.preventDefault();
      return answer(named);
    }
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const buttons = [...(choices.current?.querySelectorAll("button") ?? [])];
    if (by === undefined || buttons.length === 0) return;
    event.preventDefault();
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[(at + by + buttons.length) % buttons.length]?.focus();
  };
  return (
    <form
      class="question"
      aria-label={`Question: ${question.text}`}
      onSubmit={(event) => {
        event.preventDefault();
        answer(own);
      }}
      onKeyDown={onKey}
    >
      <p>{question.text}</p>
      {options.length > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend would say the question twice
        <div class="options" role="group" aria-label="Answers to choose from" ref={choices}>
          {options.map((option, i) => (
            <button
              key={option}
              type="button"
              onClick={() => answer(option)}
              aria-keyshortcuts={i < 9 ? String(i + 1) : undefined}
            >
              {i < 9 && options.length > 1 && <kbd aria-hidden="true">{i + 1}</kbd>}
              {option}
            </button>
          ))}
        </div>
      )}
      <div class="own-answer">
        <input
          value={own}
          onInput={(event) => setOwn(event.currentTarget.value)}
          aria-label={`Your answer to: ${question.text}`}
          placeholder={options.length > 0 ? "or in your own words" : "your answer"}
        />
        <button type="submit" disabled={own.trim() === ""}>
          Answer
        </button>
      </div>
    </form>
  );
};
