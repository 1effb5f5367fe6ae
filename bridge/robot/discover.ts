import { z } from "zod";
import { PrimitiveError, UserError } from "../protocol/index.ts";
import { Connection } from "./connection.ts";
import { silentRobotError } from "./dial-errors.ts";
import { draftProfile } from "./draft-profile.ts";
import { writeJsonc } from "./jsonc.ts";
import { JointStateIn, OdometryIn, StringIn, TransformsIn } from "./messages.ts";
import { actionlibActions, type Recognised, recognise } from "./recognise.ts";
import { listTopics } from "./topics.ts";

export interface Discovery {
  url: string;
  /** `rate_hz` by wall clock, for the topics that were listened to. */
  topics: { name: string; type: string; rate_hz: number | null }[];
  services: { name: string; type: string }[];
  actions: { name: string; type: string }[];
  /** What is known by its type. */
  recognised: Recognised[];
  /** A draft, valid against Profile where that could be told. */
  profile: unknown;
  /** The same as JSON with comments on what could not be told. */
  profile_text: string;
  notes: string[];
}

const LISTEN_S = 2;
const ANSWER_S = 8;
/** Pictures and clouds are costly to send and are not listened to. */
const COSTLY = /(Image|PointCloud2?|OccupancyGrid|CompressedVideo|Mesh\w*|LaserScan)$/;
const FEEDBACK = /^(.*)\/_action\/feedback$/;

/**
 * Looks at a robot through rosbridge and rosapi, listens for two seconds, and drafts a profile. Moves nothing.
 *
 * @param limitS wall seconds after which it gives up on one that answers too slowly; as long as it takes when absent
 * @throws UserError with one line when there is no rosbridge or rosapi at `url`
 */
export async function discover(url: string, { limitS }: { limitS?: number } = {}): Promise<Discovery> {
  const connection = await Connection.open(url);
  let late = false;
  const limit = setTimeout(
    () => {
      late = true;
      void connection.close();
    },
    limitS === undefined ? 2 ** 31 - 1 : limitS * 1000,
  );
  try {
    return await look(connection, connection.url);
  } catch (error) {
    if (late)
      throw new UserError(
        `${connection.url} was not looked at to its end within ${limitS} s: it answers too slowly, or offers too much. See whether it is busy; \`codeact-ros discover ${connection.url}\` takes its time.`,
      );
    if (!(error instanceof PrimitiveError)) throw error;
    if (!connection.spoken)
      throw silentRobotError(connection.url, "nothing that speaks rosbridge answered", ANSWER_S);
    throw new UserError(
      `${connection.url} cannot be looked at: ${error.message} Start rosapi beside rosbridge (its launch file does).`,
    );
  } finally {
    clearTimeout(limit);
    await connection.close();
  }
}

