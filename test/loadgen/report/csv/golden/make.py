"""
What Locust itself makes of a recorded stream of requests: its StatsEntry objects, written by its own StatsCSV.

    python make.py stream.ndjson FOLDER

The stream is a line with `startS` and `endS`, then a line per request: [second, method, name, µs, bytes, error or
null]. Writes stats.csv, failures.csv, and rounding.csv: what Locust's buckets make of the times of every request.
"""

import csv
import json
import sys
import time
from pathlib import Path
from types import SimpleNamespace

from locust import stats as locust_stats

head, *requests = map(json.loads, Path(sys.argv[1]).read_text().splitlines())
folder = Path(sys.argv[2])
now = [float(head["startS"])]
time.time = lambda: now[0]

stats = locust_stats.RequestStats()
stats.reset_all()
for second, method, name, micros, size, error in requests:
    now[0] = head["startS"] + second
    stats.log_request(method, name, micros / 1000, size)
    if error is not None:
        stats.log_error(method, name, error)

environment = SimpleNamespace(stats=stats, runner=None)
writer = locust_stats.StatsCSV(environment, locust_stats.PERCENTILES_TO_REPORT)
for name, write in (("stats", writer.requests_csv), ("failures", writer.failures_csv)):
    with open(folder / f"{name}.csv", "w", newline="") as file:
        write(csv.writer(file))

times = sorted({micros for _, _, _, micros, _, _ in requests})
lines = [f"{t},{locust_stats.bucket_response_time(t / 1000)}\n" for t in times]
(folder / "rounding.csv").write_text("".join(lines))
