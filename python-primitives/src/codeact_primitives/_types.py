"""Result classes of the primitives. Generated from bridge/protocol by generate.ts: do not edit."""
# ruff: noqa: E501
from __future__ import annotations

from dataclasses import dataclass, field

from ._record import HasPose, HasPosition, Record

TYPE_CHECKING = False  # typing's own costs start-up time
if TYPE_CHECKING:
    from typing import Any, Dict

    Wire = Dict[str, Any]

__all__ = ["Pose", "MotionResult", "GripperResult", "BasePose", "BaseResult", "JointState", "Reach", "Detection", "Wrench", "TopicInfo", "PublishResult", "GoalResult", "SavedSkill"]


@dataclass(frozen=True, repr=False)
class Pose(HasPosition, Record):
    """A position and an orientation in a named frame.

    position: [x, y, z] in metres
    orientation: quaternion [x, y, z, w]
    frame_id: the frame that the numbers are in
    """

    position: tuple[float, float, float]
    orientation: tuple[float, float, float, float]
    frame_id: str

    @classmethod
    def from_wire(cls, wire: Wire) -> Pose:
        """Makes the object from the parsed JSON of a frame."""
        return cls(
            position=(float(wire["position"][0]), float(wire["position"][1]), float(wire["position"][2])),
            orientation=(float(wire["orientation"][0]), float(wire["orientation"][1]), float(wire["orientation"][2]), float(wire["orientation"][3])),
            frame_id=wire["frame_id"],
        )


@dataclass(frozen=True, repr=False)
class MotionResult(Record):
    """Receipt of an arm motion: commanded against measured.

    ended_by: why the motion ended; 'reached' is the good one; one of 'reached', 'contact', 'cancelled', 'limit', 'timeout', 'disconnected', 'deviated'
    commanded: where the tool was told to go
    measured: where the tool is, computed from measured joint positions
    error_m: distance between commanded and measured position, metres
    error_rad: angle between commanded and measured orientation, radians
    duration_s: seconds of the robot's clock from first movement to end
    contact: True when the wrist felt a push above its threshold at the end
    """

    ended_by: str
    commanded: Pose
    measured: Pose
    error_m: float
    error_rad: float
    duration_s: float
    contact: bool

    @classmethod
    def from_wire(cls, wire: Wire) -> MotionResult:
        """Makes the object from the parsed JSON of a frame."""
        return cls(
            ended_by=wire["ended_by"],
            commanded=Pose.from_wire(wire["commanded"]),
            measured=Pose.from_wire(wire["measured"]),
            error_m=float(wire["error_m"]),
            error_rad=float(wire["error_rad"]),
            duration_s=float(wire["duration_s"]),
            contact=wire["contact"],
        )


@dataclass(frozen=True, repr=False)
class GripperResult(Record):
    """What the gripper measures after (or without) a motion.

    width_m: measured gap between the fingers, metres
    holding: True when the fingers stopped against something between them
    force_n: measured squeeze, newtons; 0 when unknown
    """

    width_m: float
    holding: bool
    force_n: float

    @classmethod
    def from_wire(cls, wire: Wire) -> GripperResult:
        """Makes the object from the parsed JSON of a frame."""
        return cls(
            width_m=float(wire["width_m"]),
            holding=wire["holding"],
            force_n=float(wire["force_n"]),
        )


@dataclass(frozen=True, repr=False)
class BasePose(Record):
    """Where the mobile base is on the floor.

    x_m: metres along x of frame_id
    y_m: metres along y of frame_id
    yaw_rad: which way the base faces: radians counterclockwise from x of frame_id
    frame_id: the map's frame; odometry's, which drifts, where there is no map
    stamp_s: robot clock of the reading, seconds
    """

    x_m: float
    y_m: float
    yaw_rad: float
    frame_id: str
    stamp_s: float

    @classmethod
    def from_wire(cls, wire: Wire) -> BasePose:
        """Makes the object from the parsed JSON of a frame."""
        return cls(
            x_m=float(wire["x_m"]),
            y_m=float(wire["y_m"]),
            yaw_rad=float(wire["yaw_rad"]),
            frame_id=wire["frame_id"],
            stamp_s=float(wire["stamp_s"]),
        )


