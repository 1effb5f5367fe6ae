// Makes the ROS 2 environment of test/ros2 before the tests, where a CPython 3.12 and a package index can be had.
import { register } from "tsx/esm/api";

register();
const { prepareWheels } = await import("./ros2/wheels.ts");
const prepared = prepareWheels((line) => console.log(line));
console.log(
  prepared.ready
    ? "ROS 2: a real graph is tested"
    : `NOTE: the test with a real ROS 2 graph is skipped: ${prepared.reason}`,
);
