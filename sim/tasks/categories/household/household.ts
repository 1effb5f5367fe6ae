import type { Kitchenware } from "../../../world/scenes/kitchen-things.ts";
import { isIn } from "../../goals.ts";
import { chosen } from "../../layout.ts";
import type { Task } from "../../task.ts";
import { among, type Condition, hasBecome, inKitchenOf, isShutIn, type Place, words } from "./parts.ts";

/*
 * The household in the manner of ALFWorld (Shridhar et al., ICLR 2021): put, clean, heat, cool, examine, put two; in a
 * kitchen of our own.
 */

type Choice = readonly [Kitchenware, ...Kitchenware[]];

/** Onto the shelf, but into what has walls. */
const prepositionOf = (place: Place): string => (place === "shelf" ? "on" : "in");
const whereOf = (place: Place, shut = false): string =>
  `${prepositionOf(place)} the ${place}${shut ? ", and leave it closed" : ""}`;

const goalOf = (name: Kitchenware, place: Place, shut: boolean) =>
  shut && (place === "fridge" || place === "microwave") ? isShutIn(name, place) : isIn(name, place);

interface Put {
  readonly id: string;
  readonly level: Task["level"];
  readonly things: Choice;
  readonly to: Place;
  /** Where it is at the start; `somewhere`: in the fridge or in the microwave; absent: before the receptacles. */
  readonly from?: Place | "somewhere";
  /** Shut in what has a door. */
  readonly shut?: boolean;
}

const put = ({ id, level, things, to, from, shut = false }: Put): Task => ({
  id,
  category: "household",
  level,
  place: (seed) => {
    const name = chosen(things, seed, id);
    const start = from === "somewhere" ? chosen<Place>(["fridge", "microwave"], seed, `${id} from`) : from;
    const origin =
      from === "somewhere" ? " It is not in sight: search for it." : from ? ` It is in the ${from}.` : "";
    return inKitchenOf(seed, {
      lying: start ? among(seed, [], [name]) : among(seed, [name]),
      stowed: start ? [{ name, in: start }] : [],
      wanted: `Put the ${words(name)} ${whereOf(to, shut)}.${origin}`,
      goals: [goalOf(name, to, shut)],
      concerned: [name],
      steps: [`put_in("${name}", "${to}")`, ...(shut ? [`set_open("${to}", False)`] : [])],
      done: `The ${words(name)} is ${prepositionOf(to)} the ${to}.`,
    });
  },
});

const puts: readonly Task[] = [
  put({ id: "put-on-shelf", level: 2, things: ["mug", "bread", "apple"], to: "shelf" }),
  put({ id: "put-in-sink", level: 2, things: ["glass", "sponge", "can"], to: "sink" }),
  put({ id: "put-in-fridge", level: 3, things: ["butter", "egg", "tomato"], to: "fridge", shut: true }),
  put({ id: "put-from-fridge", level: 3, things: ["orange", "lettuce", "can"], from: "fridge", to: "shelf" }),
  put({
    id: "put-what-is-hidden",
    level: 4,
    things: ["potato", "soap", "mug"],
    from: "somewhere",
    to: "shelf",
  }),
];

interface Treat {
  readonly id: string;
  readonly level: Task["level"];
  readonly things: Choice;
  readonly condition: Exclude<Condition, "examined">;
  readonly to: Place;
  readonly from?: Place;
  readonly shut?: boolean;
}

const treatments = {
  hot: { verb: "Heat", place: "microwave" },
  cold: { verb: "Cool", place: "fridge" },
  clean: { verb: "Clean", place: "sink" },
} as const;

