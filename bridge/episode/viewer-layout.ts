import type { Profile } from "../protocol/index.ts";
import { sensorTopics } from "../protocol/index.ts";

/**
 * A layout for Lichtblick and Foxglove: the robot's URDF and the scene are shown, which both hide by default, beside the
 * actions, joint positions and errors of motions over time.
 */
export const viewerLayout = (profile: Pick<Profile, "frames">): string =>
  JSON.stringify(
    {
      configById: {
        "3D!codeact": {
          followTf: profile.frames.base,
          followMode: "follow-none",
          scene: { transforms: { visible: false } },
          topics: {
            [sensorTopics.robot_description]: { visible: true },
            [sensorTopics.markers]: { visible: true },
          },
          layers: {
            grid: {
              layerId: "foxglove.Grid",
              instanceId: "grid",
              visible: true,
              label: "Grid",
              size: 2,
              divisions: 20,
            },
          },
        },
        "RawMessages!codeact-action": { topicPath: "/codeact/action" },
        "RawMessages!codeact-receipt": { topicPath: "/codeact/receipt" },
        "Plot!codeact": {
          title: "Joint positions (rad) and errors of motions (m)",
          paths: [
            {
              value: `${sensorTopics.joint_states}.position[:]`,
              enabled: true,
              timestampMethod: "receiveTime",
            },
            {
              value: "/codeact/receipt.error_m",
              enabled: true,
              timestampMethod: "receiveTime",
              showLine: false,
            },
          ],
          showLegend: true,
          isSynced: true,
          xAxisVal: "timestamp",
        },
      },
      globalVariables: {},
      userNodes: {},
      playbackConfig: { speed: 1 },
      layout: {
        direction: "row",
        first: "3D!codeact",
        second: {
          direction: "column",
          first: "Plot!codeact",
          second: {
            direction: "row",
            first: "RawMessages!codeact-action",
            second: "RawMessages!codeact-receipt",
          },
        },
        splitPercentage: 60,
      },
    },
    null,
    2,
  );
