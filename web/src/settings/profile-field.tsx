import type { SettingsView } from "../../../bridge/protocol/index.ts";
import { SelectField } from "./fields.tsx";

/** How the robot's interfaces are called, and what it is held to. */
export const ProfileField = ({
  view,
  value,
  fitting,
  hasDraft,
  onChange,
}: {
  view: SettingsView;
  value: string;
  /** What "the fitting one" is. */
  fitting: string;
  hasDraft: boolean;
  onChange: (value: string) => void;
}) => {
  const shipped = view.profiles.find(({ name }) => `shipped ${name}` === value);
  return (
    <SelectField
      label="Profile"
      value={value}
      onChange={onChange}
      options={[
        { value: "fitting", label: fitting },
        ...(hasDraft ? [{ value: "draft", label: "the draft below, as you read it" }] : []),
        ...(view.start_profile === null
          ? []
          : [{ value: "start", label: `${view.start_profile} (given at the start)` }]),
        ...view.profiles.map(({ name }) => ({ value: `shipped ${name}`, label: name })),
      ]}
      hint={shipped?.description ?? "Names of topics and actions, joints, limits and workspace."}
    />
  );
};
