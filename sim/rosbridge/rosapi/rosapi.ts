import type { Graph } from "../graph.ts";
import { graphServices } from "./graph-services.ts";
import { type Parameters, parameterServices } from "./parameters.ts";
import { typeServices } from "./type-services.ts";

/** Offers rosapi's services of ROS 2, so that tools can discover what is on the graph. */
export const provideRosapi = (graph: Graph, parameters: Parameters): void => {
  const all = { ...graphServices(graph), ...typeServices(graph), ...parameterServices(parameters) };
  for (const [name, [type, service]] of Object.entries(all))
    graph.services.provide(`/rosapi/${name}`, `rosapi_msgs/srv/${type}`, service);
};
