import type { RosbridgeOp } from "../../bridge/protocol/index.ts";

/**
 * The simulator's own nodes (physics, cameras) are participants of its ROS graph like any client: they speak the same
 * rosbridge operations, as objects over a MessagePort in place of JSON over a WebSocket. They are trusted, and are
 * told besides how many subscribers each of their topics has, so that costly pictures are made on demand only.
 */
export type ToNode =
  | Extract<RosbridgeOp, { op: "call_service" | "send_action_goal" | "cancel_action_goal" | "publish" }>
  | { op: "subscribers"; topic: string; count: number };

export type FromNode = Extract<
  RosbridgeOp,
  {
    op:
      | "advertise"
      | "publish"
      | "subscribe"
      | "advertise_service"
      | "service_response"
      | "advertise_action"
      | "action_feedback"
      | "action_result";
  }
>;
