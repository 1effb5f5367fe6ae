import json
import math
import os
import subprocess
import sys
import unittest

from . import __path__ as _path  # noqa: F401 - puts src on the path

import codeact_primitives as library  # isort: skip
from codeact_primitives import _client, _schema, arm, errors, gripper, manual, ros, scene  # isort: skip

POSE = {"position": [1, 2, 3], "orientation": [0, 0, 0, 1], "frame_id": "base_link"}
MOTION = {
    "ended_by": "reached",
    "commanded": POSE,
    "measured": POSE,
    "error_m": 0.00012345,
    "error_rad": 0,
    "duration_s": 1.23456789,
    "contact": False,
}


class Recorder:
    """Answers every call with what it was told to, and keeps the calls."""

    work_dir = "/nowhere"

    def __init__(self, answer):
        self.answer, self.calls = answer, []

    def call(self, name, params):
        self.calls.append((name, params))
        return self.answer


def robot(answer):
    made = Recorder(answer)
    _client.connect(made)
    _client.begin_action()
    return made


class Arguments(unittest.TestCase):
    def test_takes_whatever_holds_a_position(self):
        class Array:
            def tolist(self):
                return [0.1, 0.2, 0.3]

        pose = library.Pose((0.1, 0.2, 0.3), (0.0, 0.0, 0.0, 1.0), "base_link")
        seen = library.Detection("a", pose, (1.0, 1.0, 1.0), "", "", 0.0, 1.0)
        for value in ([0.1, 0.2, 0.3], (0.1, 0.2, 0.3), Array(), pose, seen, (x / 10 for x in (1, 2, 3))):
            link = robot(MOTION)
            arm.move_to(value)
            for got, wanted in zip(link.calls[0][1]["position"], (0.1, 0.2, 0.3)):
                self.assertAlmostEqual(got, wanted)

    def test_a_pose_gives_its_orientation_a_detection_does_not(self):
        pose = library.Pose((0.1, 0.2, 0.3), (0.0, 0.0, 0.0, 1.0), "base_link")
        link = robot(MOTION)
        arm.move_to(pose)
        arm.move_to(library.Detection("a", pose, (1.0, 1.0, 1.0), "", "", 0.0, 1.0))
        arm.move_to(pose, [1, 0, 0, 0])
        turned = [params["orientation"] for _, params in link.calls]
        self.assertEqual(turned, [[0, 0, 0, 1], None, [1, 0, 0, 0]])

    def test_refuses_a_pose_in_another_frame_than_is_said(self):
        robot(MOTION)
        with self.assertRaisesRegex(errors.InvalidArgument, "frame_id='camera'"):
            arm.move_to(library.Pose((0.1, 0.2, 0.3), (0.0, 0.0, 0.0, 1.0), "camera"))

    def test_refuses_what_is_no_position_and_sends_nothing(self):
        link = robot(MOTION)
        for value, words in (
            ([1, 2], "three numbers"),
            ([1, 2, 3, 4], "got 4"),
            ("abc", "three numbers"),
            (None, "three numbers"),
            ({"x": 1}, "three numbers"),
            ([0, 0, math.nan], "finite"),
            ([0, 0, math.inf], "finite"),
            ([0, 0, "1"], "number"),
            ([0, 0, True], "number"),
            ([450, 120, 30], "divide by 1000"),
        ):
            with self.assertRaisesRegex(errors.InvalidArgument, words):
                arm.move_to(value)
        for turned, words in (
            ([0, 0, 0, 0], "unit"),
            ([0, 0, 1.57], "yaw"),
            ([1, 0], "2 numbers"),
            ("down", "quaternion"),
        ):
            with self.assertRaisesRegex(errors.InvalidArgument, words):
                arm.move_to([0, 0, 0], turned)
        with self.assertRaisesRegex(errors.InvalidArgument, "speed"):
            arm.move_to([0, 0, 0], speed=0)
        with self.assertRaisesRegex(errors.InvalidArgument, "width_m"):
            gripper.open(-0.01)
        with self.assertRaisesRegex(errors.InvalidArgument, r"math.radians\(90\)"):
            arm.move_joints({"elbow_joint": 90})
        self.assertEqual(link.calls, [])

    def test_takes_waypoints_in_every_spelling(self):
        pose = library.Pose((0.1, 0.2, 0.3), (0.0, 0.0, 0.0, 1.0), "base_link")
        link = robot(MOTION)
        arm.follow([[0, 0, 0], pose, ([0, 0, 1], [1, 0, 0, 0]), {"position": [1, 1, 1]}], may_touch="red_cube")
        sent = link.calls[0][1]
        self.assertEqual(
            [point["orientation"] for point in sent["waypoints"]], [None, [0, 0, 0, 1], [1, 0, 0, 0], None]
        )
        self.assertEqual(sent["may_touch"], ["red_cube"])
        for bad in ([], [[0, 0]], 5, [{"pos": [0, 0, 0]}]):
            with self.assertRaises(errors.InvalidArgument):
                arm.follow(bad)


class Results(unittest.TestCase):
    def test_print_short_with_rounded_numbers(self):
        robot(MOTION)
        shown = repr(arm.move_to([0, 0, 0]))
        self.assertIn("MotionResult(ended_by='reached', commanded=Pose(position=(1.0, 2.0, 3.0)", shown)
        self.assertIn("error_m=0.0001, error_rad=0.0, duration_s=1.2346, contact=False)", shown)

    def test_cannot_be_changed_by_accident(self):
        robot(POSE)
        with self.assertRaises(AttributeError):
            arm.pose().position = (0, 0, 0)

    def test_that_break_the_protocol_are_not_passed_on(self):
        robot({"position": [1, 2], "orientation": [0, 0, 0, 1], "frame_id": ""})
        with self.assertRaisesRegex(RuntimeError, "arm.pose answered something unexpected: position"):
            arm.pose()


