import type { Handlers, PrimitiveDeps } from "./handler.ts";

/** Reading of sensors and topics; nothing here can move anything. */
export const rosHandlers = ({ robot }: PrimitiveDeps): Handlers<`ros.${string}` | `sensors.${string}`> => ({
  "ros.topics": () => robot.topics(),
  "ros.read": ({ topic, timeout_s }, context) => robot.readTopic(topic, timeout_s, context.signal),
  "sensors.read": ({ topic, timeout_s }, context) => robot.readTopic(topic, timeout_s, context.signal),
  "sensors.wrench": () => robot.wrench(),
});
