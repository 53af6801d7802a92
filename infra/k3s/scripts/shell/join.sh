# Makes this machine a node of a K3s cluster. Keep this file to yourself: it holds the token that lets machines in.
[ "$(id -u)" = 0 ] || fail "Run this as root, on the machine that is to be $node_name: sudo sh $0"
