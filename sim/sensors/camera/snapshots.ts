/*
 * Between the physics and the camera worker: the cameras ask, the physics answers with what there is to see.
 */
export type ToPhysics = { readonly t: "look" };

export type ToCameras =
  /** Another set of objects: the visual model to draw from now on. */
  | { readonly t: "model"; readonly mjcf: string }
  | {
      readonly t: "snapshot";
      /** Joint positions, in the order of that model. */
      readonly positions: Float64Array;
      readonly timeNs: bigint;
      /** The same number means the same picture. */
      readonly revision: number;
    };
