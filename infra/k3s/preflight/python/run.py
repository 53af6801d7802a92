"""Runs the task of the argument: its name, and what it needs by name."""

import json
import sys

task, needs = json.loads(sys.argv[1])
globals()[task](**needs)
