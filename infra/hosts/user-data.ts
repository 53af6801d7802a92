/**
 * What a machine is told for its first boot: what it proves itself by, and that pods may not ask the cloud about it. No
 * token is in it: whoever reads a machine's metadata could join the cluster. Pure.
 */
import type { Output } from "@pulumi/pulumi";
import { stringify } from "yaml";

/** What a cloud has to know to boot a machine that we can get into. */
export interface Boot {
  user: string;
  /** A line of `authorized_keys`. */
  publicKey: Output<string>;
  /** cloud-init's. Secret. */
  userData: Output<string>;
  /** `HHmm` UTC when it ends. */
  clock: Output<string>;
  expiresAfterH: number;
}

/** Where both clouds keep metadata; Azure's second address serves its agent. Names are asked there too, at port 53. */
const METADATA = ["169.254.169.254", "168.63.129.16"];

const GUARD = "/usr/local/sbin/stackmark-metadata-guard";
const UNIT = "stackmark-metadata-guard.service";

/** Google's agent would else make host keys of its own at the first boot; nobody reads it in Azure. */
const GOOGLE_AGENT = "/etc/default/instance_configs.cfg";

/**
 * Packets that are forwarded come from pods; the machine's own go past. In `mangle`, which comes before the chains that
 * Kubernetes fills and empties.
 */
export const metadataGuard = `#!/bin/sh
# Keeps pods from the cloud's metadata: the machine's host key is in it.
set -eu
chain=STACKMARK-METADATA
iptables -w -t mangle -N "$chain" 2>/dev/null || iptables -w -t mangle -F "$chain"
for protocol in udp tcp; do
  iptables -w -t mangle -A "$chain" -p "$protocol" --dport 53 -j RETURN
done
iptables -w -t mangle -A "$chain" -j DROP
for address in ${METADATA.join(" ")}; do
  iptables -w -t mangle -C FORWARD -d "$address" -j "$chain" 2>/dev/null ||
    iptables -w -t mangle -A FORWARD -d "$address" -j "$chain"
done
`;

const unit = `[Unit]
Description=Keep pods from the cloud's metadata
After=network-pre.target
Before=k3s.service k3s-agent.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=${GUARD}

[Install]
WantedBy=multi-user.target
`;

export interface HostKeyPair {
  /** OpenSSH's private key file. Secret. */
  privateKey: string;
  publicKey: string;
}

/** cloud-init's `user-data`; secret, since it holds the machine's private host key. */
export function userData({ privateKey, publicKey }: HostKeyPair): string {
  const config = {
    ssh_pwauth: false,
    disable_root: true,
    // The image's own keys go, and none is made: a machine proves itself by this one or not at all.
    ssh_deletekeys: true,
    ssh_genkeytypes: [],
    ssh_keys: { ed25519_private: privateKey, ed25519_public: publicKey },
    write_files: [
      { path: GOOGLE_AGENT, permissions: "0644", content: "[InstanceSetup]\nset_host_keys = false\n" },
      { path: GUARD, permissions: "0755", content: metadataGuard },
      { path: `/etc/systemd/system/${UNIT}`, permissions: "0644", content: unit },
    ],
    runcmd: [
      ["systemctl", "daemon-reload"],
      ["systemctl", "enable", "--now", UNIT],
    ],
  };
  return `#cloud-config\n${stringify(config, { lineWidth: 0 })}`;
}
