set -eu

fail() {
  printf 'stackmark: %s\n' "$*" >&2
  exit 1
}

# Milliseconds since the machine started: no clock adjustment moves it.
now_ms() {
  awk '{ printf "%.0f", $1 * 1000 }' /proc/uptime
}
