import math
import unittest

from . import table_world
from .table_world import TableWorld, Thing

from codeact_primitives import _client, pick, place_at, place_in, place_on, push, stack  # isort: skip
from codeact_primitives.errors import CollisionAhead, GraspFailed, InvalidArgument, NotFound  # isort: skip

CUBE = (0.04, 0.04, 0.04)


def world(*things):
    made = TableWorld(*things)
    _client.connect(made)
    _client.begin_action()
    return made


def red(x=0.4, y=0.1, **more):
    return Thing("red_cube", "cube", x, y, CUBE, **more)


class Pick(unittest.TestCase):
    def test_lifts_the_object_well_above_the_table(self):
        table = world(red())
        result = pick("red_cube")
        self.assertEqual((result.name, result.attempts), ("red_cube", 1))
        self.assertGreater(table.things["red_cube"].z, 0.1)
        self.assertAlmostEqual(result.width_m, 0.04)

    def test_hovers_at_least_12_cm_over_the_object_before_it_descends_straight(self):
        table = world(red())
        pick("red_cube")
        moves = [params for name, params in table.calls if name == "arm.move_to"]
        self.assertGreaterEqual(moves[0]["position"][2], 0.04 + 0.12)
        self.assertEqual(moves[0]["may_touch"], [])
        self.assertTrue(moves[1]["straight"])
        self.assertEqual(moves[1]["may_touch"], ["red_cube"])

    def test_aligns_the_fingers_with_a_turned_object(self):
        for degrees in (0, 20, 44, 46, 80, 135, -170):
            table = world(red(yaw=math.radians(degrees)))
            pick("red_cube")
            self.assertAlmostEqual(table.width, 0.04, msg=f"{degrees} degrees: across its sides")

    def test_grasps_across_the_narrower_side(self):
        table = world(Thing("red_block", "box", 0.4, 0.1, (0.12, 0.03, 0.04), yaw=0.5))
        pick("red_block")
        self.assertAlmostEqual(table.width, 0.03)

    def test_keeps_the_fingertips_off_the_table_for_flat_things_and_takes_tall_ones_near_the_top(self):
        table = world(Thing("coin", "cylinder", 0.4, 0.1, (0.03, 0.03, 0.01)))
        pick("coin")
        lowest = min(params["position"][2] for name, params in table.calls if name == "arm.move_to")
        self.assertGreaterEqual(lowest - table_world.FINGER_REACH_M, 0.003)
        table = world(Thing("bottle", "cylinder", 0.4, 0.1, (0.05, 0.05, 0.2)))
        pick("bottle")
        lowest = min(params["position"][2] for name, params in table.calls if name == "arm.move_to")
        self.assertAlmostEqual(lowest, 0.17)

    def test_takes_an_object_that_lies_on_its_side_by_its_thickness(self):
        lying = red()
        lying.size = (0.04, 0.12, 0.04)
        table = world(lying)
        half = math.sqrt(0.5)
        wire = lying.wire()
        wire["size_m"] = [0.04, 0.04, 0.12]
        wire["pose"]["orientation"] = [half, 0, 0, half]  # its own z lies along -y of the table
        lying.wire = lambda: {**wire, "pose": {**wire["pose"], "position": [lying.x, lying.y, lying.z]}}
        pick("red_cube")
        self.assertAlmostEqual(table.width, 0.04)

    def test_says_that_a_plate_is_too_wide(self):
        world(Thing("blue_plate", "plate", 0.4, 0.1, (0.18, 0.18, 0.015)))
        with self.assertRaisesRegex(GraspFailed, r"0\.180 m wide; the fingers open 0\.080 m"):
            pick("blue_plate")

    def test_turns_the_hand_when_a_neighbour_is_in_the_way(self):
        table = world(red(0.4, 0.1), Thing("green_cube", "cube", 0.4 + 0.055, 0.1, CUBE))
        pick("red_cube")
        self.assertGreater(table.things["red_cube"].z, 0.1)

    def test_opens_less_where_neighbours_leave_little_room(self):
        table = world(
            red(),
            *(
                Thing(f"n{i}", "cube", 0.4 + dx, 0.1 + dy, CUBE)
                for i, (dx, dy) in enumerate([(0.061, 0), (-0.061, 0), (0, 0.061), (0, -0.061)])
            ),
        )
        pick("red_cube")
        self.assertGreater(table.things["red_cube"].z, 0.1)

    def test_tells_when_neighbours_leave_no_room(self):
        around = [Thing(f"n{i}", "cube", 0.4 + dx, 0.1 + dy, CUBE) for i, (dx, dy) in enumerate([(0.05, 0), (0, 0.05)])]
        world(red(0.4, 0.1), *around)
        with self.assertRaises(CollisionAhead):
            pick("red_cube")

    def test_retries_once_from_a_fresh_look(self):
        table = world(red())
        moved = []

        def meddle(name, params):
            if name == "gripper.close" and not moved:
                moved.append(True)
                table.things["red_cube"].x += 0.05  # somebody nudges it just before the fingers close

        table.meddle = meddle
        self.assertEqual(pick("red_cube").attempts, 2)

    def test_gives_up_after_the_second_attempt_and_says_what_was_seen(self):
        table = world(red())

        def meddle(name, params):
            if name == "gripper.close":
                table.things["red_cube"].x += 0.05

        table.meddle = meddle
        with self.assertRaisesRegex(GraspFailed, "2 attempts.*closed to 0.000 m on nothing"):
            pick("red_cube")

    def test_notices_that_the_object_slipped(self):
        table = world(red())

        def meddle(name, params):
            if name == "arm.move_to" and table.held:
                table._drop(table.held[0])
                table.held = None

        table.meddle = meddle
        with self.assertRaisesRegex(GraspFailed, "slipped"):
            pick("red_cube")

    def test_refuses_with_a_full_hand_and_for_unknown_names(self):
        world(red(), Thing("green_cube", "cube", 0.4, -0.1, CUBE))
        with self.assertRaisesRegex(NotFound, "green_cube"):
            pick("purple_cube")
        pick("red_cube")
        with self.assertRaisesRegex(GraspFailed, "holds 'red_cube'"):
            pick("green_cube")


