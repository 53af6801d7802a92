# K3s brings its own copies of tools that a small system may lack.
PATH=$PATH:/usr/sbin:/sbin:/var/lib/rancher/k3s/data/current/bin:/var/lib/rancher/k3s/data/current/bin/aux
export PATH

# has TOOL: else a line says that it is missing.
has() {
  command -v "$1" >/dev/null && return 0
  printf '{"kind":"missing-tool","tool":"%s"}\n' "$1"
  return 1
}
