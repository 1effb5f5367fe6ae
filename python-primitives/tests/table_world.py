"""A table with objects and a hand that moves at once: enough of a robot for skills to be tried on.

Answers primitive calls like the bridge does. The hand points straight down; whatever is between the fingers when
they close is carried, and what is let go falls onto the highest thing under it.
"""

from __future__ import annotations

import math

from codeact_primitives.errors import CollisionAhead, LimitExceeded, NotFound

GAP_M = 0.08
FINGER_REACH_M = 0.015


class Thing:
    def __init__(self, name, shape, x, y, size, z=None, yaw=0.0):
        self.name, self.shape, self.size = name, shape, size
        self.color = name.split("_")[0]
        self.x, self.y, self.yaw = x, y, yaw
        self.z = size[2] / 2 if z is None else z

    def wire(self):
        return {
            "name": self.name,
            "pose": pose([self.x, self.y, self.z], [0, 0, math.sin(self.yaw / 2), math.cos(self.yaw / 2)]),
            "size_m": list(self.size),
            "color": self.color,
            "shape": self.shape,
            "stamp_s": 1.0,
            "confidence": 1.0,
        }

    def covers(self, x, y):
        return math.hypot(x - self.x, y - self.y) < min(self.size[:2]) / 2


def pose(position, orientation):
    return {"position": list(position), "orientation": list(orientation), "frame_id": "base_link"}


class TableWorld:
    """Implements the transport of codeact_primitives._client."""

    work_dir = "/nowhere"

    def __init__(self, *things):
        self.things = {thing.name: thing for thing in things}
        self.tool = [0.3, 0.0, 0.4]
        self.orientation = [1.0, 0.0, 0.0, 0.0]
        self.width = 0.0
        self.held = None
        self.calls = []
        #: Called before each primitive with (name, params); may change the world or raise.
        self.meddle = lambda name, params: None

    def call(self, name, params):
        self.calls.append((name, params))
        self.meddle(name, params)
        return getattr(self, name.replace(".", "_"))(**params)

    def arm_pose(self, frame_id):
        return pose(self.tool, self.orientation)

    def arm_move_to(self, position, orientation, straight, may_touch, **_):
        start, orientation = list(self.tool), orientation or self.orientation
        self._no_collision(position, orientation, may_touch)
        if straight and self.held is None and self.width < 0.01:
            self._push(start, position)
        self.tool, self.orientation = list(position), list(orientation)
        if self.held:
            thing, offset = self.held
            thing.x, thing.y, thing.z = (self.tool[i] + offset[i] for i in range(3))
        return self.receipt(position)

    def receipt(self, position):
        return {
            "ended_by": "reached",
            "commanded": pose(position, self.orientation),
            "measured": pose(self.tool, self.orientation),
            "error_m": 0.0,
            "error_rad": 0.0,
            "duration_s": 1.0,
            "contact": False,
        }

    def gripper_open(self, width_m):
        if width_m is not None and width_m > GAP_M:
            raise LimitExceeded(f"width {width_m} m is more than {GAP_M} m")
        self.width = GAP_M if width_m is None else width_m
        if self.held:
            self._drop(self.held[0])
            self.held = None
        return self.gripper_state()

    def gripper_close(self, force_n):
        for thing in self.things.values():
            across = self._across(thing)
            near = math.hypot(thing.x - self.tool[0], thing.y - self.tool[1]) < 0.01
            level = abs(thing.z - self.tool[2]) < thing.size[2] / 2 + FINGER_REACH_M
            if near and level and across < self.width:
                self.width = across
                self.held = (thing, [thing.x - self.tool[0], thing.y - self.tool[1], thing.z - self.tool[2]])
                return self.gripper_state()
        self.width = 0.0
        return self.gripper_state()

    def gripper_state(self):
        holding = self.held is not None
        return {"width_m": self.width, "holding": holding, "force_n": 10.0 if holding else 0.0}

    def scene_find(self, name, timeout_s):
        if name not in self.things:
            raise NotFound(f"no {name!r} in sight; there are {sorted(self.things)}")
        return self.things[name].wire()

    def scene_find_all(self, color, shape):
        return [thing.wire() for thing in self.things.values()]

    def wait(self, seconds):
        return seconds

    def _across(self, thing):
        """Extent of a thing along the line on which the fingers close."""
        yaw = 2 * math.atan2(self.orientation[1], self.orientation[0]) - thing.yaw
        if thing.shape in ("cylinder", "ball"):
            return thing.size[0]
        return thing.size[0] * abs(math.cos(yaw)) + thing.size[1] * abs(math.sin(yaw))

    def _no_collision(self, position, orientation, may_touch):
        held = self.held[0] if self.held else None
        lowest = position[2] - FINGER_REACH_M
        if held:
            lowest = min(lowest, position[2] + self.held[1][2] - held.size[2] / 2)
        if lowest < 0:
            raise CollisionAhead("the fingers would hit the table")
        yaw = 2 * math.atan2(orientation[1], orientation[0])
        for side in (-1, 0, 1):
            reach = side * (self.width / 2 + 0.01)
            x, y = position[0] + reach * math.cos(yaw), position[1] + reach * math.sin(yaw)
            for thing in self.things.values():
                if thing is held or thing.name in may_touch:
                    continue
                if thing.covers(x, y) and lowest < thing.z + thing.size[2] / 2:
                    raise CollisionAhead(f"a finger would hit {thing.name}")

    def _drop(self, thing):
        under = [t for t in self.things.values() if t is not thing and t.covers(thing.x, thing.y) and t.z < thing.z]
        floor = max((t.z + t.size[2] / 2 for t in under), default=0.0)
        thing.z = floor + thing.size[2] / 2

    def _push(self, start, end):
        """Moves things that the closed fingers run into along the line of the motion."""
        dx, dy = end[0] - start[0], end[1] - start[1]
        length = math.hypot(dx, dy)
        if length < 1e-6:
            return
        dx, dy = dx / length, dy / length
        for thing in self.things.values():
            along = (thing.x - start[0]) * dx + (thing.y - start[1]) * dy
            aside = abs((thing.y - start[1]) * dx - (thing.x - start[0]) * dy)
            if along > 0 and aside < thing.size[1] / 2 and abs(end[2] - thing.z) < thing.size[2]:
                shift = length + thing.size[0] / 2 + 0.012 - along
                if shift > 0:
                    thing.x, thing.y = thing.x + shift * dx, thing.y + shift * dy
