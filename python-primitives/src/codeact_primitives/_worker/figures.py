"""Saves the matplotlib figures that an action left open, so that they can be shown, and closes them."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from typing import Callable

FIGURES_AN_ACTION = 10


def save_figures(work_dir: str, announce: Callable[[str], None]) -> None:
    """Writes each open figure as a PNG into the work folder and announces its file name."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    numbers = pyplot.get_fignums()
    try:
        for number in numbers[:FIGURES_AN_ACTION]:
            name = f"figure-{os.urandom(8).hex()}.png"
            pyplot.figure(number).savefig(os.path.join(work_dir, name), format="png")
            announce(name)
        if len(numbers) > FIGURES_AN_ACTION:
            print(f"[{len(numbers)} figures were open; the first {FIGURES_AN_ACTION} are shown]", file=sys.stderr)
    finally:
        pyplot.close("all")