class Place(unittest.TestCase):
    def test_on_a_plate(self):
        table = world(red(), Thing("blue_plate", "plate", 0.3, -0.2, (0.18, 0.18, 0.015)))
        pick("red_cube")
        result = place_on("blue_plate")
        self.assertEqual((result.name, result.on), ("red_cube", "blue_plate"))
        cube = table.things["red_cube"]
        self.assertAlmostEqual(cube.x, 0.3)
        self.assertAlmostEqual(cube.z, 0.035)
        self.assertLess(result.error_m, 0.001)
        self.assertGreater(table.tool[2], 0.12)

    def test_lets_go_just_above_the_surface_whatever_was_grasped_where(self):
        bottle = Thing("bottle", "cylinder", 0.4, 0.1, (0.05, 0.05, 0.2))
        table = world(bottle, Thing("blue_plate", "plate", 0.3, -0.2, (0.18, 0.18, 0.015)))
        pick("bottle")
        heights = []
        table.meddle = lambda name, params: heights.append(bottle.z) if name == "gripper.open" else None
        place_on("blue_plate")
        self.assertLess(heights[0] - 0.1 - 0.015, 0.006)
        self.assertGreaterEqual(heights[0] - 0.1 - 0.015, 0)

    def test_opens_a_little_only(self):
        table = world(red(), Thing("blue_plate", "plate", 0.3, -0.2, (0.18, 0.18, 0.015)))
        pick("red_cube")
        place_on("blue_plate")
        widths = [params["width_m"] for name, params in table.calls if name == "gripper.open"]
        self.assertAlmostEqual(widths[-1], 0.07)

    def test_in_a_bowl_below_its_rim(self):
        bowl = Thing("bowl", "bowl", 0.3, -0.2, (0.16, 0.16, 0.06))
        table = world(red(), bowl)
        pick("red_cube")
        self.assertEqual(place_in("bowl").on, "bowl")
        low = [params for name, params in table.calls if name == "arm.move_to"][-2]["position"][2]
        self.assertLess(low, 0.06 + 0.02)

    def test_at_a_place_on_the_table_and_on_what_stands_there(self):
        table = world(red(), Thing("blue_plate", "plate", 0.3, -0.2, (0.18, 0.18, 0.015)))
        pick("red_cube")
        self.assertEqual(place_at(0.35, 0.25).on, "")
        self.assertAlmostEqual(table.things["red_cube"].z, 0.02)
        pick("red_cube")
        self.assertEqual(place_at(0.31, -0.2).on, "blue_plate")

    def test_tells_where_the_object_is_when_it_does_not_rest_there(self):
        table = world(red(), Thing("green_cube", "cube", 0.3, -0.2, CUBE))
        pick("red_cube")

        def meddle(name, params):
            if name == "wait":
                cube = table.things["red_cube"]
                cube.x, cube.z = 0.36, 0.02

        table.meddle = meddle
        with self.assertRaisesRegex(
            GraspFailed, r"does not rest on 'green_cube': it is at \(0\.360, -0\.200, 0\.020\)"
        ):
            place_on("green_cube")

    def test_needs_something_in_the_hand(self):
        world(red())
        for placing in (lambda: place_on("red_cube"), lambda: place_at(0.3, 0.2), lambda: place_in("red_cube")):
            with self.assertRaisesRegex(GraspFailed, "holds nothing"):
                placing()

    def test_finds_out_by_looking_what_a_program_grasped_by_itself(self):
        table = world(red(), Thing("blue_plate", "plate", 0.3, -0.2, (0.18, 0.18, 0.015)))
        table.tool, table.width = [0.4, 0.1, 0.02], 0.08
        table.gripper_close(None)
        self.assertEqual(place_on("blue_plate").name, "red_cube")


