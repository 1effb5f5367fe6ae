import { useApp, useAppState } from "../frame/context.ts";
import { fixed, spoken } from "../frame/format.ts";
import { useRobotFrame } from "./use-robot-frame.ts";

/** What the detector sees, in numbers: the scene for who cannot see the picture. */
export const ObjectPanel = () => {
  const objects = useAppState((state) => state.objects);
  const { viewer } = useApp();
  const frame = useRobotFrame();
  if (objects.length === 0) return <p class="silent">The robot sees no object.</p>;
  return (
    <table class="numbers">
      <thead>
        <tr>
          <th scope="col">object</th>
          <th scope="col">x m</th>
          <th scope="col">y m</th>
          <th scope="col">z m</th>
          <th scope="col" class="is-extra">
            size cm
          </th>
        </tr>
      </thead>
      <tbody>
        {objects.map(({ name, pose, size_m }) => {
          const position = frame?.objects.find((object) => object.name === name)?.position ?? pose.position;
          return (
            <tr key={name}>
              <th scope="row">
                <button
                  type="button"
                  class="object-name"
                  title="Come near to it in the scene"
                  onClick={() => viewer.get()?.focus(name)}
                >
                  {spoken(name)}
                </button>
              </th>
              {position.map((metres, axis) => (
                <td key={axis}>{fixed(metres, 3)}</td>
              ))}
              <td class="is-extra">{size_m.map((metres) => fixed(metres * 100, 1)).join(" × ")}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
};
