#!/bin/sh
# Starts Prometheus with /etc/prometheus/prometheus.yml and the given flags. Before 2.48, Prometheus refuses a file with
# track_timestamps_staleness: without it, series of a deleted pod last for five more minutes.
set -eu
config=/etc/prometheus/prometheus.yml
version=$(prometheus --version 2>&1 | sed -n 's/^prometheus, version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
major=${version% *}
minor=${version#* }
if [ "$major" -lt 2 ] || { [ "$major" -eq 2 ] && [ "$minor" -lt 48 ]; }; then
  echo "Prometheus $major.$minor does not know track_timestamps_staleness: starting without it"
  sed '/track_timestamps_staleness:/d' "$config" >/tmp/prometheus.yml
  config=/tmp/prometheus.yml
fi
exec prometheus --config.file="$config" "$@"