@dataclass(frozen=True, repr=False)
class BaseResult(Record):
    """Receipt of a base motion: commanded against measured.

    ended_by: why the motion ended; 'reached' is the good one; one of 'reached', 'contact', 'cancelled', 'limit', 'timeout', 'disconnected', 'deviated'
    commanded: where the base was told to go
    measured: where it stands, measured
    distance_m: metres driven along its way, measured; negative: backwards
    turned_rad: radians turned, measured; positive: to the left
    error_m: distance between commanded and measured position, metres
    error_rad: angle between commanded and measured yaw, radians
    duration_s: seconds of the robot's clock from first movement to standing
    """

    ended_by: str
    commanded: BasePose
    measured: BasePose
    distance_m: float
    turned_rad: float
    error_m: float
    error_rad: float
    duration_s: float

    @classmethod
    def from_wire(cls, wire: Wire) -> BaseResult:
        """Makes the object from the parsed JSON of a frame."""
        return cls(
            ended_by=wire["ended_by"],
            commanded=BasePose.from_wire(wire["commanded"]),
            measured=BasePose.from_wire(wire["measured"]),
            distance_m=float(wire["distance_m"]),
            turned_rad=float(wire["turned_rad"]),
            error_m=float(wire["error_m"]),
            error_rad=float(wire["error_rad"]),
            duration_s=float(wire["duration_s"]),
        )


@dataclass(frozen=True, repr=False)
class JointState(Record):
    """Measured state of the arm's joints.

    names: joint names, in the order of the lists below
    positions: measured positions, radians
    velocities: measured velocities, radians per second
    efforts: measured efforts, newton metres
    stamp_s: robot clock of the reading, seconds
    """

    names: list[str]
    positions: list[float]
    velocities: list[float]
    efforts: list[float]
    stamp_s: float

    @classmethod
    def from_wire(cls, wire: Wire) -> JointState:
        """Makes the object from the parsed JSON of a frame."""
        return cls(
            names=list(wire["names"]),
            positions=[float(item) for item in wire["positions"]],
            velocities=[float(item) for item in wire["velocities"]],
            efforts=[float(item) for item in wire["efforts"]],
            stamp_s=float(wire["stamp_s"]),
        )


@dataclass(frozen=True, repr=False)
class Reach(Record):
    """Whether a pose can be reached; nothing moves to find out.

    reachable: True when the arm can stand there without hitting itself or a known object
    reason: why not; empty when reachable
    positions: joint positions that reach it, radians; None when unreachable
    """

    reachable: bool
    reason: str
    positions: list[float] | None

    @classmethod
    def from_wire(cls, wire: Wire) -> Reach:
        """Makes the object from the parsed JSON of a frame."""
        return cls(
            reachable=wire["reachable"],
            reason=wire["reason"],
            positions=None if wire["positions"] is None else [float(item) for item in wire["positions"]],
        )


@dataclass(frozen=True, repr=False)
class Detection(HasPose, Record):
    """An object as the robot's detector sees it now.

    name: what the detector calls it, e.g. 'red_cube'
    pose: centre of the object
    size_m: extent along the object's own x, y, z axes, metres
    color: colour word, '' when unknown
    shape: shape word such as cube, cylinder, ball, plate, bowl, box; '' when unknown
    stamp_s: robot clock of the sighting, seconds
    confidence: 0 to 1
    states: what has become of it, such as hot, cold, clean, examined, open, closed, on, off; mostly none
    """

    name: str
    pose: Pose
    size_m: tuple[float, float, float]
    color: str
    shape: str
    stamp_s: float
    confidence: float
    states: list[str] = field(default_factory=list, hash=False)

    @classmethod
    def from_wire(cls, wire: Wire) -> Detection:
        """Makes the object from the parsed JSON of a frame."""
        return cls(
            name=wire["name"],
            pose=Pose.from_wire(wire["pose"]),
            size_m=(float(wire["size_m"][0]), float(wire["size_m"][1]), float(wire["size_m"][2])),
            color=wire["color"],
            shape=wire["shape"],
            stamp_s=float(wire["stamp_s"]),
            confidence=float(wire["confidence"]),
            states=list(wire.get("states", [])),
        )


