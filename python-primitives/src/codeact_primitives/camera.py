"""Takes pictures. They are shown to the person, and to models that see."""

from __future__ import annotations

import os
from dataclasses import dataclass

from . import _arguments, _client

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Image", "capture", "names"]


@dataclass(frozen=True, repr=False)
class Image:
    """A picture with, where the camera measures it, the distance of each pixel.

    width, height: pixels
    rgb: height x width x 3 array of uint8 (a memoryview of that shape where numpy is missing)
    depth_m: height x width array of float32 metres along the optical axis, or None
    png: the picture as a PNG file's bytes
    stamp_s: robot clock, seconds
    """

    width: int
    height: int
    rgb: Any
    depth_m: Any
    png: bytes
    stamp_s: float

    def __repr__(self) -> str:
        depth = "yes" if self.depth_m is not None else "no"
        return f"Image(width={self.width}, height={self.height}, depth={depth}, stamp_s={round(self.stamp_s, 4)})"


def names() -> list[str]:
    """Names of the cameras, e.g. ["overhead", "wrist"]."""
    return list(_client.call("camera.names"))


def capture(name: str | None = None) -> Image:
    """Takes a picture with a camera and shows it.

    name: one of camera.names(); None: the first of them.
    Returns Image(width, height, rgb, depth_m, png, stamp_s); rgb[row, column] is [r, g, b], row 0 at the top.
    Raises NotFound (no such camera), Timeout (no picture came).
    Example:
        image = camera.capture("overhead")
        print(image.rgb.mean())
    """
    wire = _client.call("camera.capture", name=None if name is None else _arguments.text(name, "name"))
    depth = wire["depth_m"]
    return Image(
        width=int(wire["width"]),
        height=int(wire["height"]),
        rgb=_take_array(wire["rgb"]),
        depth_m=None if depth is None else _take_array(depth),
        png=_take_file(wire["png_file"]),
        stamp_s=float(wire["stamp_s"]),
    )


def _take_array(array: dict[str, Any]) -> Any:
    raw = _take_file(array["file"])
    shape = [int(size) for size in array["shape"]]
    try:
        import numpy  # pyright: ignore[reportMissingImports]
    except ImportError:
        return memoryview(raw).cast("f", shape) if array["dtype"] == "float32" else memoryview(raw).cast("B", shape)
    return numpy.frombuffer(bytearray(raw), dtype=numpy.dtype(array["dtype"])).reshape(shape)


def _take_file(name: str) -> bytes:
    """Reads a file that the bridge left in the work folder, and removes it: the folder's space is limited."""
    if os.path.basename(name) != name or name in ("", ".", ".."):
        raise RuntimeError(f"{name!r} is no plain file name")
    path = os.path.join(_client.work_dir(), name)
    with open(path, "rb") as file:
        content = file.read()
    os.unlink(path)
    return content
