/** Colours of what has no colour of its own, by the scheme of the page. */
export interface ScenePalette {
  readonly table: number;
  readonly tableEdge: number;
  readonly mat: number;
  readonly leg: number;
  readonly wall: number;
  readonly grid: number;
  readonly floorGrid: number;
  readonly unknown: number;
  readonly stale: number;
  readonly skyLight: number;
  readonly groundLight: number;
  readonly ambient: number;
  readonly sun: number;
  readonly shadow: number;
  /** The way of the tool. */
  readonly path: number;
  /** Robots that one sees through: where it is to end, where it was told to be now, and what somebody thinks of. */
  readonly goal: number;
  readonly commanded: number;
  readonly planned: number;
  /** Forces: of a touch, and as felt at the wrist. */
  readonly contact: number;
  readonly wrench: number;
  readonly workspace: number;
  readonly keepOut: number;
  readonly camera: number;
}

export const lightPalette: ScenePalette = {
  table: 0xe9dfcd,
  tableEdge: 0xb9a688,
  mat: 0xf1efe9,
  leg: 0x8d9296,
  wall: 0xdad7cf,
  grid: 0x5b6a68,
  floorGrid: 0x7d8a88,
  unknown: 0x9aa3a8,
  stale: 0xb3b8bb,
  skyLight: 0xffffff,
  groundLight: 0xcfc8ba,
  ambient: 1.8,
  sun: 2.1,
  shadow: 0.3,
  path: 0x0b8a80,
  goal: 0x0b8a80,
  commanded: 0xd07a00,
  planned: 0x6a4fd0,
  contact: 0xc2410c,
  wrench: 0xb0218f,
  workspace: 0x2a7a44,
  keepOut: 0xc5161d,
  camera: 0x4a5a8c,
};

export const darkPalette: ScenePalette = {
  table: 0x4d4740,
  tableEdge: 0x2e2a26,
  mat: 0x3b3f41,
  leg: 0x2d3134,
  wall: 0x59605f,
  grid: 0xb9c7c4,
  floorGrid: 0x7f8f8c,
  unknown: 0x7d868c,
  stale: 0x5d6468,
  skyLight: 0xdfeaf2,
  groundLight: 0x2b2723,
  ambient: 1.2,
  sun: 2.3,
  shadow: 0.5,
  path: 0x4fd1be,
  goal: 0x4fd1be,
  commanded: 0xffb347,
  planned: 0xa995ff,
  contact: 0xff9a4d,
  wrench: 0xf58ae0,
  workspace: 0x63d08f,
  keepOut: 0xff5a52,
  camera: 0x9fb2f0,
};

/** Colour words of detections. */
const colorWords: Readonly<Record<string, number>> = {
  red: 0xd8343a,
  green: 0x2f9e50,
  blue: 0x2b66d9,
  yellow: 0xf2c028,
  orange: 0xf28024,
  purple: 0x8550b8,
  pink: 0xe87fae,
  cyan: 0x2bb3c9,
  white: 0xf4f2ec,
  brown: 0x9a6a42,
  black: 0x26272a,
  gray: 0x8c9299,
  grey: 0x8c9299,
};

export const colorOf = (word: string, palette: ScenePalette): number =>
  (Object.hasOwn(colorWords, word) ? colorWords[word] : undefined) ?? palette.unknown;
