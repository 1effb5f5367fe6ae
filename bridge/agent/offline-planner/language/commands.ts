/** Words for an object or several, before anything was looked at. */
export interface Reference {
  /** As it was said. */
  readonly text: string;
  readonly color: string | null;
  /** Shapes that the noun may mean; null for any. */
  readonly shapes: readonly string[] | null;
  /** A noun that means no shape; an object may still be called so. */
  readonly unknown: string | null;
  readonly all: boolean;
  readonly count: number | null;
  readonly pick: Superlative | null;
  /** What "nearest" and "farthest" are measured from; null for the robot. */
  readonly from: Reference | null;
  /** "the other one": not the one spoken of before. */
  readonly other: boolean;
  /** "it", "them". */
  readonly pronoun: boolean;
  readonly except: readonly Reference[];
  /** "the cube on the plate". */
  readonly where: { readonly relation: Relation; readonly target: Reference } | null;
}

export type Superlative =
  | "leftmost"
  | "rightmost"
  | "nearest"
  | "farthest"
  | "biggest"
  | "smallest"
  | "tallest"
  | "shortest"
  | "highest"
  | "lowest";
export type Relation =
  | "on"
  | "in"
  | "beside"
  | "left_of"
  | "right_of"
  | "behind"
  | "front_of"
  | "above"
  | "under"
  | "between";
export type Direction = "left" | "right" | "away" | "toward" | "up" | "down";
export type References = readonly Reference[];

/** What an instruction asks for, one entry a step. Lengths in metres. */
export type Command =
  | { readonly kind: "pick"; readonly what: References }
  | { readonly kind: "lift"; readonly what: References; readonly distance: number }
  | {
      readonly kind: "place";
      readonly what: References;
      readonly relation: Relation;
      readonly target: References;
    }
  | { readonly kind: "place_at"; readonly what: References; readonly x: number; readonly y: number }
  | { readonly kind: "put_down"; readonly what: References }
  /** To where it was before. */
  | { readonly kind: "restore"; readonly what: References }
  | { readonly kind: "take_out"; readonly what: References; readonly from: Reference }
  | {
      readonly kind: "shift";
      readonly what: References;
      readonly direction: Direction;
      readonly distance: number;
      readonly push: boolean;
    }
  /** Bottom first; bottom and top fix the ends of a set whose order is free. */
  | {
      readonly kind: "stack";
      readonly order: References;
      readonly bottom: Reference | null;
      readonly top: Reference | null;
    }
  | { readonly kind: "sort"; readonly what: References; readonly by: "color" | "shape" }
  | { readonly kind: "gather"; readonly what: References }
  | { readonly kind: "swap"; readonly a: Reference; readonly b: Reference }
  | { readonly kind: "clear"; readonly target: Reference }
  | { readonly kind: "above"; readonly target: Reference }
  | { readonly kind: "home" }
  | { readonly kind: "gripper"; readonly open: boolean; readonly width: number | null }
  | { readonly kind: "tool"; readonly direction: Direction; readonly distance: number }
  | { readonly kind: "tool_at"; readonly x: number; readonly y: number; readonly z: number | null };

export type Question =
  | { readonly kind: "scene" }
  | { readonly kind: "help" }
  | { readonly kind: "held" }
  | { readonly kind: "gripper" }
  | { readonly kind: "arm" }
  | { readonly kind: "count"; readonly what: Reference }
  | { readonly kind: "where"; readonly what: References }
  | { readonly kind: "which"; readonly what: Reference }
  | { readonly kind: "is"; readonly what: Reference; readonly relation: Relation; readonly target: Reference }
  | { readonly kind: "exists"; readonly what: Reference }
  | { readonly kind: "far"; readonly a: Reference; readonly b: Reference | null }
  | { readonly kind: "color" | "shape" | "size"; readonly what: Reference };

export type Meaning =
  | { readonly kind: "commands"; readonly commands: readonly Command[] }
  | { readonly kind: "question"; readonly question: Question }
  /** Asked to stand still. */
  | { readonly kind: "still" }
  | { readonly kind: "not_understood"; readonly part: string };
