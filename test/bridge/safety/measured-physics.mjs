// The simulator's own physics thread, which besides writes down what its world does at every step of 2 ms.
import { workerData } from "node:worker_threads";
import { World } from "../../../dist/sim/world/world.js";

const { tap, joints, points, fingers } = workerData;
const ROWS = 100;
let world = null;
let rows = [];

const flush = () => {
  const batch = Float64Array.from(rows);
  rows = [];
  if (batch.length > 0) tap.postMessage({ rows: batch }, [batch.buffer]);
};

const step = World.prototype.step;
World.prototype.step = function measuredStep() {
  step.call(this);
  world = this;
  rows.push(this.timeS);
  for (const joint of joints) rows.push(this.position(joint));
  for (const joint of joints) rows.push(this.velocity(joint));
  for (const point of points) rows.push(...this.pose(point).position);
  rows.push(fingers.reduce((gap, finger) => gap + this.position(finger), 0));
  const width = 2 + 2 * joints.length + 3 * points.length;
  if (rows.length >= ROWS * width) flush();
};

tap.on("message", (id) => {
  flush();
  const look = ({ model: { name } }) => ({
    name,
    position: world.pose(name).position,
    speed_m_s: Math.hypot(...world.twist(name).linear),
  });
  const objects = world ? world.scene.objects.map(look) : [];
  tap.postMessage({ flushed: id, objects });
});

await import("../../../dist/sim/world/physics-worker.js");