@dataclass(frozen=True, repr=False)
class Wrench(Record):
    """Force and torque measured at the wrist.

    force: newtons
    torque: newton metres
    frame_id
    stamp_s
    """

    force: tuple[float, float, float]
    torque: tuple[float, float, float]
    frame_id: str
    stamp_s: float

    @classmethod
    def from_wire(cls, wire: Wire) -> Wrench:
        """Makes the object from the parsed JSON of a frame."""
        return cls(
            force=(float(wire["force"][0]), float(wire["force"][1]), float(wire["force"][2])),
            torque=(float(wire["torque"][0]), float(wire["torque"][1]), float(wire["torque"][2])),
            frame_id=wire["frame_id"],
            stamp_s=float(wire["stamp_s"]),
        )


@dataclass(frozen=True, repr=False)
class TopicInfo(Record):
    """A ROS topic and its message type.

    name
    type
    """

    name: str
    type: str

    @classmethod
    def from_wire(cls, wire: Wire) -> TopicInfo:
        """Makes the object from the parsed JSON of a frame."""
        return cls(
            name=wire["name"],
            type=wire["type"],
        )


@dataclass(frozen=True, repr=False)
class PublishResult(Record):
    """What ros.publish sent.

    sent: messages that were sent; 0 when the gate drove the motion itself
    duration_s: seconds of the robot's clock from the first message to the end
    text: what became of it, in plain words
    motion: receipt of the arm, when the message was a trajectory for it
    """

    sent: int
    duration_s: float
    text: str
    motion: MotionResult | None

    @classmethod
    def from_wire(cls, wire: Wire) -> PublishResult:
        """Makes the object from the parsed JSON of a frame."""
        return cls(
            sent=wire["sent"],
            duration_s=float(wire["duration_s"]),
            text=wire["text"],
            motion=None if wire["motion"] is None else MotionResult.from_wire(wire["motion"]),
        )


@dataclass(frozen=True, repr=False)
class GoalResult(Record):
    """How an action goal ended.

    status: how the action server ended the goal; one of 'succeeded', 'canceled', 'aborted'
    values: the result message, a dict spelt as in ROS
    text: what became of it, in plain words
    motion: receipt of the arm, when the goal was a trajectory for it
    feedback: the last feedback messages of the action server, 50 at most, oldest first
    """

    status: str
    values: Any
    text: str
    motion: MotionResult | None
    feedback: list[Any]

    @classmethod
    def from_wire(cls, wire: Wire) -> GoalResult:
        """Makes the object from the parsed JSON of a frame."""
        return cls(
            status=wire["status"],
            values=wire["values"],
            text=wire["text"],
            motion=None if wire["motion"] is None else MotionResult.from_wire(wire["motion"]),
            feedback=list(wire["feedback"]),
        )


@dataclass(frozen=True, repr=False)
class SavedSkill(Record):
    """A function that was kept for later episodes.

    name: of the function
    description: what it does and when to use it
    source: Python that defines the function
    """

    name: str
    description: str
    source: str

    @classmethod
    def from_wire(cls, wire: Wire) -> SavedSkill:
        """Makes the object from the parsed JSON of a frame."""
        return cls(
            name=wire["name"],
            description=wire["description"],
            source=wire["source"],
        )
