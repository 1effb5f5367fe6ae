"""How an object stands: its height, its footprint, and how fingers from above can take it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .._types import Detection

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from collections.abc import Sequence

#: Fingertips below the tool point, metres (link `tcp` of the simulated arm and of most two-finger grippers).
FINGER_REACH_M = 0.015
#: Air kept between fingertips and what is under them, metres.
TIP_CLEARANCE_M = 0.004
#: Objects up to this height are taken at their middle, taller ones near the top, metres.
TALL_M = 0.06


@dataclass(frozen=True)
class Standing:
    """An object as it stands now.

    height_m: vertical extent; bottom_m, top_m: heights of its lowest and highest point
    sides: (width, yaw) of its two horizontal axes; yaw in radians about the vertical
    round: True when it looks the same from every side (ball, upright cylinder)
    """

    height_m: float
    bottom_m: float
    top_m: float
    sides: tuple[tuple[float, float], tuple[float, float]]
    round: bool

    def half_extent(self, yaw: float) -> float:
        """Distance from the centre to the edge of the footprint in a direction, metres."""
        if self.round:
            return self.sides[0][0] / 2
        reaches = [
            width / 2 / abs(math.cos(yaw - axis)) for width, axis in self.sides if abs(math.cos(yaw - axis)) > 1e-6
        ]
        return min(reaches)

    def grasp_height(self) -> float:
        """Height of the tool point that grasps it, clear of what it stands on, metres."""
        wanted = self.bottom_m + self.height_m / 2 if self.height_m <= TALL_M else self.top_m - TALL_M / 2
        return max(wanted, self.bottom_m + FINGER_REACH_M + TIP_CLEARANCE_M)


def standing(item: Detection) -> Standing:
    """How a detected object stands, whichever of its sides is down."""
    x, y, z, w = item.orientation
    axes = (
        (1 - 2 * (y * y + z * z), 2 * (x * y + z * w), 2 * (x * z - y * w)),
        (2 * (x * y - z * w), 1 - 2 * (x * x + z * z), 2 * (y * z + x * w)),
        (2 * (x * z + y * w), 2 * (y * z - x * w), 1 - 2 * (x * x + y * y)),
    )
    up = max(range(3), key=lambda axis: abs(axes[axis][2]))
    first, second = [axis for axis in range(3) if axis != up]
    height = item.size_m[up]
    sides = tuple((item.size_m[axis], math.atan2(axes[axis][1], axes[axis][0])) for axis in (first, second))
    is_round = item.shape == "ball" or (item.shape in ("cylinder", "plate", "bowl") and up == 2)
    return Standing(height, item.z - height / 2, item.z + height / 2, sides, is_round)  # type: ignore[arg-type]


def grasp_yaws(stand: Standing, gap_m: float, yaw_now: float) -> list[float]:
    """Yaws of a tool straight down whose fingers fit around the object, best first; empty when it is too wide.

    The fingers open along (cos yaw, sin yaw). A half turn makes no difference: the one nearer to `yaw_now` comes first.
    """
    if stand.round:
        if stand.sides[0][0] > gap_m:
            return []
        return [yaw_now, yaw_now + math.pi / 4, yaw_now - math.pi / 4, yaw_now + math.pi / 2]
    fitting = [(width, nearest_half_turn(yaw, yaw_now)) for width, yaw in stand.sides if width <= gap_m]
    alike = len(fitting) == 2 and abs(fitting[0][0] - fitting[1][0]) < 0.002
    fitting.sort(key=lambda side: abs(side[1] - yaw_now) if alike else side[0])
    near = [yaw for _, yaw in fitting]
    return near + [yaw + math.pi for yaw in near]  # the other half turn, for where the wrist cannot do the first


def nearest_half_turn(yaw: float, yaw_now: float) -> float:
    """`yaw` turned by half turns until it is as near to `yaw_now` as it gets."""
    return yaw - math.pi * round((yaw - yaw_now) / math.pi)


def straight_down(yaw: float) -> list[float]:
    """Quaternion [x, y, z, w] of a tool pointing down whose fingers open along (cos yaw, sin yaw): Rz(yaw) Rx(pi)."""
    return [math.cos(yaw / 2), math.sin(yaw / 2), 0.0, 0.0]


def tool_yaw(orientation: Sequence[float]) -> float:
    """The yaw of a tool that points (about) straight down."""
    x, y, _, _ = orientation
    return math.remainder(2 * math.atan2(y, x), 2 * math.pi)


def distance_xy(a: Sequence[float], b: Sequence[float]) -> float:
    """Horizontal distance, metres."""
    return math.hypot(a[0] - b[0], a[1] - b[1])


def words(point: Sequence[float]) -> str:
    """A position for messages."""
    return f"({', '.join(f'{value + 0.0:.3f}' for value in point)})"
