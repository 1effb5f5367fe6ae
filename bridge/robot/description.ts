import { z } from "zod";
import { type Emit, PrimitiveError, type Profile } from "../protocol/index.ts";
import type { Connection } from "./connection.ts";
import { StringIn } from "./messages.ts";
import { paramRequest, rosType } from "./ros-spelling.ts";
import { until } from "./until.ts";

const StringParam = z.object({ value: z.string() });

/** ROS 1 has the description as a parameter, which its rosapi tells as JSON; "" where there is none of that name. */
const parameter = async (connection: Connection, name: string): Promise<string> => {
  const { type, request } = paramRequest(1, name);
  try {
    const { value } = StringParam.parse(await connection.call("/rosapi/get_param", type, request));
    return z.string().parse(JSON.parse(value));
  } catch {
    return "";
  }
};

/**
 * The first URDF that comes on its topic, or as the parameter of that name in ROS 1, within `timeoutS` wall seconds. A later one that differs is told of in a notice, for what
 * was made of it is of the first. `onFirst` hears the first however late it comes.
 *
 * @throws PrimitiveError Stale when none came in time
 */
export const firstDescription = (
  connection: Connection,
  { ros_version, robot_description: { topic, type } }: Profile,
  options: { emit: Emit; timeoutS: number; onFirst: (urdf: string) => void },
): Promise<string> => {
  let first = "";
  const take = (urdf: string): void => {
    if (first === "") options.onFirst((first = urdf));
    else if (urdf !== first)
      options.emit({
        type: "notice",
        level: "error",
        text: `${topic} now describes another robot than the one that was connected to. Start again to work with it.`,
      });
  };
  return until<string>(
    (resolve) => {
      const hear = (urdf: string): void => {
        if (urdf === "") return;
        take(urdf);
        resolve(first);
      };
      connection.subscribe(topic, { type: rosType(ros_version, type), latched: true }, (message) => {
        const parsed = StringIn.safeParse(message);
        if (parsed.success) hear(parsed.data.data);
      });
      if (ros_version === 1) void parameter(connection, topic).then(hear);
      return () => {};
    },
    {
      timeoutS: options.timeoutS,
      late: () => new PrimitiveError("Stale", `No robot description on ${topic}.`),
    },
  );
};