class Stack(unittest.TestCase):
    def test_builds_in_order_from_the_bottom(self):
        table = world(
            *(Thing(f"{c}_cube", "cube", 0.4, y, CUBE) for c, y in (("red", 0.1), ("green", 0), ("blue", -0.1)))
        )
        results = stack(["blue_cube", "green_cube", "red_cube"])
        self.assertEqual([result.on for result in results], ["blue_cube", "green_cube"])
        self.assertAlmostEqual(table.things["red_cube"].z, 0.1)
        self.assertAlmostEqual(table.things["blue_cube"].y, -0.1)

    def test_refuses_names_that_make_no_tower(self):
        world(red())
        for names in (["red_cube"], "red_cube", ["red_cube", "red_cube"], 7):
            with self.assertRaises(InvalidArgument):
                stack(names)


class Push(unittest.TestCase):
    def test_moves_the_object_as_far_as_asked(self):
        for direction, dx, dy in (("left", 0, 0.1), ("right", 0, -0.1), ("back", -0.1, 0), ([1, 1], 0.0707, 0.0707)):
            table = world(red())
            result = push("red_cube", direction, 0.1)
            self.assertAlmostEqual(table.things["red_cube"].x, 0.4 + dx, delta=0.011)
            self.assertAlmostEqual(table.things["red_cube"].y, 0.1 + dy, delta=0.011)
            self.assertAlmostEqual(result.moved_m, 0.1, delta=0.011)

    def test_tells_how_far_it_got(self):
        table = world(red())
        table._push = lambda start, end: None
        with self.assertRaisesRegex(GraspFailed, "was pushed 0.000 m instead of 0.100 m"):
            push("red_cube", "left")

    def test_refuses_directions_that_are_none(self):
        world(red())
        for direction in ("up", [0, 0], [1], [0, 0, 1], None):
            with self.assertRaises(InvalidArgument):
                push("red_cube", direction)


if __name__ == "__main__":
    unittest.main()