class Errors(unittest.TestCase):
    def test_there_is_a_class_for_every_code_of_the_protocol(self):
        codes = _schema.DOCUMENT["$defs"]["PrimitiveErrorBody"]["properties"]["code"]["enum"]
        for code in codes:
            raised = errors.error_from_wire({"code": code, "message": "why"})
            self.assertEqual((type(raised).__name__, raised.message, str(raised)), (code, "why", "why"))
            self.assertIs(getattr(library, code), type(raised))
            self.assertEqual(isinstance(raised, Exception), code != "Stopped")

    def test_carry_the_receipt_of_the_motion(self):
        raised = errors.error_from_wire({"code": "Stopped", "message": "", "receipt": MOTION})
        self.assertEqual(raised.receipt.ended_by, "reached")
        self.assertIsNone(errors.error_from_wire({"code": "Stopped", "message": "", "receipt": {"odd": 1}}).receipt)

    def test_are_caught_as_what_they_are_in_python_too(self):
        self.assertTrue(issubclass(library.InvalidArgument, ValueError))
        self.assertTrue(issubclass(library.Timeout, TimeoutError))


class Feeder(Recorder):
    """A Recorder that sends feedback before its answer."""

    def __init__(self, answer, messages):
        super().__init__(answer)
        self.messages = messages

    def call(self, name, params, on_feedback=None):
        super().call(name, params)
        for message in self.messages if on_feedback else ():
            on_feedback(message)
        return self.answer


class Feedback(unittest.TestCase):
    GOAL = {"status": "succeeded", "values": {}, "text": "", "motion": None, "feedback": [{"left": 1}]}

    def send(self, messages, **arguments):
        self.link = Feeder(self.GOAL, messages)
        _client.connect(self.link)
        _client.begin_action()
        return ros.send_goal("/count", "lamp_msgs/action/Count", {"from": 2}, **arguments)

    def test_is_handed_to_the_program_while_the_goal_runs_and_kept_in_the_result(self):
        heard = []
        result = self.send([{"left": 2}, {"left": 1}], on_feedback=heard.append)
        self.assertEqual(heard, [{"left": 2}, {"left": 1}])
        self.assertEqual(result.feedback, [{"left": 1}])
        self.assertTrue(self.link.calls[0][1]["feedback"])

    def test_is_not_asked_for_without_a_function(self):
        self.send([{"left": 2}])
        self.assertFalse(self.link.calls[0][1]["feedback"])
        with self.assertRaisesRegex(errors.InvalidArgument, "on_feedback must be a function"):
            self.send([], on_feedback="print")
        self.assertEqual(self.link.calls, [])

    def test_may_not_call_primitives_and_says_what_to_do(self):
        def look(_):
            arm.pose()

        with self.assertRaisesRegex(RuntimeError, r"arm.pose\(\) was called in the on_feedback of ros.send_goal.*Raise"):
            self.send([{"left": 2}], on_feedback=look)
        self.assertEqual([name for name, _ in self.link.calls], ["ros.send_goal"])
        robot(POSE)
        arm.pose()  # after it, as ever


class Ending(unittest.TestCase):
    def test_no_call_is_sent_after_finish(self):
        link = robot(None)
        with self.assertRaises(_client.ActionEnded):
            library.finish("done")
        with self.assertRaises(_client.ActionEnded):
            scene.objects()
        self.assertEqual([name for name, _ in link.calls], ["finish"])
        self.assertFalse(issubclass(_client.ActionEnded, Exception))


class Manual(unittest.TestCase):
    def test_has_every_public_name_with_words(self):
        names = {entry["name"] for entry in manual.entries()}
        for entry in manual.entries():
            self.assertTrue(entry["summary"], entry["name"])
            self.assertTrue(entry["signature"].startswith(entry["name"]), entry)
        modules = {"arm", "base", "camera", "gripper", "memory", "ros", "scene", "sensors", "skills", "user"}
        self.assertEqual(set(library.__all__) - modules - names, set())
        for primitive in _schema.DOCUMENT["primitives"]:
            self.assertIn(primitive, names)

    def test_prints_json_with_python_isolated(self):
        output = subprocess.run(
            [sys.executable, "-I", manual.__file__, "--json"], capture_output=True, check=True
        ).stdout
        entries = {entry["name"]: entry for entry in json.loads(output)}
        self.assertEqual(
            entries["arm.move_to"]["signature"],
            "arm.move_to(position, orientation=None, *, frame_id='base_link', speed=0.25, straight=False, "
            "timeout_s=None, may_touch=()) -> MotionResult",
        )
        self.assertIn("Raises Unreachable", entries["arm.move_to"]["doc"])

    def test_the_library_needs_no_other_package(self):
        code = "import sys; sys.path.insert(0, sys.argv[1]); import codeact_primitives; print('numpy' in sys.modules)"
        source = os.path.dirname(os.path.dirname(library.__file__))
        output = subprocess.run(
            [sys.executable, "-I", "-S", "-c", code, source], capture_output=True, check=True
        ).stdout
        self.assertEqual(output.strip(), b"False")


if __name__ == "__main__":
    unittest.main()
