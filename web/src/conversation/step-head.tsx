import type { ComponentChildren } from "preact";
import { Icon } from "../frame/icons.tsx";
import type { Step } from "../state/conversation.ts";
import { stateOf } from "./step-state.ts";

/** Who wrote a program, which it is, and how it stands; then what can be done with it. */
export const StepHead = ({ step, children }: { step: Step; children?: ComponentChildren }) => {
  const { tone, label } = stateOf(step);
  return (
    <header class="step-head">
      <span class="step-who">
        <Icon name={step.by === "person" ? "person" : "spark"} />
        {step.by === "person" ? "you" : "agent"}
      </span>
      <span class="step-what">Python{step.action !== null && ` #${step.action}`}</span>
      <span class={`step-state is-${tone}`}>
        {tone === "running" && <span class="spinner" aria-hidden="true" />}
        {tone === "done" && <Icon name="check" />}
        {tone === "error" && <Icon name="cross" />}
        {tone === "stopped" && <span class="stop-mark" aria-hidden="true" />}
        {label}
      </span>
      {children}
    </header>
  );
};
