changed=false

# put_file PATH MODE TEXT: writes only what differs; then `changed` is true. The text is an argument, not a pipe, whose
# commands could not set `changed` here.
put_file() {
  mkdir -p "$(dirname "$1")"
  put_new=$(mktemp "$1.XXXXXX")
  printf '%s\n' "$3" >"$put_new"
  chmod "$2" "$put_new"
  if [ -f "$1" ] && cmp -s "$put_new" "$1"; then
    rm -f "$put_new"
    chmod "$2" "$1"
  else
    mv -f "$put_new" "$1"
    changed=true
  fi
}

# drop_file PATH
drop_file() {
  if [ -e "$1" ]; then
    rm -f "$1"
    changed=true
  fi
}
