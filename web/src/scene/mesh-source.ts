import { LoadingManager, type Material, Mesh, type Object3D } from "three";
import { type MeshAddress, meshAddress } from "./mesh-address.ts";

/** An HTTP request to the bridge, with this session's key. */
export type BridgeFetch = (path: string) => Promise<Response>;

/** A mesh larger than this is not read, bytes. */
const MAX_MESH_BYTES = 64 * 1024 * 1024;
/** Meshes are read this many at a time. */
const AT_ONCE = 4;

/**
 * The meshes of a robot, read from the bridge and from nowhere else: a description may name any address, and the page
 * would tell whoever is there that it is open. Each is read once, however many links and ghosts show it.
 */
export class MeshSource {
  readonly #fetch: BridgeFetch | null;
  readonly #onMissing: () => void;
  readonly #read = new Map<string, Promise<Object3D>>();
  readonly #waiting: (() => void)[] = [];
  #reading = 0;
  /** Why a mesh is not drawn, by its address in the description. */
  readonly missing = new Map<string, string>();

  constructor(fetch: BridgeFetch | null, onMissing: () => void) {
    this.#fetch = fetch;
    this.#onMissing = onMissing;
  }

  /** Hands over a copy of the mesh; its geometry is shared. */
  readonly load = (url: string, material: Material, done: (mesh: Object3D) => void): void => {
    const address = meshAddress(url);
    if ("refusal" in address) return this.#miss(url, address.refusal);
    void this.#hand(url, address, material, done);
  };

  dispose(): void {
    for (const reading of this.#read.values())
      void reading
        .then((mesh) => mesh.traverse((node) => node instanceof Mesh && node.geometry.dispose()))
        .catch(() => {});
    this.#read.clear();
  }

  async #hand(
    url: string,
    address: MeshAddress,
    material: Material,
    done: (mesh: Object3D) => void,
  ): Promise<void> {
    const reading = this.#read.get(url) ?? this.#take(address);
    this.#read.set(url, reading);
    try {
      done(dressed(await reading, address.kind, material));
    } catch (error) {
      this.#miss(url, (error as Error).message);
    }
  }

  #miss(url: string, reason: string): void {
    if (this.missing.has(url)) return;
    this.missing.set(url, reason);
    this.#onMissing();
  }

  async #take(address: MeshAddress): Promise<Object3D> {
    if (!this.#fetch) throw new Error("there is no bridge to read it from");
    if (this.#reading >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#reading += 1;
    try {
      const response = await this.#fetch(address.path);
      if (!response.ok) {
        const told = (await response.json().catch(() => null)) as { reason?: unknown } | null;
        throw new Error(
          typeof told?.reason === "string" ? told.reason : `the bridge answered ${response.status}`,
        );
      }
      if (Number(response.headers.get("content-length") ?? 0) > MAX_MESH_BYTES)
        throw new Error(`it is larger than ${MAX_MESH_BYTES / 1024 / 1024} MB`);
      return await parsers[address.kind](await response.arrayBuffer());
    } finally {
      this.#reading -= 1;
      this.#waiting.shift()?.();
    }
  }
}

// Each on demand: most robots have meshes of one kind, the simulated ones none.
const parsers: Readonly<Record<MeshAddress["kind"], (bytes: ArrayBuffer) => Promise<Object3D>>> = {
  stl: async (bytes) => {
    const { STLLoader } = await import("three/addons/loaders/STLLoader.js");
    return new Mesh(new STLLoader().parse(bytes));
  },
  dae: async (bytes) => {
    const { ColladaLoader } = await import("three/addons/loaders/ColladaLoader.js");
    const made = new ColladaLoader(nowhere()).parse(new TextDecoder().decode(bytes), "");
    if (!made) throw new Error("it is no COLLADA file");
    return made.scene;
  },
  obj: async (bytes) => {
    const { OBJLoader } = await import("three/addons/loaders/OBJLoader.js");
    return new OBJLoader(nowhere()).parse(new TextDecoder().decode(bytes));
  },
};

/** Pictures that a mesh names are not fetched: they would come from wherever the file says. */
const nowhere = (): LoadingManager => new LoadingManager().setURLModifier(() => "data:,");

const dressed = (mesh: Object3D, kind: MeshAddress["kind"], material: Material): Object3D => {
  const copy = mesh.clone();
  copy.traverse((node) => {
    // COLLADA brings its own colours; lamps and cameras of its author are no part of a robot.
    if (node instanceof Mesh && kind !== "dae") node.material = material;
    if ("isLight" in node || "isCamera" in node) node.visible = false;
  });
  return copy;
};
