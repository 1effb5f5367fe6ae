import { rotate } from "../world/math.ts";
import type { Lidar } from "../world/robots/description.ts";
import type { World } from "../world/world.ts";
import { RayBundle } from "./camera/ray-caster.ts";
import { type Reading, SCAN_STEPS } from "./reading.ts";

/**
 * sensor_msgs/msg/LaserScan: distances all around, from behind over the right, anticlockwise; infinite where nothing is
 * within range. The scanner sees through the link that carries it.
 */
export const laserScanOf = (world: World, { link, rays, rangeMin, rangeMax }: Lidar): Reading => {
  const bundle = new RayBundle(rays);
  const angle_increment = (2 * Math.PI) / rays;
  return {
    topic: "/scan",
    type: "sensor_msgs/msg/LaserScan",
    everySteps: SCAN_STEPS,
    read: (stamp) => {
      const { position, orientation } = world.pose(link);
      for (let ray = 0; ray < rays; ray++) {
        const angle = -Math.PI + ray * angle_increment;
        bundle.directions.set(rotate(orientation, [Math.cos(angle), Math.sin(angle), 0]), 3 * ray);
      }
      world.castRays(position, bundle, world.scene.robot.rootLink);
      return {
        header: { stamp, frame_id: link },
        angle_min: -Math.PI,
        angle_max: Math.PI - angle_increment,
        angle_increment,
        time_increment: 0,
        scan_time: 0.1,
        range_min: rangeMin,
        range_max: rangeMax,
        ranges: Array.from(bundle.distances, (distance) =>
          distance >= rangeMin && distance <= rangeMax ? distance : Number.POSITIVE_INFINITY,
        ),
        intensities: [],
      };
    },
  };
};
