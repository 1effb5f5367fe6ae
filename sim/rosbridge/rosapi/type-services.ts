import type { Graph } from "../graph.ts";
import { rosType } from "../names.ts";
import type { LocalService } from "../services.ts";
import {
  type Definition,
  knownInterfaces,
  messageDefinition,
  type Section,
  sectionDefinition,
} from "../types/definitions.ts";
import { fullText } from "../types/full-text.ts";
import { type TypeDef, typedefsOf } from "../types/typedefs.ts";
import { type RosapiServices, text } from "./request.ts";

const details =
  (find: (type: string) => Definition | undefined): LocalService =>
  (request) => {
    const type = text(request, "type");
    const definition = find(type);
    if (!definition)
      throw new Error(
        `The definition of "${type}" is not known here; /rosapi/interfaces lists those that are.`,
      );
    return { typedefs: typedefsOf(definition) satisfies TypeDef[] };
  };

const sectionDetails = (kind: "srv" | "action", section: Section): LocalService =>
  details((type) => sectionDefinition(rosType(type, kind), section));

/** What types are made of. */
export const typeServices = ({ topics }: Graph): RosapiServices => ({
  message_details: ["MessageDetails", details((type) => messageDefinition(rosType(type, "msg")))],
  service_request_details: ["ServiceRequestDetails", sectionDetails("srv", "Request")],
  service_response_details: ["ServiceResponseDetails", sectionDetails("srv", "Response")],
  action_goal_details: ["ActionGoalDetails", sectionDetails("action", "Goal")],
  action_result_details: ["ActionResultDetails", sectionDetails("action", "Result")],
  action_feedback_details: ["ActionFeedbackDetails", sectionDetails("action", "Feedback")],
  interfaces: ["Interfaces", () => ({ interfaces: knownInterfaces() })],
  topics_and_raw_types: [
    "TopicsAndRawTypes",
    () => {
      const all = topics.list();
      return {
        topics: all.map(({ name }) => name),
        types: all.map(({ type }) => type),
        typedefs_full_text: all.map(
          ({ type }) => fullText(type) ?? `# failed to get full definition text for ${type}`,
        ),
      };
    },
  ],
});
