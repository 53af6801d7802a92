# Answers each connection with the number of bytes that arrived; ends itself.
has socat || exit 0
export body_bytes
setsid timeout "$listen_limit_s" socat "TCP-LISTEN:$body_port,bind=$overlay_address,fork,reuseaddr" \
  "SYSTEM:head -c \"\$body_bytes\" | wc -c" >/dev/null 2>&1 </dev/null &
