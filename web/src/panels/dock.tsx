import { useRef } from "preact/hooks";
import { setPageAddress } from "../frame/address-bar.ts";
import { Icon } from "../frame/icons.tsx";
import { choosePanelPlace, panelPlace } from "../frame/panel-place.ts";
import { setSizes, sizes } from "../frame/sizes.ts";
import { Splitter } from "../frame/splitter.tsx";
import { useStore } from "../state/store.ts";
import { PanelBox, panelId } from "./panel-box.tsx";
import { useOpenPanels } from "./use-open-panels.ts";

/** Neither the panels nor the scene become smaller than this, CSS pixels. */
const LEAST_PX = { below: 130, beside: 240 } as const;
const SCENE_PX = 160;

/** The panels that are open, and the bar of buttons that open and close them. */
export const Dock = () => {
  const dock = useRef<HTMLElement>(null);
  const { usable, open, toggle } = useOpenPanels(dock);
  const place = useStore(panelPlace, (value) => value);
  const other = place === "below" ? "beside" : "below";
  return (
    <section class={`dock${open.length > 0 ? " is-open" : ""}`} aria-label="Panels" ref={dock}>
      <nav class="dock-bar" aria-label="Panels to open">
        <button
          type="button"
          class="to-chat"
          aria-pressed={open.length === 0}
          onClick={() => setPageAddress({ panels: [] })}
        >
          <Icon name="chat" />
          Chat
        </button>
        {usable.map(({ name, icon }) => (
          <button
            key={name}
            type="button"
            aria-expanded={open.some((panel) => panel.name === name)}
            aria-controls={panelId(name)}
            onClick={() => toggle(name)}
          >
            <Icon name={icon} />
            {name}
          </button>
        ))}
        <button
          type="button"
          class="dock-place"
          title={`Panels ${other} the scene`}
          onClick={() => choosePanelPlace(other)}
        >
          <Icon name={other} />
          <span class="unseen">Panels {other} the scene</span>
        </button>
      </nav>
      {open.length > 0 && (
        <Panels place={place}>
          {open.map((panel, i) => (
            <PanelBox
              key={panel.name}
              panel={panel}
              next={open[i + 1]?.name ?? null}
              sideways={place === "below"}
              toggle={toggle}
            />
          ))}
        </Panels>
      )}
    </section>
  );
};

/** The box that the open panels share, and the border by which it is made larger. */
const Panels = ({ place, children }: { place: "below" | "beside"; children: preact.ComponentChildren }) => {
  const box = useRef<HTMLDivElement>(null);
  const size = useStore(sizes, (all) => all[place]);
  const side = place === "below" ? "offsetHeight" : "offsetWidth";
  const range = () => {
    const now = box.current?.[side] ?? 0;
    const scene = box.current?.closest(".stage")?.querySelector<HTMLElement>(".scene")?.[side] ?? 0;
    return { now, min: LEAST_PX[place], max: now + scene - SCENE_PX };
  };
  return (
    <div
      class="dock-panels"
      ref={box}
      id="dock-panels"
      style={{ "--dock-size": size === undefined ? undefined : `${size}px` }}
    >
      <Splitter
        axis={place === "below" ? "y" : "x"}
        grows={-1}
        label={place === "below" ? "Height of the panels" : "Width of the panels"}
        controls="dock-panels"
        range={range}
        onMove={(value) => setSizes({ [place]: value })}
        onReset={() => setSizes({ [place]: undefined })}
      />
      {children}
    </div>
  );
};
