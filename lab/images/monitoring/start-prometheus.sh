#!/bin/sh
# Starts Prometheus with its configuration and the given flags. Before 2.48, Prometheus refuses a file with
# track_timestamps_staleness: without it, series of a deleted pod last for five more minutes.
set -eu
configuration=${PROMETHEUS_CONFIGURATION:-/etc/prometheus/prometheus.yml}
version=$(prometheus --version 2>&1 | sed -n 's/^prometheus, version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
major=${version% *}
minor=${version#* }
if [ "$major" -lt 2 ] || { [ "$major" -eq 2 ] && [ "$minor" -lt 48 ]; }; then
  echo "Prometheus $major.$minor does not know track_timestamps_staleness: starting without it"
  changed=${TMPDIR:-/tmp}/changed.yml
  sed '/track_timestamps_staleness:/d' "$configuration" >"$changed"
  configuration=$changed
fi
exec prometheus --config.file="$configuration" "$@"
