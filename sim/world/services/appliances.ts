import { z } from "zod";
import type { RosNode } from "../ros-node.ts";
import type { Simulation } from "../simulation.ts";

const SetBool = z.object({ data: z.boolean() });

/** `/NAME/set_open` and `/NAME/set_on`, std_srvs/srv/SetBool, of each appliance that has a door or a switch. */
export const serveAppliances = (node: RosNode, simulation: Simulation): void => {
  const { appliances, startScene } = simulation;
  const serve = (
    service: string,
    set: (to: boolean) => { readonly success: boolean; readonly message: string },
  ): void =>
    node.serve(service, "std_srvs/srv/SetBool", (request) => {
      const parsed = SetBool.safeParse(request);
      if (!parsed.success) return { success: false, message: "data is a boolean: true or false" };
      const answer = set(parsed.data.data);
      simulation.publishAll();
      return answer;
    });
  for (const { name, door, switched } of startScene.appliances ?? []) {
    if (door !== undefined) serve(`/${name}/set_open`, (open) => appliances.setOpen(name, open));
    if (switched) serve(`/${name}/set_on`, (on) => appliances.setOn(name, on));
  }
};
