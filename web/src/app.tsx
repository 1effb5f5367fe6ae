import { ConversationView } from "./conversation/conversation-view.tsx";
import { Announcer } from "./frame/announcer.tsx";
import { type App, AppContext, useAppState } from "./frame/context.ts";
import { EstopBanner } from "./frame/estop-banner.tsx";
import { Header } from "./frame/header.tsx";
import { Locked } from "./frame/locked.tsx";
import { Dock } from "./panels/dock.tsx";
import { SceneView } from "./scene/scene-view.tsx";

export const AppView = ({ app }: { app: App }) => (
  <AppContext.Provider value={app}>
    <Page />
  </AppContext.Provider>
);

const Page = () => {
  const phase = useAppState(({ link }) => link.phase);
  if (phase === "no-token" || phase === "denied") return <Locked reason={phase} />;
  return (
    <div class="page">
      <Header />
      <EstopBanner />
      <main class="main">
        <ConversationView />
        <div class="stage">
          <SceneView />
          <Dock />
        </div>
      </main>
      <Announcer />
    </div>
  );
};
