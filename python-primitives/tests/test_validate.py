import glob
import json
import math
import os
import unittest

from . import __path__ as _  # noqa: F401 - puts src on the path

from codeact_primitives import _schema  # isort: skip
from codeact_primitives._validate import Invalid, compile_schema  # isort: skip

FIXTURES = os.path.join(os.path.dirname(__file__), "..", "..", "test", "fixtures", "protocol", "*.json")


def problem(schema, value, definitions=None):
    try:
        compile_schema(schema, definitions or {})(value)
    except Invalid as invalid:
        return str(invalid)
    return None


class Fixtures(unittest.TestCase):
    """The files that test/bridge/protocol/fixtures.test.ts reads: both ends accept and refuse the same."""

    def test_agree_with_the_other_end(self):
        files = glob.glob(FIXTURES)
        self.assertGreaterEqual(len(files), 2)
        for file in files:
            with open(file, encoding="utf-8") as text:
                for fixture in json.load(text):
                    for value in fixture["valid"]:
                        _schema.check(fixture["schema"], value)
                    for bad in fixture["invalid"]:
                        with self.assertRaises(Invalid, msg=bad["why"]):
                            _schema.check(fixture["schema"], bad["value"])

    def test_every_schema_compiles(self):
        for name, parts in _schema.DOCUMENT["primitives"].items():
            for part in parts:
                compile_schema(_schema.schema_at(f"primitives/{name}/{part}"), _schema.DOCUMENT["$defs"])


class Messages(unittest.TestCase):
    def test_lead_to_the_value_and_say_what_is_wrong(self):
        with self.assertRaises(Invalid) as caught:
            _schema.check("primitives/arm.follow/params", {"waypoints": [{"position": [0, "a", 0]}]})
        self.assertEqual(str(caught.exception), "waypoints[0].position[1]: 'a' is a string, not a finite number")

    def test_name_what_is_taken(self):
        self.assertIn(
            "names taken here: a",
            problem({"type": "object", "properties": {"a": {}}, "additionalProperties": False}, {"b": 1}),
        )
        self.assertEqual(problem({"enum": ["x", "y"]}, "z"), "'z' is none of 'x', 'y'")

    def test_are_short(self):
        self.assertLess(len(problem({"type": "number"}, "x" * 10_000)), 120)


class Values(unittest.TestCase):
    def test_numbers_are_finite_and_no_truth_values(self):
        for value in (math.nan, math.inf, -math.inf, True, "1", None, 10**400):
            self.assertIsNotNone(problem({"type": "number"}, value), repr(value)[:20])
        for value in (0, -1.5, 10**300):
            self.assertIsNone(problem({"type": "number"}, value))
        self.assertIsNone(problem({"type": "integer"}, 2.0))
        self.assertIsNotNone(problem({"type": "integer"}, 2.5))

    def test_bounds(self):
        for schema, good, bad in (
            ({"minimum": 1}, 1, 0.9),
            ({"maximum": 1}, 1, 1.1),
            ({"exclusiveMinimum": 1}, 1.1, 1),
            ({"exclusiveMaximum": 1}, 0.9, 1),
            ({"minItems": 1}, [0], []),
            ({"maxItems": 1}, [0], [0, 0]),
            ({"minLength": 1}, "a", ""),
            ({"maxLength": 1}, "a", "ab"),
            ({"pattern": "^a$"}, "a", "b"),
            ({"const": 1}, 1, True),
        ):
            self.assertIsNone(problem(schema, good), schema)
            self.assertIsNotNone(problem(schema, bad), schema)

    def test_definitions_may_refer_to_themselves(self):
        tree = {
            "type": "object",
            "properties": {"next": {"anyOf": [{"$ref": "#/$defs/Tree"}, {"type": "null"}]}},
            "required": ["next"],
        }
        self.assertIsNone(problem({"$ref": "#/$defs/Tree"}, {"next": {"next": None}}, {"Tree": tree}))
        self.assertIsNotNone(problem({"$ref": "#/$defs/Tree"}, {"next": {"next": 1}}, {"Tree": tree}))

    def test_an_unknown_keyword_is_not_passed_over(self):
        with self.assertRaises(NotImplementedError):
            compile_schema({"multipleOf": 2}, {})


if __name__ == "__main__":
    unittest.main()
