/**
 * cloud-init's user data for the first boot: it installs the host key, and blocks pods from the cloud's metadata
 * service. It contains no K3s token, because anyone who reads the metadata could join the cluster. Pure.
 */
import type { Output } from "@pulumi/pulumi";
import { stringify } from "yaml";

/** What a cloud needs to boot a machine that Stackmark can log in to. */
export interface Boot {
  user: string;
  /** A line of `authorized_keys`. */
  publicKey: Output<string>;
  /** cloud-init's user data. Secret. */
  userData: Output<string>;
  /** Time of the automatic shutdown, `HHmm` in UTC. */
  clock: Output<string>;
  expiresAfterH: number;
}

/** Addresses of the metadata services; the second is for Azure's agent. Both also serve DNS, at port 53. */
const METADATA = ["169.254.169.254", "168.63.129.16"];

const GUARD = "/usr/local/sbin/stackmark-metadata-guard";
const UNIT = "stackmark-metadata-guard.service";

/** Stops Google's agent from generating host keys at the first boot. Nothing reads this file in Azure. */
const GOOGLE_AGENT = "/etc/default/instance_configs.cfg";

/**
 * Drops forwarded packets: they come from pods, while the machine's own packets are not forwarded. The rules are in
 * `mangle`, which precedes the chains that Kubernetes manages.
 */
export const METADATA_GUARD = `#!/bin/sh
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

const UNIT_FILE = `[Unit]
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

/** Ubuntu's timers install updates at any hour, also while a load is measured. */
const UPDATE_TIMERS = ["apt-daily.timer", "apt-daily-upgrade.timer"];
const UPDATE_SERVICES = ["unattended-upgrades.service"];

/** cloud-init's `user-data`; secret, since it holds the machine's private host key. */
export function userData({ privateKey, publicKey }: HostKeyPair): string {
  const config = {
    ssh_pwauth: false,
    disable_root: true,
    // Deletes the host keys of the image and generates none: the machine has only the one given here.
    ssh_deletekeys: true,
    ssh_genkeytypes: [],
    ssh_keys: { ed25519_private: privateKey, ed25519_public: publicKey },
    write_files: [
      { path: GOOGLE_AGENT, permissions: "0644", content: "[InstanceSetup]\nset_host_keys = false\n" },
      { path: GUARD, permissions: "0755", content: METADATA_GUARD },
      { path: `/etc/systemd/system/${UNIT}`, permissions: "0644", content: UNIT_FILE },
    ],
    runcmd: [
      ["systemctl", "daemon-reload"],
      ["systemctl", "enable", "--now", UNIT],
      ["systemctl", "disable", "--now", ...UPDATE_TIMERS, ...UPDATE_SERVICES],
    ],
  };
  return `#cloud-config\n${stringify(config, { lineWidth: 0 })}`;
}
