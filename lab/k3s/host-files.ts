/** What a host has on its disk for a K3s of the user's own. The lab's K3s needs none of it. Pure. */
import { stringify } from "yaml";
import type { SeedFile } from "../hosts/seed/files.ts";
import type { GivenK3s } from "./given.ts";

/** A host has the cgroups of this machine, version 1 or 2, below its own root; and its root is an overlay. */
const KUBELET_ARGS = [
  "cgroup-driver=cgroupfs",
  "fail-cgroupv1=false",
  "fail-swap-on=false",
  "local-storage-capacity-isolation=false",
];
/** The limits of connection tracking belong to the whole machine, and a host may not set them. */
const KUBE_PROXY_ARGS = [
  "conntrack-max-per-core=0",
  "conntrack-tcp-timeout-close-wait=0s",
  "conntrack-tcp-timeout-established=0s",
];
/** Without CAP_SYS_RESOURCE, runc cannot lower a container's value. */
const CONTAINERD = `version = 3

[plugins."io.containerd.cri.v1.runtime"]
  restrict_oom_score_adj = true
`;

const SERVICES = [
  // The lab has no image of it, and the server's pods are waited for. An agent would refuse this key.
  { name: "k3s", settings: { "disable+": ["local-storage"] } },
  { name: "k3s-agent", settings: {} },
];

/**
 * Drop-ins for the configuration of K3s and its containerd. A service puts them in place at each start, because K3s'
 * clean-up removes them with everything else of K3s.
 *
 * @param given `undefined`: the lab's own
 */
export function k3sHostFiles(given: GivenK3s | undefined): SeedFile[] {
  if (given === undefined) return [];
  const file = (path: string, text: string): SeedFile => ({ path, text, mode: 0o644 });
  return SERVICES.flatMap(({ name, settings }) => {
    const folder = `/usr/lib/lab-host/drop-ins/${name}`;
    const config = { "kubelet-arg+": KUBELET_ARGS, "kube-proxy-arg+": KUBE_PROXY_ARGS, ...settings };
    return [
      file(`${folder}/etc/rancher/k3s/config.yaml.d/10-lab.yaml`, stringify(config)),
      file(`${folder}/var/lib/rancher/k3s/agent/etc/containerd/config-v3.toml.d/10-lab.toml`, CONTAINERD),
      file(`/etc/systemd/system/${name}.service.d/10-lab.conf`, `[Service]\nExecStartPre=/bin/cp -r ${folder}/. /\n`),
    ];
  });
}
