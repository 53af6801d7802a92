"""Reads an .hlog file by HdrHistogram's reader for Python; a line of JSON per histogram."""

import json
import sys

from hdrh.histogram import HdrHistogram
from hdrh.log import HistogramLogReader

reader = HistogramLogReader(sys.argv[1], HdrHistogram(1, 60_000_000, 3))
while (histogram := reader.get_next_interval_histogram()) is not None:
    tag = histogram.get_tag() if hasattr(histogram, "get_tag") else None
    at = {p: histogram.get_value_at_percentile(p) for p in (50, 90, 99, 100)}
    print(json.dumps({"tag": tag, "count": histogram.get_total_count(), "at": at}))
