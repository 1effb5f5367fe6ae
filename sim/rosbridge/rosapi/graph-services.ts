import type { Graph } from "../graph.ts";
import { rosName, rosType } from "../names.ts";
import { type RosapiServices, text } from "./request.ts";

/** What is on the graph: topics, services, actions and nodes. */
export const graphServices = (graph: Graph): RosapiServices => {
  const { topics, services, actions } = graph;
  return {
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
        const type = rosType(text(request, "type"), "msg");
        return {
          topics: topics
            .list()
            .filter((topic) => topic.type === type)
            .map(({ name }) => name),
        };
      },
    ],
    topic_type: [
      "TopicType",
      (request) => ({ type: topics.find(rosName(text(request, "topic")))?.type ?? "" }),
    ],
    publishers: [
      "Publishers",
      (request) => ({ publishers: topics.find(rosName(text(request, "topic")))?.publishers ?? [] }),
    ],
    subscribers: [
      "Subscribers",
      (request) => ({ subscribers: topics.find(rosName(text(request, "topic")))?.subscribers ?? [] }),
    ],
    services: ["Services", () => ({ services: services.list().map(({ name }) => name) })],
    services_for_type: [
      "ServicesForType",
      (request) => {
        const type = rosType(text(request, "type"), "srv");
        return {
          services: services
            .list()
            .filter((service) => service.type === type)
            .map(({ name }) => name),
        };
      },
    ],
    service_type: [
      "ServiceType",
      (request) => ({ type: services.find(rosName(text(request, "service")))?.type ?? "" }),
    ],
    service_node: [
      "ServiceNode",
      (request) => ({ node: services.find(rosName(text(request, "service")))?.node ?? "" }),
    ],
    service_providers: [
      "ServiceProviders",
      (request) => {
        const found = services.find(rosName(text(request, "service")));
        return { providers: found ? [found.node] : [] };
      },
    ],
    action_servers: ["GetActionServers", () => ({ action_servers: actions.list().map(({ name }) => name) })],
    action_type: [
      "ActionType",
      (request) => ({ type: actions.find(rosName(text(request, "action")))?.type ?? "" }),
    ],
    nodes: ["Nodes", () => ({ nodes: graph.nodes() })],
    node_details: [
      "NodeDetails",
      (request) => {
        const node = rosName(text(request, "node"));
        const all = topics.list();
        return {
          subscribing: all.filter(({ subscribers }) => subscribers.includes(node)).map(({ name }) => name),
          publishing: all.filter(({ publishers }) => publishers.includes(node)).map(({ name }) => name),
          services: services
            .list()
            .filter((service) => service.node === node)
            .map(({ name }) => name),
        };
      },
    ],
    get_time: ["GetTime", () => ({ time: graph.clock.now() })],
    get_ros_version: ["GetROSVersion", () => ({ version: 2, distro: "jazzy" })],
  };
};
