"""Skills: whole manipulations in plain Python over the primitives.

Read one with help(skills.pick) or print(inspect.getsource(skills.pick)), and write your own the same way. Each looks
first, acts, looks again, and raises GraspFailed when what it sees is not what it wanted. skills.save() keeps yours for
later episodes; skills.search() and skills.load() bring it back.
"""

from __future__ import annotations

from .picking import PickResult, pick
from .placing import PlaceResult, place_at, place_in, place_on
from .pushing import PushResult, push
from .saved import load, save, search
from .stacking import stack

__all__ = [
    "PickResult",
    "PlaceResult",
    "PushResult",
    "load",
    "pick",
    "place_at",
    "place_in",
    "place_on",
    "push",
    "save",
    "search",
    "stack",
]
