"""Tests of the Python side; `python3 -m unittest discover -s python-primitives` or pytest. Nothing to install."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "src"))
