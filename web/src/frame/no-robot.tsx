import { OpenFile } from "../replay/drop-zone.tsx";

/** What a server that shows episodes only has to say when none is open. */
export const NoRobot = () => (
  <main class="locked">
    <img src="/icon.svg" alt="" width="56" height="56" />
    <h1>No robot here, only episodes</h1>
    <p>
      This page was opened by <code>codeact-ros replay</code>. Open the line that it printed once more to see
      its episode, or drop another episode file here.
    </p>
    <OpenFile>Open an episode file…</OpenFile>
  </main>
);
