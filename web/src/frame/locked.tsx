import { OpenFile } from "../replay/drop-zone.tsx";

/** What a page without this session's token says. It shows nothing of the robot. */
export const Locked = ({ reason }: { reason: "no-token" | "denied" }) => (
  <main class="locked">
    <img src="/icon.svg" alt="" width="56" height="56" />
    <h1>
      {reason === "no-token" ? "This address lacks its key" : "This key is not of the session that runs now"}
    </h1>
    <p>
      {reason === "no-token"
        ? "The page can move a robot, so only the address that the bridge printed opens it."
        : "The bridge was started anew, or the address was copied in part."}
    </p>
    <p>Look into the terminal in which the bridge runs, and open the whole line that begins with</p>
    <pre>{`page http://${location.host}/#token=…`}</pre>
    <p>An episode file can be replayed without a key: drop it here.</p>
    <OpenFile>Open an episode file…</OpenFile>
  </main>
);