/** Makes something hot, cold or clean and puts it somewhere. */
const treat = ({ id, level, things, condition, to, from, shut = false }: Treat): Task => ({
  id,
  category: "household",
  level,
  place: (seed) => {
    const name = chosen(things, seed, id);
    const { verb, place } = treatments[condition];
    const origin = from ? ` It is in the ${from}.` : "";
    const stays = to === place;
    return inKitchenOf(seed, {
      lying: from ? among(seed, [], [name]) : among(seed, [name]),
      stowed: from ? [{ name, in: from }] : [],
      wanted: `${verb} the ${words(name)} and ${stays ? "leave" : "put"} it ${whereOf(to, shut)}.${origin}`,
      condition,
      goals: [hasBecome(name, condition), goalOf(name, to, shut)],
      concerned: [name],
      steps: [
        `treat("${name}", "${place}", "${condition}")`,
        ...(stays ? [] : [`put_in("${name}", "${to}")`]),
        ...(shut ? [`set_open("${to}", False)`] : []),
      ],
      done: `The ${words(name)} is ${condition} and ${prepositionOf(to)} the ${to}.`,
    });
  },
});

const cleans: readonly Task[] = [
  treat({
    id: "clean-to-shelf",
    level: 3,
    things: ["mug", "glass", "apple"],
    condition: "clean",
    to: "shelf",
  }),
  treat({
    id: "clean-and-leave",
    level: 3,
    things: ["sponge", "can", "tomato"],
    condition: "clean",
    to: "sink",
  }),
  treat({
    id: "clean-to-fridge",
    level: 4,
    things: ["tomato", "orange", "egg"],
    condition: "clean",
    to: "fridge",
    shut: true,
  }),
  treat({
    id: "clean-from-fridge",
    level: 4,
    things: ["lettuce", "apple", "potato"],
    condition: "clean",
    from: "fridge",
    to: "shelf",
  }),
  treat({
    id: "clean-to-microwave",
    level: 4,
    things: ["potato", "mug", "glass"],
    condition: "clean",
    to: "microwave",
    shut: true,
  }),
];

const heats: readonly Task[] = [
  treat({ id: "heat-to-shelf", level: 4, things: ["potato", "mug", "bread"], condition: "hot", to: "shelf" }),
  treat({
    id: "heat-and-leave",
    level: 4,
    things: ["egg", "bread", "can"],
    condition: "hot",
    to: "microwave",
    shut: true,
  }),
  treat({
    id: "heat-from-fridge",
    level: 5,
    things: ["egg", "tomato", "butter"],
    condition: "hot",
    from: "fridge",
    to: "shelf",
  }),
  treat({ id: "heat-to-sink", level: 4, things: ["glass", "mug", "sponge"], condition: "hot", to: "sink" }),
  treat({
    id: "heat-from-shelf",
    level: 4,
    things: ["apple", "can", "mug"],
    condition: "hot",
    from: "shelf",
    to: "sink",
  }),
];

const cools: readonly Task[] = [
  treat({
    id: "cool-to-shelf",
    level: 4,
    things: ["orange", "can", "glass"],
    condition: "cold",
    to: "shelf",
  }),
  treat({
    id: "cool-and-leave",
    level: 3,
    things: ["butter", "lettuce", "mug"],
    condition: "cold",
    to: "fridge",
    shut: true,
  }),
  treat({
    id: "cool-from-microwave",
    level: 5,
    things: ["potato", "bread", "egg"],
    condition: "cold",
    from: "microwave",
    to: "shelf",
  }),
  treat({ id: "cool-to-sink", level: 4, things: ["tomato", "apple", "can"], condition: "cold", to: "sink" }),
  treat({
    id: "cool-to-microwave",
    level: 5,
    things: ["mug", "glass", "butter"],
    condition: "cold",
    to: "microwave",
    shut: true,
  }),
];

interface Examine {
  readonly id: string;
  readonly level: Task["level"];
  readonly things: Choice;
  readonly from?: Place;
  /** Where it is put afterwards. */
  readonly to?: Place;
}

