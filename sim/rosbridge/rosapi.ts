import type { Graph } from "./graph.ts";
import { messageDetails } from "./message-details.ts";
import type { LocalService } from "./services.ts";

const text = (request: Record<string, unknown>, field: string): string => {
  const value = request[field];
  if (typeof value !== "string") throw new Error(`Field ${field} must be a string; got ${JSON.stringify(value) ?? "nothing"}.`);
  return value;
};

const clockNow = (): { sec: number; nanosec: number } => {
  const ms = Date.now();
  return { sec: Math.floor(ms / 1000), nanosec: (ms % 1000) * 1_000_000 };
};

/** Parameters: values cross as JSON text, as rosapi does. */
const parameterServices = ({ parameters }: Graph): Record<string, [type: string, service: LocalService]> => ({
  get_param: [
    "GetParam",
    (request) => {
      const name = text(request, "name");
      if (parameters.has(name)) return { value: JSON.stringify(parameters.get(name)), successful: true, reason: "" };
      const fallback = request["default_value"] ?? request["default"];
      return typeof fallback === "string" && fallback !== ""
        ? { value: fallback, successful: true, reason: "" }
        : { value: "null", successful: false, reason: `There is no parameter ${name}.` };
    },
  ],
  set_param: [
    "SetParam",
    (request) => {
      const name = text(request, "name");
      if (!parameters.has(name)) return { successful: false, reason: `There is no parameter ${name}.` };
      return { successful: false, reason: `Parameter ${name} is read-only.` };
    },
  ],
  has_param: ["HasParam", (request) => ({ exists: parameters.has(text(request, "name")) })],
  get_param_names: ["GetParamNames", () => ({ names: [...parameters.keys()] })],
});

const topicServices = ({ topics }: Graph): Record<string, [type: string, service: LocalService]> => ({
  topics: [
    "Topics",
    () => {
      const all = topics.list();
      return { topics: all.map(({ name }) => name), types: all.map(({ type }) => type) };
    },
  ],
  topics_for_type: [
    "TopicsForType",
    (request) => {
      const type = text(request, "type");
      return { topics: topics.list().filter((topic) => topic.type === type).map(({ name }) => name) };
    },
  ],
  topic_type: [
    "TopicType",
    (request) => {
      const name = text(request, "topic");
      return { type: topics.list().find((topic) => topic.name === name)?.type ?? "" };
    },
  ],
  publishers: [
    "Publishers",
    (request) => {
      const name = text(request, "topic");
      return { publishers: topics.list().find((topic) => topic.name === name)?.publishers ?? [] };
    },
  ],
  subscribers: [
    "Subscribers",
    (request) => {
      const name = text(request, "topic");
      return { subscribers: topics.list().find((topic) => topic.name === name)?.subscribers ?? [] };
    },
  ],
  message_details: ["MessageDetails", (request) => ({ typedefs: messageDetails(text(request, "type")) })],
});

const serviceServices = ({ services, actions }: Graph): Record<string, [type: string, service: LocalService]> => ({
  services: ["Services", () => ({ services: services.list().map(({ name }) => name) })],
  services_for_type: [
    "ServicesForType",
    (request) => {
      const type = text(request, "type");
      return { services: services.list().filter((service) => service.type === type).map(({ name }) => name) };
    },
  ],
  service_type: [
    "ServiceType",
    (request) => {
      const name = text(request, "service");
      return { type: services.list().find((service) => service.name === name)?.type ?? "" };
    },
  ],
  service_node: [
    "ServiceNode",
    (request) => {
      const name = text(request, "service");
      return { node: services.list().find((service) => service.name === name)?.node ?? "" };
    },
  ],
  action_servers: ["GetActionServers", () => ({ action_servers: actions.list().map(({ name }) => name) })],
  action_type: [
    "ActionType",
    (request) => {
      const name = text(request, "action");
      return { type: actions.list().find((action) => action.name === name)?.type ?? "" };
    },
  ],
});

const nodeServices = (graph: Graph): Record<string, [type: string, service: LocalService]> => ({
  nodes: ["Nodes", () => ({ nodes: graph.nodes() })],
  node_details: [
    "NodeDetails",
    (request) => {
      const node = text(request, "node");
      const topics = graph.topics.list();
      return {
        subscribing: topics.filter(({ subscribers }) => subscribers.includes(node)).map(({ name }) => name),
        publishing: topics.filter(({ publishers }) => publishers.includes(node)).map(({ name }) => name),
        services: graph.services.list().filter((service) => service.node === node).map(({ name }) => name),
      };
    },
  ],
  get_time: ["GetTime", () => ({ time: clockNow() })],
  get_ros_version: ["GetROSVersion", () => ({ version: 2, distro: "jazzy" })],
});

/** Offers rosapi's services of ROS 2, so that tools can discover what is on the graph. */
export const provideRosapi = (graph: Graph): void => {
  const all = {
    ...topicServices(graph),
    ...serviceServices(graph),
    ...nodeServices(graph),
    ...parameterServices(graph),
  };
  for (const [name, [type, service]] of Object.entries(all))
    graph.services.provide(`/rosapi/${name}`, `rosapi_msgs/srv/${type}`, service);
};
