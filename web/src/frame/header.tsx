import { EstopButton } from "./estop-button.tsx";
import { StatusChips } from "./status-chips.tsx";
import { StopButton } from "./stop-button.tsx";

export const Header = () => (
  <header class="header">
    <h1 class="brand">
      <img src="/icon.svg" alt="" width="26" height="26" />
      <span>codeact-ros</span>
    </h1>
    <StatusChips />
    <StopButton />
    <EstopButton />
  </header>
);
