import { ConversationView } from "./conversation/conversation-view.tsx";
import { Announcer } from "./frame/announcer.tsx";
import { type App, AppContext, useApp, useAppState } from "./frame/context.ts";
import { EstopBanner } from "./frame/estop-banner.tsx";
import { Header } from "./frame/header.tsx";
import { Locked } from "./frame/locked.tsx";
import { NoRobot } from "./frame/no-robot.tsx";
import { LibraryView } from "./library/library-view.tsx";
import { useLibraryOpen } from "./library/route.ts";
import { Dock } from "./panels/dock.tsx";
import { DropZone } from "./replay/drop-zone.tsx";
import { ReplayBanner } from "./replay/replay-banner.tsx";
import { ReplayNotice } from "./replay/replay-notice.tsx";
import { ReplayPage } from "./replay/replay-page.tsx";
import { SceneView } from "./scene/scene-view.tsx";
import { useStore } from "./state/store.ts";

export const AppView = ({ app }: { app: App }) => (
  <AppContext.Provider value={app}>
    <Page />
  </AppContext.Provider>
);

const Page = () => {
  const phase = useAppState(({ link }) => link.phase);
  const library = useLibraryOpen();
  const { opener } = useApp();
  const shown = useStore(opener.state, (state) => state);
  const replay = shown.phase === "open" ? shown : null;
  const overlays = (
    <>
      <ReplayNotice />
      <DropZone />
    </>
  );
  // A file of the person's own needs no key: nothing of it, nor of the robot, passes the bridge.
  if ((phase === "no-token" || phase === "denied") && !replay)
    return (
      <>
        <Locked reason={phase} />
        {overlays}
      </>
    );
  return (
    <div class="page">
      <Header />
      <EstopBanner />
      {replay && <ReplayBanner replay={replay.replay} opener={opener} />}
      {replay ? (
        <ReplayPage key="replay" shown={replay} inert={library} />
      ) : phase === "viewer" ? (
        <NoRobot />
      ) : (
        <Live key="live" inert={library} />
      )}
      {library && <LibraryView />}
      {overlays}
    </div>
  );
};

const Live = ({ inert }: { inert: boolean }) => (
  <>
    <main class="main" inert={inert}>
      <ConversationView />
      <div class="stage">
        <SceneView />
        <Dock />
      </div>
    </main>
    <Announcer />
  </>
);