const look = async (connection: Connection, url: string): Promise<Discovery> => {
  const ask = async <T>(service: string, args: unknown, schema: z.ZodType<T>): Promise<T> =>
    schema.parse(await connection.call(`/rosapi/${service}`, undefined, args, { timeoutS: ANSWER_S }));
  const typeOf = (service: string, args: unknown): Promise<string> =>
    ask(service, args, z.object({ type: z.string() }))
      .then(({ type }) => type)
      .catch(ifNotThere(""));

  const topics = await listTopics(connection);
  const notes: string[] = [];
  const { services: serviceNames } = await ask("services", {}, z.object({ services: z.array(z.string()) }));
  const services = await oneByOne(serviceNames.sort(), async (name) => ({
    name,
    type: await typeOf("service_type", { service: name }),
  }));
  const told = await ask("action_servers", {}, z.object({ action_servers: z.array(z.string()) })).catch(
    ifNotThere({ action_servers: [] }),
  );
  // An action's hidden feedback topic tells its type where rosapi has no action_type.
  const fromTopics = new Map(
    topics.flatMap(({ name, type }) => {
      const action = FEEDBACK.exec(name)?.[1];
      return action ? [[action, type.replace(/_FeedbackMessage$/, "")] as const] : [];
    }),
  );
  for (const { name, type } of actionlibActions(topics)) fromTopics.set(name, type);
  const actionNames = [...new Set([...told.action_servers, ...fromTopics.keys()])].sort();
  const actions = await oneByOne(actionNames, async (name) => ({
    name,
    type: fromTopics.get(name) ?? (await typeOf("action_type", { action: name })),
  }));

  const heard = await listen(connection, topics);
  if (heard.urdf === null) notes.push("No URDF came on a robot_description topic.");
  if (heard.jointNames.length === 0 && !heard.odometry)
    notes.push("Neither joint states nor odometry came: check that the robot's driver runs.");
  const ros1 = topics.some(({ type }) => type === "sensor_msgs/JointState");
  const draft = draftProfile({
    url,
    topics,
    services,
    actions,
    urdf: heard.urdf,
    jointNames: heard.jointNames,
    frames: heard.frames,
    odometry: heard.odometry,
    ros1,
  });
  return {
    url,
    topics: topics.map((topic) => ({ ...topic, rate_hz: heard.rates.get(topic.name) ?? null })),
    services,
    actions,
    recognised: recognise(topics, actions),
    profile: draft.profile,
    profile_text: writeJsonc(draft.profile, draft.comments),
    notes: [...notes, ...draft.notes],
  };
};

/** Listens to all but costly topics for a moment: how often each comes, and what tells of the robot. */
const listen = async (
  connection: Connection,
  topics: readonly { name: string; type: string }[],
): Promise<{
  rates: Map<string, number>;
  urdf: string | null;
  jointNames: string[];
  frames: string[];
  odometry: { frame: string; child: string } | null;
}> => {
  const arrivals = new Map<string, number[]>();
  const joints = new Set<string>();
  const frames = new Set<string>();
  let odometry: { frame: string; child: string } | null = null;
  let urdf: string | null = null;
  const stops = topics
    .filter(({ name, type }) => !COSTLY.test(type) && !name.includes("/_action/"))
    .map(({ name, type }) =>
      connection.subscribe(name, { type: type || undefined }, (message) => {
        arrivals.set(name, [...(arrivals.get(name) ?? []), performance.now()]);
        const description = name.endsWith("robot_description") && StringIn.safeParse(message);
        if (description && description.success) urdf = description.data.data;
        const transforms = type.endsWith("/TFMessage") && TransformsIn.safeParse(message);
        if (transforms && transforms.success)
          for (const { header, child_frame_id } of transforms.data.transforms)
            frames.add(header.frame_id.replace(/^\/+/, "")).add(child_frame_id.replace(/^\/+/, ""));
        const driven = type.endsWith("/Odometry") && OdometryIn.safeParse(message);
        if (driven && driven.success)
          odometry = { frame: driven.data.header.frame_id, child: driven.data.child_frame_id };
        const states = type.endsWith("/JointState") && JointStateIn.safeParse(message);
        if (states && states.success) for (const joint of states.data.name) joints.add(joint);
      }),
    );
  await new Promise((resolve) => setTimeout(resolve, LISTEN_S * 1000));
  for (const stop of stops) stop();
  const rates = new Map<string, number>();
  for (const [name, times] of arrivals) {
    const span_ms = (times.at(-1) ?? 0) - (times[0] ?? 0);
    if (times.length > 2 && span_ms > 0) rates.set(name, ((times.length - 1) * 1000) / span_ms);
  }
  return { rates, urdf, jointNames: [...joints], frames: [...frames], odometry };
};

/** One after the other: rosapi answers from a single thread. */
const oneByOne = async <T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<R[]> => {
  const answers: R[] = [];
  for (const item of items) answers.push(await ask(item));
  return answers;
};

const ifNotThere =
  <T>(instead: T) =>
  (error: unknown): T => {
    if (error instanceof PrimitiveError && error.code === "NotSupported") return instead;
    throw error;
  };
