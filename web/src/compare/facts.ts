import {
  type Detection,
  type Event,
  stampToNs,
  usageText,
  type Vec3,
} from "../../../bridge/protocol/index.ts";
import { duration, fixed, spoken } from "../frame/format.ts";
import type { Conversation } from "../state/conversation.ts";

/** A line of the table: what it is, what each has, and how far apart they are. */
export interface Fact {
  readonly what: string;
  readonly a: string;
  readonly b: string;
  readonly by: string;
  readonly differs: boolean;
}

/** An episode as the table tells it. */
export interface Told {
  readonly events: readonly Event[];
  readonly conversation: Conversation;
  /** What was seen last; null where nothing was. */
  readonly objects: readonly Detection[] | null;
}

/** Objects nearer than this to where they are in the other episode are in the same place, metres. */
const SAME_PLACE_M = 0.001;

const outcomes: Readonly<Record<string, string>> = {
  needs_user: "waited for a person",
  gave_up: "gave up",
  turn_limit: "turn limit",
  error: "error",
};

/** What two episodes came to, line by line. */
export const compareFacts = (a: Told, b: Told): Fact[] => [
  ...said(a, b),
  ...finalObjects(a.objects, b.objects),
];

const said = (a: Told, b: Told): Fact[] => {
  const line = (what: string, of: (told: Told) => string): Fact => {
    const [left, right] = [of(a), of(b)];
    return { what, a: left, b: right, by: "", differs: left !== right };
  };
  return [
    line("Outcome", outcomeOf),
    line("Last words", ({ events }) => endOf(events)?.summary || "–"),
    line("Turns", ({ events }) => String(events.filter(({ type }) => type === "turn_start").length)),
    line("Programs", ({ events }) => String(events.filter(({ type }) => type === "action_start").length)),
    line("Motions", motions),
    line("Robot time", ({ events }) => duration(robotSeconds(events))),
    line("Tokens", ({ conversation }) => usageText(conversation.totalUsage, null) || "–"),
  ];
};

const endOf = (events: readonly Event[]) => events.findLast((event) => event.type === "episode_end");

const outcomeOf = ({ events }: Told): string => {
  const end = endOf(events);
  return end ? (outcomes[end.outcome] ?? end.outcome) : "cut off";
};

/** Motions with a receipt, and how many primitives failed. */
const motions = ({ events }: Told): string => {
  const done = events.filter(({ type }) => type === "receipt").length;
  const failed = events.filter((event) => event.type === "primitive_result" && !event.ok).length;
  return failed > 0 ? `${done}, ${failed} ${failed === 1 ? "call" : "calls"} failed` : String(done);
};

const robotSeconds = (events: readonly Event[]): number => {
  const stamps = events.flatMap(({ stamp }) => (stamp ? [stampToNs(stamp)] : []));
  const [first, last] = [stamps[0], stamps.at(-1)];
  return first === undefined || last === undefined ? 0 : Number(last - first) / 1e9;
};

const at = (position: Vec3): string => `${position.map((metres) => fixed(metres, 3)).join(", ")} m`;
const apart = (metres: number): string =>
  metres < 0.1 ? `${(metres * 1000).toFixed(0)} mm` : `${(metres * 100).toFixed(0)} cm`;

/** Where things ended elsewhere; those that did not are counted in one line. */
const finalObjects = (a: Told["objects"], b: Told["objects"]): Fact[] => {
  if (!a || !b) return [];
  const names = [...new Set([...a, ...b].map(({ name }) => name))].toSorted();
  let same = 0;
  const facts = names.flatMap((name): Fact[] => {
    const [left, right] = [a, b].map((seen) => seen.find((one) => one.name === name)?.pose.position);
    const by = left && right ? Math.hypot(...left.map((value, i) => value - (right[i] ?? 0))) : null;
    if (by !== null && by <= SAME_PLACE_M) {
      same += 1;
      return [];
    }
    return [
      {
        what: `${spoken(name)}, at the end`,
        a: left ? at(left) : "not seen",
        b: right ? at(right) : "not seen",
        by: by === null ? "" : `${apart(by)} apart`,
        differs: true,
      },
    ];
  });
  if (same === 0) return facts;
  const what =
    facts.length === 0 ? "All objects, at the end" : `${same} other ${same === 1 ? "object" : "objects"}`;
  return [...facts, { what, a: "same place", b: "same place", by: "", differs: false }];
};
