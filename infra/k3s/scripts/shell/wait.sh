# wait_until WHAT DEADLINE_S COMMAND...: asks until COMMAND succeeds; what it printed last is in the error.
wait_until() {
  wait_what=$1
  wait_limit=$2
  wait_end=$(($(now_ms) + wait_limit * 1000))
  shift 2
  until wait_state=$("$@" 2>&1); do
    if [ "$(now_ms)" -ge "$wait_end" ]; then
      fail "$wait_what: not so within $wait_limit s. Last state seen: ${wait_state:-nothing}"
    fi
    sleep "$poll_s"
  done
}
