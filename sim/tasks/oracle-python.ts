/*
 * Python that the oracles of several tasks share, in public names only. An action names the parts that it needs; what
 * one action defines is there in the next ones.
 */

/** Moves of one thing, with a fresh look before each and after each, and a second and third try. */
export const carrying = `import math


def in_hand(name):
    """Whether the fingers hold this object."""
    if not gripper.state().holding:
        return False
    item, tool = scene.find(name), arm.pose()
    return math.dist(item.position, tool.position) < 0.06


def carry(name, put, *where):
    """Picks an object up and puts it down with place_at, place_on or place_in; what fails is tried again."""
    for tries_left in (2, 1, 0):
        try:
            if not in_hand(name):
                pick(name)
            placed = put(*where)
            print(placed)
            if placed.error_m < 0.02 or not tries_left:
                return placed
        except (GraspFailed, CollisionAhead, Unreachable) as error:
            print(f"{name}: {error}")
            if not tries_left:
                raise


def carry_to(name, x, y):
    return carry(name, place_at, x, y)


def carry_on(name, support):
    return carry(name, place_on, support)


def carry_in(name, container):
    return carry(name, place_in, container)


def yaw_of(item):
    """How an upright thing is turned about the vertical."""
    x, y, z, w = item.orientation
    return math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z))


PATTERNS = {
    1: [(0, 0)],
    2: [(-0.042, 0), (0.042, 0)],
    3: [(-0.045, -0.026), (0.045, -0.026), (0, 0.03)],
    4: [(-0.042, -0.03), (0.042, -0.03), (-0.042, 0.03), (0.042, 0.03)],
}


def spots(container, count):
    """Where in a box or on a plate so many things find room side by side."""
    item = scene.find(container)
    c, s = math.cos(yaw_of(item)), math.sin(yaw_of(item))
    return [(item.x + c * dx - s * dy, item.y + s * dx + c * dy) for dx, dy in PATTERNS[count]]


def carry_all(names, container):
    """Puts several things into or onto one, side by side."""
    for name, (x, y) in zip(names, spots(container, len(names))):
        carry_to(name, x, y)


def over(name, support):
    """Whether a thing is above another."""
    a, b = scene.find(name), scene.find(support)
    return math.dist(a.position[:2], b.position[:2]) < max(b.size_m[:2]) / 2 and a.z > b.z
`;

/** Bare places on the table. */
export const freePlaces = `def bare(x, y, clear=0.1, ignoring=()):
    """Whether the table is bare around a place."""
    return all(
        math.dist((x, y), item.position[:2]) > clear + max(item.size_m[:2]) / 2 - 0.02
        for item in scene.find_all()
        if item.name not in ignoring
    )


def free_place(clear=0.1):
    """A bare place that the arm reaches, the middle of the table first."""
    places = [(x / 100, y / 100) for x in range(32, 67, 2) for y in range(-36, 37, 2)]
    places.sort(key=lambda place: math.dist(place, (0.48, 0)))
    for x, y in places:
        if math.hypot(x, y) < 0.7 and bare(x, y, clear):
            return x, y
    return free_place(clear - 0.01)
`;

/** Weighing with the sensor at the wrist. */
export const weighing = `def weigh(name):
    """Lifts an object and returns its mass, kilograms; it stays in the hand."""
    pick(name)
    wait(0.5)
    forces = []
    for _ in range(5):
        forces.append(math.hypot(*sensors.wrench().force))
        wait(0.05)
    mass = sum(forces) / len(forces) / 9.81
    print(f"{name} weighs {mass:.3f} kg")
    return mass


def weigh_all(names):
    """Masses by name; each object is put back where it was."""
    masses = {}
    for name in names:
        before = scene.find(name)
        masses[name] = weigh(name)
        place_at(before.x, before.y)
    return masses
`;

/** Putting a thing down with the hand turned as wanted: beside others, or turned itself. */
export const turning = `def hand_down(yaw):
    """A hand that points down, its fingers opening along (cos yaw, sin yaw)."""
    return [math.cos(yaw / 2), math.sin(yaw / 2), 0.0, 0.0]


def hand_yaw():
    x, y, _, _ = arm.pose().orientation
    return 2 * math.atan2(y, x)


def lower(name, x, y, surface, yaw):
    """Puts what is in the hand down over a surface, the fingers opening along yaw; looks at it before it goes down."""
    near = [item.name for item in scene.find_all() if math.dist(item.position[:2], (x, y)) < 0.1]
    item, tool = scene.find(name), arm.pose()
    below = tool.z - item.z + item.size_m[2] / 2
    arm.move_to([x, y, surface + below + 0.1], hand_down(yaw), may_touch=[name])
    item, tool = scene.find(name), arm.pose()
    x, y = x + tool.x - item.x, y + tool.y - item.y
    down = [x, y, surface + below + 0.003]
    arm.move_to(down, hand_down(yaw), straight=True, speed=0.1, may_touch=near + [name])
    gripper.open(min(0.08, gripper.state().width_m + 0.02))
    arm.move_to([x, y, down[2] + 0.12], hand_down(yaw), straight=True, may_touch=near + [name])
    wait(0.3)
    print(scene.find(name))
`;

/** The parts and what the first action does with them, then the other actions. */
export const oracle = (parts: readonly string[], ...actions: readonly string[]): string[] => {
  const [first = "", ...others] = actions.map((action) => action.trim());
  return [[...parts, first].join("\n\n"), ...others];
};
