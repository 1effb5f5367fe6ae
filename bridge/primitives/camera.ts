import type { ArrayFile } from "../protocol/index.ts";
import { handOver } from "./hand-over.ts";
import type { Handlers, PrimitiveDeps } from "./handler.ts";

export const cameraHandlers = ({ robot }: PrimitiveDeps): Handlers<`camera.${string}`> => ({
  "camera.names": () => Object.keys(robot.profile.cameras),
  "camera.capture": async ({ name }, context) => {
    const picture = await robot.capture(name, context.signal);
    const { width, height, depth_m } = picture;
    const rgb: ArrayFile = {
      file: await handOver(context.workDir, "rgb", picture.rgb),
      dtype: "uint8",
      shape: [height, width, 3],
    };
    const depth: ArrayFile | null = depth_m && {
      file: await handOver(
        context.workDir,
        "depth",
        new Uint8Array(depth_m.buffer, depth_m.byteOffset, depth_m.byteLength),
      ),
      dtype: "float32",
      shape: [height, width],
    };
    const png_file = await handOver(context.workDir, "png", picture.png);
    context.attachImage(picture.name, picture.png);
    return { name: picture.name, width, height, rgb, depth_m: depth, png_file, stamp_s: picture.stamp_s };
  },
});
