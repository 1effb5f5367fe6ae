import { useState } from "preact/hooks";
import { useApp } from "../frame/context.ts";
import type { Question } from "../state/conversation.ts";

/** A question of the agent: answered by a button or in words, and then kept with its answer. */
export const QuestionCard = ({ question }: { question: Question }) => {
  const { bridge, replay } = useApp();
  const [own, setOwn] = useState("");
  const answer = (text: string): void => {
    if (text.trim()) bridge?.answer(question.questionId, text.trim());
  };
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
  return (
    <form
      class="question"
      onSubmit={(event) => {
        event.preventDefault();
        answer(own);
      }}
    >
      <p>{question.text}</p>
      {question.options && question.options.length > 0 && (
        <div class="options">
          {question.options.map((option) => (
            <button key={option} type="button" onClick={() => answer(option)}>
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
          placeholder={question.options ? "or in your own words" : "your answer"}
        />
        <button type="submit" disabled={own.trim() === ""}>
          Answer
        </button>
      </div>
    </form>
  );
};
