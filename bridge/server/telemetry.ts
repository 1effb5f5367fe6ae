import type { Detection, LogLine } from "../protocol/index.ts";
import type { RobotFeed } from "../robot/types.ts";
import { CameraWatch } from "./camera-watch.ts";
import { LogLines } from "./log-lines.ts";
import { RobotFrameSource } from "./robot-frames.ts";

/** All that pages are shown of what one robot measures and says. */
export class Telemetry {
  readonly frames: RobotFrameSource;
  readonly cameras: CameraWatch;
  readonly log: LogLines;

  constructor(feed: RobotFeed, on: { scene(objects: Detection[]): void; line(line: LogLine): void }) {
    this.frames = new RobotFrameSource(feed, on.scene);
    this.cameras = new CameraWatch(feed);
    this.log = new LogLines(feed, on.line);
  }

  close(): void {
    this.frames.close();
    this.cameras.close();
    this.log.close();
  }
}
