import type { Stamp } from "../../../bridge/protocol/index.ts";
import { type CameraModel, intrinsics, opticalFrame } from "./cameras.ts";
import { encodePng } from "./png.ts";
import type { Picture } from "./renderer.ts";

export type ImageKind = "raw" | "compressed" | "info" | "depth";

/** Topic and type of each thing that a camera publishes. */
export const imageTopics = (
  camera: CameraModel,
): Readonly<Record<ImageKind, { topic: string; type: string }>> => ({
  raw: { topic: `/camera/${camera.name}/image_raw`, type: "sensor_msgs/msg/Image" },
  compressed: {
    topic: `/camera/${camera.name}/image_raw/compressed`,
    type: "sensor_msgs/msg/CompressedImage",
  },
  info: { topic: `/camera/${camera.name}/camera_info`, type: "sensor_msgs/msg/CameraInfo" },
  depth: { topic: `/camera/${camera.name}/depth/image_raw`, type: "sensor_msgs/msg/Image" },
});

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");

/** The ROS message of one kind; uint8[] as base64, as rosbridge's JSON has it. */
export const imageMessage = (
  camera: CameraModel,
  kind: ImageKind,
  { rgb, depth }: Picture,
  stamp: Stamp,
): object => {
  const { width, height } = camera;
  const header = { stamp, frame_id: opticalFrame(camera) };
  switch (kind) {
    case "raw":
      return { header, height, width, encoding: "rgb8", is_bigendian: 0, step: 3 * width, data: base64(rgb) };
    case "compressed":
      return { header, format: "png", data: base64(encodePng(width, height, rgb)) };
    case "depth": {
      const data = base64(new Uint8Array(depth.buffer, depth.byteOffset, depth.byteLength));
      return { header, height, width, encoding: "32FC1", is_bigendian: 0, step: 4 * width, data };
    }
    case "info":
      return cameraInfo(camera, header);
  }
};

/** sensor_msgs/msg/CameraInfo of an ideal pinhole camera. */
const cameraInfo = (camera: CameraModel, header: object): object => {
  const { focal, cx, cy } = intrinsics(camera);
  return {
    header,
    height: camera.height,
    width: camera.width,
    distortion_model: "plumb_bob",
    d: [0, 0, 0, 0, 0],
    k: [focal, 0, cx, 0, focal, cy, 0, 0, 1],
    r: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    p: [focal, 0, cx, 0, 0, focal, cy, 0, 0, 0, 1, 0],
    binning_x: 0,
    binning_y: 0,
    roi: { x_offset: 0, y_offset: 0, height: 0, width: 0, do_rectify: false },
  };
};