const examine = ({ id, level, things, from, to }: Examine): Task => ({
  id,
  category: "household",
  level,
  place: (seed) => {
    const name = chosen(things, seed, id);
    const origin = from ? ` It is in the ${from}.` : "";
    const then = to ? `, then put it ${whereOf(to)}` : "";
    return inKitchenOf(seed, {
      lying: from ? among(seed, [], [name]) : among(seed, [name]),
      stowed: from ? [{ name, in: from }] : [],
      wanted: `Examine the ${words(name)} by the light of the desk lamp${then}.${origin}`,
      condition: "examined",
      goals: [hasBecome(name, "examined"), ...(to ? [isIn(name, to)] : [])],
      concerned: [name],
      steps: [`examine("${name}")`, ...(to ? [`put_in("${name}", "${to}")`] : [])],
      done: `The ${words(name)} was examined by the lamp.`,
    });
  },
});

const examines: readonly Task[] = [
  examine({ id: "examine-in-light", level: 3, things: ["apple", "mug", "soap"] }),
  examine({ id: "examine-then-shelve", level: 3, things: ["egg", "can", "bread"], to: "shelf" }),
  examine({ id: "examine-from-fridge", level: 4, things: ["tomato", "butter", "orange"], from: "fridge" }),
  examine({ id: "examine-then-sink", level: 3, things: ["glass", "sponge", "potato"], to: "sink" }),
  examine({
    id: "examine-from-microwave",
    level: 4,
    things: ["potato", "mug", "bread"],
    from: "microwave",
    to: "shelf",
  }),
];

interface PutTwo {
  readonly id: string;
  readonly level: Task["level"];
  readonly pairs: readonly [readonly [Kitchenware, Kitchenware], ...(readonly [Kitchenware, Kitchenware])[]];
  readonly to: Place;
  /** Where the second of them is at the start. */
  readonly secondFrom?: Place;
  readonly shut?: boolean;
}

/** Off the middle of a place by so much there is room for two, metres. */
const APART_M = 0.04;

const putTwo = ({ id, level, pairs, to, secondFrom, shut = false }: PutTwo): Task => ({
  id,
  category: "household",
  level,
  place: (seed) => {
    const [first, second] = chosen(pairs, seed, id);
    const origin = secondFrom ? ` The ${words(second)} is in the ${secondFrom}.` : "";
    return inKitchenOf(seed, {
      lying: secondFrom ? among(seed, [first], [second]) : among(seed, [first, second]),
      stowed: secondFrom ? [{ name: second, in: secondFrom }] : [],
      wanted: `Put the ${words(first)} and the ${words(second)} ${whereOf(to, shut)}.${origin}`,
      goals: [first, second].map((name) => goalOf(name, to, shut)),
      concerned: [first, second],
      steps: [
        `put_in("${first}", "${to}", ${APART_M})`,
        `put_in("${second}", "${to}", -${APART_M})`,
        ...(shut ? [`set_open("${to}", False)`] : []),
      ],
      done: `Both are ${prepositionOf(to)} the ${to}.`,
    });
  },
});

const twos: readonly Task[] = [
  putTwo({
    id: "two-on-shelf",
    level: 3,
    pairs: [
      ["mug", "glass"],
      ["apple", "can"],
      ["soap", "sponge"],
    ],
    to: "shelf",
  }),
  putTwo({
    id: "two-in-sink",
    level: 3,
    pairs: [
      ["mug", "tomato"],
      ["glass", "potato"],
      ["can", "apple"],
    ],
    to: "sink",
  }),
  putTwo({
    id: "two-in-fridge",
    level: 4,
    pairs: [
      ["butter", "egg"],
      ["tomato", "orange"],
      ["can", "butter"],
    ],
    to: "fridge",
    shut: true,
  }),
  putTwo({
    id: "two-in-microwave",
    level: 4,
    pairs: [
      ["potato", "egg"],
      ["bread", "butter"],
      ["mug", "soap"],
    ],
    to: "microwave",
    shut: true,
  }),
  putTwo({
    id: "two-from-two-places",
    level: 4,
    pairs: [
      ["apple", "orange"],
      ["mug", "lettuce"],
      ["bread", "butter"],
    ],
    to: "shelf",
    secondFrom: "fridge",
  }),
];

/** Thirty tasks in the kitchen, five of each kind. */
export const household: readonly Task[] = [...puts, ...cleans, ...heats, ...cools, ...examines, ...twos];
