import { degrees, fixed } from "../frame/format.ts";
import { useSlidingJoints } from "./prismatic-joints.ts";
import { useRobotFrame } from "./use-robot-frame.ts";

/** Measured joints in numbers. */
export const JointPanel = () => {
  const frame = useRobotFrame();
  const sliding = useSlidingJoints();
  if (!frame) return <p class="silent">No joint state has arrived yet.</p>;
  return (
    <table class="numbers">
      <thead>
        <tr>
          <th scope="col">joint</th>
          <th scope="col">degrees</th>
          <th scope="col" class="is-spare">
            rad
          </th>
          <th scope="col">rad/s</th>
        </tr>
      </thead>
      <tbody>
        {frame.joint_names.map((name, i) => {
          const position = frame.positions[i] ?? 0;
          const velocity = frame.velocities[i] ?? 0;
          const linear = sliding.has(name);
          return (
            <tr key={name} class={Math.abs(velocity) > 0.005 ? "is-moving" : ""}>
              <th scope="row">{name.replace(/_joint$/, "").replaceAll("_", " ")}</th>
              <td>{linear ? `${fixed(position * 1000, 1)} mm` : `${fixed(degrees(position), 1)}°`}</td>
              <td class="is-spare">{linear ? `${fixed(position, 4)} m` : fixed(position, 4)}</td>
              <td>{linear ? `${fixed(velocity, 3)} m/s` : fixed(velocity, 3)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
};
