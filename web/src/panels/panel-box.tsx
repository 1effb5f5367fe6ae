import { useRef } from "preact/hooks";
import { duration } from "../frame/format.ts";
import { useFreshness } from "../frame/freshness.ts";
import { Icon } from "../frame/icons.tsx";
import { setSizes, sizes } from "../frame/sizes.ts";
import { Splitter } from "../frame/splitter.tsx";
import { useStore } from "../state/store.ts";
import type { Panel } from "./registry.tsx";

/** No panel is made smaller than this, CSS pixels. */
const LEAST_PX = { width: 200, height: 110 } as const;

/** The id of an open panel in the page. */
export const panelId = (name: string): string => `panel-${name.toLowerCase().replaceAll(" ", "-")}`;

/** What part of the box a panel has, where others stand beside it. */
const shareOf = (all: Readonly<Record<string, number>>, name: string): number => all[panelId(name)] ?? 1;

/** An open panel with its name, and the border to the next one. */
export const PanelBox = ({
  panel: { name, acts, content },
  next,
  sideways,
  toggle,
}: {
  panel: Panel;
  /** Name of the panel after it; null for the last. */
  next: string | null;
  /** They stand side by side, and not one below the other. */
  sideways: boolean;
  toggle: (name: string) => void;
}) => {
  const box = useRef<HTMLElement>(null);
  const share = useStore(sizes, (all) => shareOf(all, name));
  const freshness = useFreshness();
  const stale = !acts && freshness.state === "stale";
  const side = sideways ? "offsetWidth" : "offsetHeight";
  const least = sideways ? LEAST_PX.width : LEAST_PX.height;
  const both = (): number =>
    (box.current?.[side] ?? 0) + ((next && document.getElementById(panelId(next))?.[side]) || 0);
  const close = (): void => {
    toggle(name);
    document.querySelector<HTMLElement>(`[aria-controls="${panelId(name)}"]`)?.focus();
  };
  return (
    <section
      class={`panel${stale ? " is-stale" : ""}`}
      id={panelId(name)}
      aria-label={name}
      ref={box}
      style={{ flexGrow: share }}
    >
      <header class="panel-head">
        <h2>{name}</h2>
        {stale && <span class="panel-age">{duration(freshness.ageS)} old</span>}
        <button type="button" class="panel-close" onClick={close} title={`Close ${name}`}>
          <Icon name="cross" />
          <span class="unseen">Close {name}</span>
        </button>
      </header>
      {/* It scrolls, and may hold nothing that the keyboard could go to. */}
      <div class="dock-panel" role="group" aria-label={`${name}, contents`} tabIndex={0}>
        {content((other) => {
          if (!document.getElementById(panelId(other))) toggle(other);
        })}
      </div>
      {next !== null && (
        <Splitter
          axis={sideways ? "x" : "y"}
          grows={1}
          label={`Border between ${name} and ${next}`}
          controls={panelId(name)}
          range={() => ({ now: box.current?.[side] ?? 0, min: least, max: both() - least })}
          onMove={(size) => {
            const all = sizes.get();
            const shares = shareOf(all, name) + shareOf(all, next);
            const part = (size / Math.max(1, both())) * shares;
            setSizes({ [panelId(name)]: part, [panelId(next)]: shares - part });
          }}
          onReset={() => setSizes({ [panelId(name)]: undefined, [panelId(next)]: undefined })}
        />
      )}
    </section>
  );
};
