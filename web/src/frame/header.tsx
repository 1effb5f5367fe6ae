import { SettingsLink } from "../settings/settings-link.tsx";
import { useStore } from "../state/store.ts";
import { Chip } from "./chip.tsx";
import { useApp, useAppState } from "./context.ts";
import { EpisodesLink } from "./episodes-link.tsx";
import { EstopButton } from "./estop-button.tsx";
import { PageMenu } from "./page-menu.tsx";
import { StatusChips } from "./status-chips.tsx";
import { StopButton } from "./stop-button.tsx";

export const Header = () => {
  const { opener } = useApp();
  const phase = useAppState(({ link }) => link.phase);
  const replay = useStore(opener.state, (state) => state.phase === "open");
  // Without a robot there is nothing to stop, and a button that looks as if it did would lie.
  const robot = phase !== "viewer" && phase !== "no-token" && phase !== "denied";
  return (
    <header class="header">
      <h1 class="brand">
        <img src="/icon.svg" alt="" width="26" height="26" />
        <span>codeact-ros</span>
      </h1>
      {robot && <EpisodesLink />}
      {robot ? <StatusChips replay={replay} /> : <NoRobotChip />}
      <PageMenu />
      {robot && <SettingsLink />}
      {robot && <StopButton />}
      {robot && <EstopButton />}
    </header>
  );
};

const NoRobotChip = () => (
  <div class="chips">
    <Chip tone="plain" label="no robot">
      <p>This page shows episodes only. No robot is connected, and nothing here can move one.</p>
    </Chip>
  </div>
);
