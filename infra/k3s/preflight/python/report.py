"""Prints one observation a line as JSON; observation.ts has their shapes. Needs Python 3.5 and its standard library only."""

import json
import sys


def report(**observation):
    sys.stdout.write(json.dumps(observation) + "\n")
    sys.stdout.flush()
