import { useView } from "../frame/address-bar.ts";
import { useApp, useAppState } from "../frame/context.ts";
import { Icon } from "../frame/icons.tsx";
import { Store, useStore } from "../state/store.ts";
import { type FormState, settingsForm, unsavedOf } from "./settings-form.ts";

const none = new Store<FormState | null>(null);

/** The way to the settings, and back; it tells of what was changed there and is not applied. */
export const SettingsLink = () => {
  const open = useView() === "settings";
  const { bridge } = useApp();
  const phase = useAppState(({ link }) => link.phase);
  const store: Store<FormState | null> = bridge
    ? (settingsForm(bridge).state as Store<FormState | null>)
    : none;
  const unsaved = useStore(store, (state) => (state ? unsavedOf(state).length : 0));
  if (phase === "viewer") return null;
  return (
    <a
      class={`icon-button settings-link${unsaved > 0 ? " is-changed" : ""}`}
      href={open ? "#" : "#settings"}
      title={unsaved > 0 ? "Settings: something is not applied" : "Settings"}
      aria-current={open ? "page" : undefined}
    >
      <Icon name="gear" />
      <span class="unseen">{unsaved > 0 ? "Settings, something is not applied" : "Settings"}</span>
    </a>
  );
};
