import { render } from "preact";
import { AppView } from "./app.tsx";
import { Bridge } from "./connection/bridge.ts";
import { takeToken } from "./connection/token.ts";
import { ReplayOpener } from "./replay/replay-opener.ts";
import { createAppStore } from "./state/app-state.ts";
import { RobotState } from "./state/robot-state.ts";
import { SeriesRecorder } from "./state/series-recorder.ts";
import { Store } from "./state/store.ts";

const store = createAppStore();
const robot = new RobotState();
const series = new SeriesRecorder(robot);
const token = takeToken();
const bridge = token ? new Bridge(store, robot, token) : null;
if (!bridge) store.update((state) => ({ ...state, link: { phase: "no-token" } }));
// A new address with another key may be pasted into the same tab.
addEventListener("hashchange", () => location.hash.includes("token=") && location.reload());

const opener = new ReplayOpener(token);

const root = document.getElementById("app");
if (root)
  render(
    <AppView
      app={{ store, robot, series, viewer: new Store(null), bridge, opener, replay: null, live: null }}
    />,
    root,
  );
