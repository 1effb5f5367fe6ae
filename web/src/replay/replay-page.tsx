import { useMemo } from "preact/hooks";
import { ConversationView } from "../conversation/conversation-view.tsx";
import { Announcer } from "../frame/announcer.tsx";
import { type App, AppContext, useApp } from "../frame/context.ts";
import { Dock } from "../panels/dock.tsx";
import { SceneView } from "../scene/scene-view.tsx";
import type { OpenReplay } from "./replay-opener.ts";

/** The live page's own parts, fed by an episode; nothing in here reaches a robot. */
export const ReplayPage = ({ shown, inert }: { shown: OpenReplay; inert: boolean }) => {
  const live = useApp();
  const { replay, parts } = shown;
  const app = useMemo<App>(
    () => ({
      store: replay.store,
      robot: replay.robot,
      bridge: null,
      opener: live.opener,
      replay: shown,
      live,
    }),
    [shown, live],
  );
  return (
    <AppContext.Provider value={app}>
      <main class="main" inert={inert}>
        <ConversationView />
        <div class="stage has-timeline">
          <SceneView />
          <parts.Timeline replay={replay} />
          <Dock />
        </div>
      </main>
      <Announcer />
    </AppContext.Provider>
  );
};
