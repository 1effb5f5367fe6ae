"""What the result classes share: a short repr, and x, y, z at hand."""

from __future__ import annotations

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from typing import Any

    Vec3 = tuple[float, float, float]


def short(value: object) -> str:
    """repr with numbers rounded to four decimals: a tenth of a millimetre says enough."""
    if isinstance(value, float):
        return repr(round(value, 4) + 0.0)
    if isinstance(value, tuple):
        return f"({', '.join(short(item) for item in value)}{',' if len(value) == 1 else ''})"
    if isinstance(value, list):
        return f"[{', '.join(short(item) for item in value)}]"
    return repr(value)


class Record:
    """A result of a primitive; prints as its class with rounded fields, and without states where there are none."""

    def __repr__(self) -> str:
        said = [(name, value) for name, value in vars(self).items() if value or name != "states"]
        fields = ", ".join(f"{name}={short(value)}" for name, value in said)
        return f"{type(self).__name__}({fields})"


class HasPosition:
    """Gives .x .y .z of what has a position."""

    @property
    def x(self: Any) -> float:
        """Metres along x."""
        return self.position[0]

    @property
    def y(self: Any) -> float:
        """Metres along y."""
        return self.position[1]

    @property
    def z(self: Any) -> float:
        """Metres along z."""
        return self.position[2]


class HasPose(HasPosition):
    """Gives position, orientation and .x .y .z of what has a pose."""

    @property
    def position(self: Any) -> Vec3:
        """[x, y, z] of the pose, metres."""
        return self.pose.position

    @property
    def orientation(self: Any) -> tuple[float, float, float, float]:
        """Quaternion [x, y, z, w] of the pose."""
        return self.pose.orientation
