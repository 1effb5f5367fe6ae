import { type Goal, type GoalOf, sideWords } from "../goals.ts";
import { number, quoted } from "../reply.ts";
import {
  contentsOf,
  find,
  graspable,
  heightOf,
  heldIn,
  isContainer,
  liesIn,
  type Scene,
  type SeenObject,
  topOf,
} from "../scene.ts";
import { freePlace, type Place, placeBeside } from "./places.ts";

/** Python for one goal, and whether later steps can be planned from the same look. */
export interface Step {
  readonly lines: readonly string[];
  /** False when it depends on, or changes, more than its own object: look again before going on. */
  readonly simple: boolean;
}

/** How often it failed since the last progress, and the last failure as it was printed. */
export interface Past {
  readonly failures: number;
  readonly why: string | undefined;
}

/** What a goal takes from the scene as seen; null when something of it is not seen or there is no room. */
export const stepOf = (wanted: Goal, scene: Scene, past: Past): Step | string => {
  switch (wanted.kind) {
    case "home":
      return {
        lines: [
          "result = arm.home()",
          'if result.ended_by != "reached": raise GraspFailed(f"The arm stopped on its way home: {result.ended_by}.", result)',
          'print("Home:", json.dumps([round(value, 4) for value in result.commanded.position]))',
        ],
        simple: true,
      };
    case "gripper":
      return {
        lines: [
          wanted.open
            ? `gripper.open(${wanted.width === null ? "" : number(wanted.width)})`
            : "gripper.close()",
        ],
        simple: true,
      };
    case "tool":
      return {
        lines: [
          `arm.move_to([${[wanted.x, wanted.y, wanted.z].map(number).join(", ")}], arm.pose().orientation)`,
        ],
        simple: true,
      };
    case "move_by":
      return {
        lines: [
          "here = arm.pose()",
          `target = [here.x + ${number(wanted.x)}, here.y + ${number(wanted.y)}, here.z + ${number(wanted.z)}]`,
          "arm.move_to(target, here.orientation)",
          'print("Target:", json.dumps([round(value, 4) for value in target]))',
        ],
        simple: true,
      };
    case "above":
      return above(wanted, scene);
    default:
      return handling(wanted, scene, past);
  }
};

const above = (wanted: GoalOf<"above">, scene: Scene): Step | string => {
  const held = heldIn(scene);
  const name = quoted(wanted.target);
  const over = 0.1 + (held && held.name !== wanted.target ? heightOf(held) : 0);
  return {
    lines: [
      `target = scene.find(${name})`,
      `arm.move_to([target.x, target.y, target.z + max(target.size_m) / 2 + ${number(over)}])`,
    ],
    simple: true,
  };
};

const handling = (
  wanted: GoalOf<"on" | "in" | "at" | "beside" | "holding">,
  scene: Scene,
  past: Past,
): Step | string => {
  const object = find(scene, wanted.what);
  const held = heldIn(scene);
  if (!object) return `I do not see ${wanted.what} any more`;
  const lines: string[] = [];
  // A bowl may slip when things fall into it: the next one looks where it is.
  let simple =
    wanted.kind !== "beside" &&
    !(wanted.kind === "in" && wanted.spot && find(scene, wanted.target)?.shape === "bowl");
  if (scene.gripper.holding && held?.name !== object.name) {
    if (!held) lines.push("gripper.open()");
    else lines.push(...placing(held, freePlace(scene, held, [scene.tool[0], scene.tool[1]])));
    simple = false;
  }
  const burden = held?.name === object.name ? [] : onTop(scene, object);
  if (wanted.kind === "on" && targetIsSmall(scene, wanted.target))
    burden.push(...onTop(scene, find(scene, wanted.target), object.name));
  for (const above of new Map(burden.map((one) => [one.name, one])).values()) {
    lines.push(
      `pick(${quoted(above.name)})`,
      ...placing(above, freePlace(scene, above, [above.position[0], above.position[1]], spotsOf(wanted))),
    );
    simple = false;
  }
  const blocked = past.failures > 0 && past.why?.startsWith("CollisionAhead") === true && graspable(object);
  if (wanted.kind === "at" && wanted.push && blocked)
    lines.push(`user.say(${quoted(`I cannot push ${object.name} there, so I carry it.`)})`);
  if (wanted.kind === "at" && wanted.push && !blocked) {
    if (held?.name === object.name)
      lines.push(...placing(held, freePlace(scene, held, [scene.tool[0], scene.tool[1]])));
    const [dx, dy] = [wanted.x - object.position[0], wanted.y - object.position[1]];
    lines.push(`push(${quoted(object.name)}, [${number(dx)}, ${number(dy)}], ${number(Math.hypot(dx, dy))})`);
    return { lines, simple: false };
  }
  if (held?.name !== object.name) lines.push(`pick(${quoted(object.name)})`);
  const release = releasing(wanted, object, scene);
  return typeof release === "string" ? release : { lines: [...lines, ...release], simple };
};

const releasing = (
  wanted: GoalOf<"on" | "in" | "at" | "beside" | "holding">,
  object: SeenObject,
  scene: Scene,
): string[] | string => {
  if (wanted.kind === "holding") return wanted.z === null ? [] : lifting(wanted.what, wanted.z);
  if (wanted.kind === "at") return placing(object, [wanted.x, wanted.y]);
  if ((wanted.kind === "on" || wanted.kind === "in") && wanted.spot) {
    const target = find(scene, wanted.target);
    if (!target) return `I do not see ${wanted.target} any more`;
    return placing(object, [target.position[0] + wanted.spot[0], target.position[1] + wanted.spot[1]]);
  }
  if (wanted.kind === "on") return [`place_on(${quoted(wanted.target)})`];
  if (wanted.kind === "in") return [`place_in(${quoted(wanted.target)})`];
  const target = find(scene, wanted.target);
  if (!target) return `I do not see ${wanted.target} any more`;
  const place = placeBeside(scene, object, target, wanted.side);
  return place
    ? placing(object, place)
    : `there is no free place ${sideWords[wanted.side]} ${wanted.target} within my reach`;
};

const lifting = (name: string, z: number): string[] => [
  "here = arm.pose()",
  `arm.move_to([here.x, here.y, here.z + ${number(z)} - scene.find(${quoted(name)}).z], here.orientation, straight=True, may_touch=[${quoted(name)}])`,
];

const placing = (_object: SeenObject, place: Place | null): string[] =>
  place
    ? [`place_at(${number(place[0])}, ${number(place[1])})`]
    : ['raise GraspFailed("There is no free place on the table to put it down.")'];

const spotsOf = (wanted: Goal): Place[] => (wanted.kind === "at" ? [[wanted.x, wanted.y]] : []);

const onTop = (scene: Scene, object: SeenObject | undefined, except?: string): SeenObject[] => {
  if (!object || isContainer(object)) return [];
  const first = contentsOf(scene, object).filter((one) => one.name !== except && !insideAny(scene, one));
  return [...first.flatMap((one) => onTop(scene, one, except)), ...first].toSorted(
    (a, b) => topOf(b) - topOf(a),
  );
};
const insideAny = (scene: Scene, object: SeenObject): boolean =>
  scene.objects.some(
    (container) => container.name !== object.name && isContainer(container) && liesIn(object, container),
  );
const targetIsSmall = (scene: Scene, name: string): boolean => {
  const shape = find(scene, name)?.shape;
  return shape !== undefined && shape !== "plate";
};
