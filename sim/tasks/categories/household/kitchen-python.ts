/** Python that the oracles of a kitchen share: doors and switches, looking into what is shut, and what goes wrong. */
export const inKitchen = `SET_BOOL = "std_srvs/srv/SetBool"


def states(name):
    return scene.find(name).states


def set_open(name, open):
    """Opens or closes a fridge or microwave; switches it off first, and takes the arm away where it is in the way."""
    if "on" in states(name):
        set_on(name, False)
    answer = ros.call(f"/{name}/set_open", SET_BOOL, {"data": open})
    print(answer["message"])
    if not answer["success"]:
        arm.home()
        print(ros.call(f"/{name}/set_open", SET_BOOL, {"data": open})["message"])


def set_on(name, on):
    print(ros.call(f"/{name}/set_on", SET_BOOL, {"data": on})["message"])


def search(name):
    """Opens what is shut until the thing is seen."""
    for place in ("fridge", "microwave"):
        if name in scene.objects():
            return
        set_open(place, True)
    print(scene.find(name))


def has_in_hand(name):
    item, tool = scene.find(name), arm.pose()
    return gripper.state().holding and math.dist(item.position, tool.position) < 0.06


def take(name):
    search(name)
    if not has_in_hand(name):
        pick(name)


def inside(name, place):
    item, box = scene.find(name), scene.find(place)
    return all(abs(item.position[i] - box.position[i]) < box.size_m[i] / 2 for i in (0, 1))


def put_in(name, place, off=0.0):
    """Brings a thing into or onto a place, off its middle along its longer side; tries again when something goes wrong."""
    for _ in range(4):
        try:
            if "closed" in states(place):
                set_open(place, True)
            take(name)
            if "closed" in states(place):
                set_open(place, True)
            box = scene.find(place)
            dx, dy = (0, off) if box.size_m[1] > box.size_m[0] else (off, 0)
            floor = box.z - box.size_m[2] / 2 + 0.01
            print(place_at(box.x + dx, box.y + dy, floor) if off else place_in(place))
            if inside(name, place):
                return
        except (GraspFailed, CollisionAhead, Unreachable, NotFound) as error:
            print(f"{name}: {error}")
    raise GraspFailed(f"{name} is not in {place}")


def treat(name, place, state):
    """Has a thing made hot in the microwave, cold in the fridge or clean in the sink, until it is seen to be so."""
    for _ in range(4):
        put_in(name, place)
        has_door = place != "sink"
        if has_door:
            set_open(place, False)
        if place != "fridge":
            set_on(place, True)
        wait(4)
        if place != "fridge":
            set_on(place, False)
        if has_door:
            set_open(place, True)
        if state in states(name):
            return
    raise GraspFailed(f"{name} is not {state}")


def examine(name):
    """Holds a thing beside the lit lamp until it is seen to be examined."""
    for _ in range(4):
        try:
            take(name)
            lamp = scene.find("desk_lamp")
            arm.move_to([lamp.x, lamp.y - math.copysign(0.125, lamp.y), 0.2])
            if "off" in states("desk_lamp"):
                set_on("desk_lamp", True)
            wait(1.5)
            if "examined" in states(name):
                return
        except (GraspFailed, CollisionAhead, Unreachable, NotFound) as error:
            print(f"{name}: {error}")
    raise GraspFailed(f"{name} is not examined")
`;
