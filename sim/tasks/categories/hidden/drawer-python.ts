/** Python that moves a drawer by its handle, for oracles. */
export const drawerMoves = `ACROSS = [1.0, 0.0, 0.0, 0.0]  # straight down, the fingers opening along x: before and behind the handle's bar
WAY = 0.15


def slide(open):
    """Pulls the drawer out, or pushes it in, by its handle; looks whether it did, and tries again when not."""
    for _ in range(3):
        if ("open" in scene.find("drawer").states) == open:
            return
        handle, cabinet = scene.find("drawer_handle"), scene.find("cabinet")
        tray = scene.find("drawer")
        inside = [item.name for item in scene.find_all() if math.dist(item.position[:2], tray.position[:2]) < 0.09]
        touching = ["drawer_handle", "drawer", "cabinet", *inside]
        shut_x = cabinet.x - cabinet.size_m[0] / 2 - 0.04
        end_x = shut_x - WAY if open else shut_x
        gripper.open(0.036)
        arm.move_to([handle.x, handle.y, 0.2], ACROSS)
        arm.move_to([handle.x, handle.y, handle.z], ACROSS, straight=True, speed=0.1, may_touch=touching)
        gripper.close()
        print(arm.move_to([end_x, handle.y, handle.z], ACROSS, straight=True, speed=0.1, may_touch=touching))
        gripper.open(0.036)
        here = arm.pose()
        arm.move_to([here.x, here.y, 0.2], ACROSS, straight=True, may_touch=touching)
        print(scene.find("drawer"))


def new_since(before):
    """Names of things that were not seen before."""
    return [name for name in scene.objects() if name not in before]
`;

/** Python that lifts cups off what they hide, for oracles. */
export const cupMoves = `def spare(cup):
    """A bare place beside the others, and beside what is under it, where a cup can be put down."""
    places = [(x / 100, y / 100) for x in range(34, 66, 3) for y in range(-34, 36, 3)]
    others = scene.find_all()

    def room(place):
        return min(math.dist(place, item.position[:2]) - max(item.size_m[:2]) / 2 for item in others)

    return max((place for place in places if math.hypot(*place) < 0.68), key=room)


def uncover(cup):
    """Puts a cup aside and returns the names of what was under it."""
    before = scene.objects()
    x, y = spare(cup)
    carry(cup, place_at, x, y)
    found = [name for name in scene.objects() if name not in before]
    print(f"under {cup}: {found}")
    return found


def put_over(cup, thing=None, x=None, y=None):
    """Lowers a cup over a thing, or onto a bare place."""
    if thing is not None:
        x, y, _ = scene.find(thing).position
    pick(cup)
    touching = [cup] + ([thing] if thing else [])
    for height in (0.16, 0.0):
        item, tool = scene.find(cup), arm.pose()
        dx, dy, above = tool.x - item.x, tool.y - item.y, tool.z - item.z
        z = item.size_m[2] / 2 + above + max(height, 0.003)
        arm.move_to([x + dx, y + dy, z], tool.orientation, straight=height == 0.0, speed=0.1, may_touch=touching)
    gripper.open()
    here = arm.pose()
    arm.move_to([here.x, here.y, here.z + 0.12], here.orientation, straight=True, may_touch=touching)
`;
