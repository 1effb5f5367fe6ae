import { z } from "zod";
import { Connection } from "./connection.ts";
import { shippedProfiles } from "./profiles.ts";

/** What fits a robot of which nothing is known. */
const USUAL = "simulated_arm";
/** Where a simulator of ours tells the name of its robot's profile. */
const PARAM = "/codeact_sim:profile";
/** Wall seconds for its answer. */
const ANSWER_S = 3;

const Answer = z.object({ value: z.string(), successful: z.boolean().default(true) });

/**
 * The name of the shipped profile that a simulator at that address says fits it; "simulated_arm" where none says one.
 *
 * @throws UserError with one line that names the address when there is no rosbridge
 */
export const profileAt = async (url: string): Promise<string> => {
  const connection = await Connection.open(url);
  try {
    const request = { name: PARAM, default_value: "" };
    const answer = Answer.parse(
      await connection.call("/rosapi/get_param", "rosapi_msgs/srv/GetParam", request, { timeoutS: ANSWER_S }),
    );
    const name: unknown = answer.successful && answer.value !== "" ? JSON.parse(answer.value) : null;
    return typeof name === "string" && shippedProfiles().includes(name) ? name : USUAL;
  } catch {
    return USUAL; // a robot, or a server without rosapi
  } finally {
    await connection.close();
  }
};
