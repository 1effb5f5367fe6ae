import type { Settings } from "../protocol/index.ts";
import { shownUrl } from "../robot/shown-url.ts";

/** Settings as they may be told and kept: addresses without the token or password that they may carry. */
export const withoutCredentials = (settings: Settings): Settings => {
  const { model, robot } = settings;
  return {
    ...settings,
    model: model.planner === "model" ? { ...model, base_url: shownUrl(model.base_url) } : model,
    robot: robot.kind === "rosbridge" ? { ...robot, url: shownUrl(robot.url) } : robot,
  };
};

/** Where the page gives an address back as it was told, the one that it stands for. */
export const withCredentials = (told: Settings, known: Settings): Settings => {
  const { model, robot } = told;
  const url = robot.kind === "rosbridge" && known.robot.kind === "rosbridge" ? known.robot.url : "";
  const baseUrl = model.planner === "model" && known.model.planner === "model" ? known.model.base_url : "";
  return {
    ...told,
    model: model.planner === "model" ? { ...model, base_url: fullUrl(model.base_url, baseUrl) } : model,
    robot: robot.kind === "rosbridge" ? { ...robot, url: fullUrl(robot.url, url) } : robot,
  };
};

/** `known` where `told` is how it is shown, else `told`. */
export const fullUrl = (told: string, known: string): string =>
  known !== "" && told === shownUrl(known) ? known : told;
