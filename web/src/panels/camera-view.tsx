import { useEffect, useState } from "preact/hooks";
import { type Picture, stampToNs } from "../../../bridge/protocol/index.ts";
import { enlarged } from "../conversation/lightbox.tsx";
import { useApp, useAppState } from "../frame/context.ts";
import { duration, spoken } from "../frame/format.ts";
import type { RobotState } from "../state/robot-state.ts";

/** A picture older than this, by the robot's clock, is not of now; seconds. Cameras of robots are slow. */
const OLD_S = 2;
const LOOK_MS = 500;

/** One camera: its newest picture, and how old that is when it is old. */
export const CameraView = ({ camera }: { camera: string }) => {
  const picture = useAppState(({ pictures }) => pictures[camera] ?? null);
  const [broken, setBroken] = useState<Picture | null>(null);
  const ageS = useAge(picture);
  const words = `Camera ${spoken(camera)}`;
  const old = ageS !== null && ageS > OLD_S;
  const url = picture && `data:${picture.mime};base64,${picture.data_base64}`;
  return (
    <figure class={`camera${old ? " is-old" : ""}`}>
      {url && picture !== broken ? (
        <button type="button" aria-label={`Enlarge: ${words}`} onClick={() => enlarged.set({ url, words })}>
          <img src={url} alt={words} onError={() => setBroken(picture)} />
        </button>
      ) : (
        <p class="silent">
          {picture ? "This picture cannot be shown." : "waiting for the camera's first picture…"}
        </p>
      )}
      <figcaption>
        <span>{spoken(camera)}</span>
        {old && <strong>taken {duration(ageS)} ago</strong>}
      </figcaption>
    </figure>
  );
};

/** Seconds since a picture was taken, by the robot's clock and since it was heard last; null without a picture. */
export const ageOf = (picture: Picture | null, robot: RobotState): number | null => {
  const { frame } = robot;
  if (!picture || !frame) return null;
  const apartS = Number(stampToNs(frame.stamp) - stampToNs(picture.stamp)) / 1e9;
  return Math.max(0, apartS) + Math.max(0, robot.ageS() ?? 0);
};

const useAge = (picture: Picture | null): number | null => {
  const { robot } = useApp();
  const [ageS, setAge] = useState<number | null>(null);
  useEffect(() => {
    const look = (): void => {
      const age = ageOf(picture, robot);
      // Whole tenths, so that a live picture draws nothing anew.
      setAge(age === null || age <= OLD_S ? null : Math.round(age * 10) / 10);
    };
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [picture, robot]);
  return ageS;
};
