import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { ConversationView } from "../conversation/conversation-view.tsx";
import { Dock } from "../panels/dock.tsx";
import { SceneView } from "../scene/scene-view.tsx";
import { useStore } from "../state/store.ts";
import { panelPlace } from "./panel-place.ts";
import { setSizes, sizes } from "./sizes.ts";
import { Splitter } from "./splitter.tsx";
import { useCameraAddress } from "./use-camera-address.ts";

/** Neither side becomes narrower than this, CSS pixels. */
const CONVERSATION_PX = 300;
const STAGE_PX = 380;

/** The page's body, live or of an episode: the conversation, and beside it scene, timeline and panels. */
export const MainFrame = ({ inert, timeline }: { inert: boolean; timeline: ComponentChildren }) => {
  const main = useRef<HTMLElement>(null);
  const width = useStore(sizes, ({ conversation }) => conversation);
  const place = useStore(panelPlace, (value) => value);
  useCameraAddress();
  const range = () => {
    const whole = main.current?.offsetWidth ?? 0;
    const now = whole - (main.current?.querySelector<HTMLElement>(".stage")?.offsetWidth ?? 0);
    return { now, min: CONVERSATION_PX, max: whole - STAGE_PX };
  };
  return (
    <main
      class="main"
      ref={main}
      inert={inert}
      style={{ "--conversation-size": width === undefined ? undefined : `${width}px` }}
    >
      <ConversationView />
      <div class={`stage is-${place}`}>
        <Splitter
          axis="x"
          grows={1}
          label="Width of the conversation"
          controls="conversation"
          range={range}
          onMove={(conversation) => setSizes({ conversation })}
          onReset={() => setSizes({ conversation: undefined })}
        />
        <SceneView />
        {timeline}
        <Dock />
      </div>
    </main>
  );
};
