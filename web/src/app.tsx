import { CompareView } from "./compare/compare-view.tsx";
import { Lightbox } from "./conversation/lightbox.tsx";
import { pageAddress, useView } from "./frame/address-bar.ts";
import { Announcer } from "./frame/announcer.tsx";
import { type App, AppContext, useApp, useAppState } from "./frame/context.ts";
import { EstopBanner } from "./frame/estop-banner.tsx";
import { Header } from "./frame/header.tsx";
import { KeysDialog } from "./frame/keys-dialog.tsx";
import { Locked } from "./frame/locked.tsx";
import { LostBanner } from "./frame/lost-banner.tsx";
import { MainFrame } from "./frame/main-frame.tsx";
import { NoRobot } from "./frame/no-robot.tsx";
import { usePageTitle } from "./frame/use-page-title.ts";
import { LibraryView } from "./library/library-view.tsx";
import { LiveTimeline } from "./live/live-timeline.tsx";
import { DropZone } from "./replay/drop-zone.tsx";
import { ReplayBanner } from "./replay/replay-banner.tsx";
import { ReplayNotice } from "./replay/replay-notice.tsx";
import { ReplayPage } from "./replay/replay-page.tsx";
import { SettingsView } from "./settings/settings-view.tsx";
import { useStore } from "./state/store.ts";

export const AppView = ({ app }: { app: App }) => (
  <AppContext.Provider value={app}>
    <Page />
  </AppContext.Provider>
);

const Page = () => {
  const phase = useAppState(({ link }) => link.phase);
  const view = useView();
  const compared = useStore(pageAddress, (address) => address.compared);
  const covered = view !== "live";
  const { opener } = useApp();
  const shown = useStore(opener.state, (state) => state);
  const replay = shown.phase === "open" ? shown : null;
  usePageTitle(replay?.replay.episode.title ?? null);
  const overlays = (
    <>
      <ReplayNotice />
      <DropZone />
      <Lightbox />
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
    <div class={`page${phase === "reconnecting" && !replay ? " is-lost" : ""}`}>
      <Header />
      <EstopBanner />
      {replay && <ReplayBanner replay={replay.replay} opener={opener} />}
      {replay ? (
        <ReplayPage key="replay" shown={replay} inert={covered} />
      ) : phase === "viewer" ? (
        <NoRobot />
      ) : (
        <Live key="live" inert={covered} />
      )}
      {view === "episodes" && <LibraryView />}
      {view === "settings" && <SettingsView />}
      {view === "compare" && compared && <CompareView ids={compared} />}
      <KeysDialog />
      {overlays}
    </div>
  );
};

const Live = ({ inert }: { inert: boolean }) => (
  <>
    <LostBanner />
    <MainFrame inert={inert} timeline={<LiveTimeline />} />
    <Announcer />
  </>
);
