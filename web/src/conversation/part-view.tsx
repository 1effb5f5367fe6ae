import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../frame/icons.tsx";
import type { useStepLinks } from "../replay/use-step-links.ts";
import type { Part } from "../state/conversation.ts";
import { memo } from "../state/memo.ts";
import { Picture } from "./picture.tsx";

/** A piece of what an action gave: output, measured motion, a refusal, or a picture. */
export const PartView = memo(({ part, links }: { part: Part; links: ReturnType<typeof useStepLinks> }) => {
  switch (part.kind) {
    case "output":
      return <Output part={part} />;
    case "receipt":
      return (
        <p
          class={`receipt${links ? " is-linked" : ""}`}
          {...(links && {
            role: "button",
            tabIndex: 0,
            title: "Its motion is shown in the scene; a click goes to its moment",
            onPointerEnter: () => links.onReceipt(part.call),
            onPointerLeave: () => links.onReceipt(null),
            onFocus: () => links.onReceipt(part.call),
            onBlur: () => links.onReceipt(null),
            onClick: () => links.toReceipt(part.call),
            onKeyDown: (event: KeyboardEvent) => {
              if (event.key === "Enter") links.toReceipt(part.call);
            },
          })}
        >
          <Icon name="move" />
          <span>
            <code>{part.name}</code> {part.text}
          </span>
        </p>
      );
    case "failure":
      return (
        <div class="failure">
          <strong>
            {part.error.code} <code>{part.name}</code>
          </strong>
          <span>{part.error.message}</span>
        </div>
      );
    case "image":
      return <Picture picture={part} />;
  }
});

/** Within this of its end, pixels, output that comes is followed. */
const NEAR_PX = 30;

/** What a program printed, as it comes: its end stays in view unless the reader has scrolled up. */
const Output = ({ part: { stream, text } }: { part: Extract<Part, { kind: "output" }> }) => {
  const box = useRef<HTMLPreElement>(null);
  /** Null before it is drawn: what is long already then is read from its top. */
  const atEnd = useRef<boolean | null>(null);
  useEffect(() => {
    if (!box.current) return;
    const { scrollHeight, clientHeight } = box.current;
    atEnd.current ??= scrollHeight - clientHeight < NEAR_PX;
    if (atEnd.current) box.current.scrollTop = scrollHeight;
  }, [text]);
  return (
    <pre
      class={`output is-${stream}`}
      tabIndex={0}
      role="group"
      aria-label={stream === "stderr" ? "Error output" : "Output"}
      ref={box}
      onScroll={({ currentTarget }) => {
        const { scrollHeight, scrollTop, clientHeight } = currentTarget;
        atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
      }}
    >
      {text.replace(/\n$/, "")}
    </pre>
  );
};
