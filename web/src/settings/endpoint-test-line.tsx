import type { EndpointTest } from "../../../bridge/protocol/index.ts";
import { Icon } from "../frame/icons.tsx";
import type { Draft, Faults } from "./draft.ts";
import { Problem } from "./fields.tsx";
import { type Asked, aboutEndpoint, type SettingsForm } from "./settings-form.ts";

/** Tries the endpoint as it stands in the fields, before anything is applied. */
export const EndpointTestLine = ({
  form,
  test,
  draft,
  faults,
}: {
  form: SettingsForm;
  test: Asked<EndpointTest>;
  draft: Draft;
  faults: Faults;
}) => {
  const shown = test.state !== "idle" && test.about === aboutEndpoint(draft) ? test : null;
  return (
    <div class="settings-try">
      <button
        type="button"
        class="quiet-button"
        disabled={test.state === "asking" || Boolean(faults.baseUrl ?? faults.model)}
        onClick={() => void form.test()}
      >
        {test.state === "asking" ? <span class="spinner" /> : <Icon name="play" />}
        Test
      </button>
      <div class="settings-told" role="status">
        {shown?.state === "asking" && "Asking for one word…"}
        {shown?.state === "told" && <Told answer={shown.answer} />}
        {!shown && "Asks the model for one word. Nothing is applied."}
      </div>
      {shown?.state === "failed" && <Problem>{shown.reason}</Problem>}
    </div>
  );
};

const seconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} s`;

const Told = ({ answer: { text, first_word_s, took_s, usage, notices } }: { answer: EndpointTest }) => (
  <>
    <p class="is-good">
      <Icon name="check" />
      {text === "" ? "It answered, without a word." : `It said “${text}”.`}
    </p>
    <p>
      {first_word_s !== null && `First word after ${seconds(first_word_s)}, `}
      {first_word_s === null ? "Answer" : "whole answer"} after {seconds(took_s)};{" "}
      {usage ? `${usage.prompt} tokens read, ${usage.completion} written.` : "it does not tell its tokens."}
    </p>
    {notices.map((notice) => (
      <p key={notice}>{notice}</p>
    ))}
  </>
);
