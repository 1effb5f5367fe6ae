import { Icon } from "../frame/icons.tsx";
import type { Part } from "../state/conversation.ts";
import { memo } from "../state/memo.ts";

/** A piece of what an action gave: output, measured motion, a refusal, or a picture. */
export const PartView = memo(({ part }: { part: Part }) => {
  switch (part.kind) {
    case "output":
      return (
        <pre
          class={`output is-${part.stream}`}
          tabIndex={0}
          role="group"
          aria-label={part.stream === "stderr" ? "Error output" : "Output"}
        >
          {part.text.replace(/\n$/, "")}
        </pre>
      );
    case "receipt":
      return (
        <p class="receipt">
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
      return (
        <figure class="picture">
          {part.dataBase64 ? (
            <img src={`data:image/png;base64,${part.dataBase64}`} alt={`Picture: ${part.source}`} />
          ) : (
            <p class="silent">This picture is no longer kept.</p>
          )}
          <figcaption>{part.source}</figcaption>
        </figure>
      );
  }
});
