unit_active() {
  if systemctl is-active --quiet "$unit"; then return 0; fi
  systemctl show "$unit" --property=ActiveState,SubState,Result 2>&1 | tr '\n' ' '
  journalctl --unit "$unit" --lines 8 --no-pager --output cat 2>&1 || true
  return 1
}

# Not blocking: a service that cannot come up would be waited for without end.
start_unit() {
  if [ "$changed" = true ] || ! systemctl is-active --quiet "$unit"; then
    systemctl --no-block restart "$unit"
    changed=true
  fi
  wait_until "Service $unit is active" "$start_limit_s" unit_active
}
