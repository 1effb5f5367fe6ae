import { useEffect, useState } from "preact/hooks";
import { useApp, useAppState } from "../frame/context.ts";
import { spoken } from "../frame/format.ts";
import { keep, kept } from "../frame/kept.ts";
import { CameraView } from "./camera-view.tsx";
import { RecordedPictures } from "./recorded-pictures.tsx";

const NAME = "camera";
const ALL = "all";

/** What the robot's cameras see; in a replay, the pictures that were taken. */
export const CameraPanel = () => {
  const { replay } = useApp();
  return replay ? <RecordedPictures replay={replay.replay} /> : <LiveCameras />;
};

const none: readonly string[] = [];

const LiveCameras = () => {
  const { bridge } = useApp();
  const cameras = useAppState((state) => state.session?.cameras ?? none);
  const [choice, setChoice] = useState(kept(NAME) ?? ALL);
  const shown = cameras.includes(choice) ? [choice] : cameras;
  const wanted = shown.join("\n");
  useEffect(() => bridge?.cameras.want(wanted === "" ? [] : wanted.split("\n")), [bridge, wanted]);
  if (cameras.length === 0) return <p class="silent">This robot has no camera that can be watched.</p>;
  const choose = (name: string): void => {
    setChoice(name);
    keep(NAME, name);
  };
  return (
    <div class="cameras">
      {cameras.length > 1 && (
        <div class="cameras-bar pills" role="group" aria-label="Cameras that are shown">
          {[ALL, ...cameras].map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={name === ALL ? shown.length > 1 : shown.length === 1 && shown[0] === name}
              onClick={() => choose(name)}
            >
              {spoken(name)}
            </button>
          ))}
        </div>
      )}
      <div class="cameras-list">
        {shown.map((name) => (
          <CameraView key={name} camera={name} />
        ))}
      </div>
    </div>
  );
};
