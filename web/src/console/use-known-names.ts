import { useEffect, useRef, useState } from "preact/hooks";
import type { ManualEntry } from "../../../bridge/protocol/index.ts";
import { useApp, useAppState } from "../frame/context.ts";
import type { KnownNames } from "./completions.ts";
import { forgetPrimitiveDocs, loadPrimitiveDocs } from "./primitive-docs.ts";

/** What programs may name here: `docs` is null while the bridge has not told; `known` gives the newest of all. */
export const useKnownNames = (): { docs: readonly ManualEntry[] | null; known: () => KnownNames } => {
  const { bridge, robot } = useApp();
  const [docs, setDocs] = useState<readonly ManualEntry[] | null>(null);
  const open = useAppState(({ link }) => link.phase === "open");
  const profile = useAppState(({ session }) => session?.robot ?? "");
  const objects = useAppState((state) => state.objects);
  const limits = useAppState(({ session }) => session?.manual ?? null);
  const cameras = useAppState(({ session }) => session?.cameras);
  useEffect(() => {
    if (!bridge || !open) return undefined;
    let gone = false;
    loadPrimitiveDocs(bridge)
      .then((loaded) => gone || setDocs(loaded))
      .catch(() => {}); // completion goes without; it is asked for again when the line is there again
    return () => {
      gone = true;
      forgetPrimitiveDocs();
    };
  }, [bridge, open, profile]);
  const newest = useRef<KnownNames>({ docs: [], objects: [], joints: [], cameras: [] });
  newest.current = {
    docs: docs ?? [],
    objects: objects.map(({ name }) => name),
    joints: limits?.joints.map(({ name }) => name) ?? robot.frame?.joint_names ?? [],
    cameras: cameras ?? [],
  };
  return { docs, known: () => newest.current };
};
