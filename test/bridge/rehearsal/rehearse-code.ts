import type { Rehearsal } from "../../../bridge/protocol/index.ts";
import type { Rehearsals } from "../../../bridge/rehearsal/rehearsals.ts";

let asked = 0;

/** Rehearses code to its end; `told`: everything that was told of it. */
export const rehearseCode = (
  rehearsals: Rehearsals | null,
  code: string,
  id = `r${++asked}`,
): Promise<Rehearsal & { readonly told: readonly Rehearsal[] }> =>
  new Promise((resolve, reject) => {
    if (!rehearsals) return reject(new Error("this session cannot rehearse"));
    const told: Rehearsal[] = [];
    const off = rehearsals.subscribe((rehearsal) => {
      if (rehearsal.id !== id) return;
      told.push(rehearsal);
      if (rehearsal.state === "running") return;
      off();
      resolve({ ...rehearsal, told });
    });
    rehearsals.rehearse({ id, code });
  });
