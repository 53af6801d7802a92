/** Files of a host's own that make this machine's file system that of a fresh cloud machine. Pure. */

export type SeedFile = { path: string; text: string; mode: number } | { path: string; linkTo: string };

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Of a host's own, off the overlay where containers have their root file systems there. */
export const OWN_FOLDERS = [
  ...["/etc/ssh", "/etc/systemd", "/usr/lib/systemd/system", "/usr/local", "/root", "/home", "/opt", "/tmp", "/srv"],
  ...[
    "/var/log",
    "/var/tmp",
    "/var/lib/cloud",
    "/var/lib/rancher",
    "/var/lib/kubelet",
    "/var/lib/containerd",
    "/var/lib/cni",
  ],
];

const SSHD_CONFIG = (permitsRoot: boolean): string => `PermitRootLogin ${permitsRoot ? "prohibit-password" : "no"}
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
PrintMotd no
PidFile none
AcceptEnv LANG LC_*
SetEnv PATH=${PATH}
Subsystem sftp internal-sftp
`;

const SSH_UNIT = `[Unit]
Description=OpenBSD Secure Shell server
After=network.target

[Service]
ExecStartPre=/usr/sbin/sshd -t
ExecStart=/usr/sbin/sshd -D -e
KillMode=process
Restart=on-failure

[Install]
WantedBy=multi-user.target
`;

const UPDATES_UNIT = `[Unit]
Description=Unattended Upgrades Shutdown

[Service]
ExecStart=/bin/sh -c 'while :; do sleep 3600; done'

[Install]
WantedBy=multi-user.target
`;

const TIMER_UNIT = (description: string): string => `[Unit]
Description=${description}

[Timer]
OnCalendar=*-*-* 6,18:00

[Install]
WantedBy=timers.target multi-user.target
`;

const UNITS: Record<string, string> = {
  "ssh.service": SSH_UNIT,
  "unattended-upgrades.service": UPDATES_UNIT,
  "apt-daily.timer": TIMER_UNIT("Daily apt download activities"),
  "apt-daily-upgrade.timer": TIMER_UNIT("Daily apt upgrade and clean activities"),
};

/** `su` is the program with the right to become root; the members of the group `sudo` need no password for it. */
const PAM_SU = `auth sufficient pam_rootok.so
auth sufficient pam_wheel.so trust use_uid group=sudo
auth requisite pam_deny.so
account sufficient pam_permit.so
session sufficient pam_permit.so
`;

const SUDO = `#!/bin/sh
# sudo, by su: options -n, -E, -H, -i, -s, -u USER and --.
user=root login= keep=
while :; do
  case \${1:-} in
  -n | -H | -S) shift ;;
  -E) keep=1; shift ;;
  -i | -s) login=1; shift ;;
  -u) user=$2; shift 2 ;;
  --) shift; break ;;
  -*) echo "sudo: option $1 is not supported on the lab's hosts" >&2; exit 1 ;;
  *) break ;;
  esac
done
[ $# -gt 0 ] || { [ -n "$login" ] && set -- /bin/bash; } || { echo "usage: sudo [-nEHis] [-u user] command" >&2; exit 1; }
if [ "$(id -u)" != 0 ] && ! id -nG | tr ' ' '\\n' | grep -qx sudo; then
  echo "$(id -un) is not in the sudoers file." >&2
  exit 1
fi
[ -n "$keep" ] || set -- env -i PATH=${PATH} LANG="\${LANG:-C.UTF-8}" TERM="\${TERM:-dumb}" USER="$user" LOGNAME="$user" \\
  HOME="$(getent passwd "$user" | cut -d: -f6)" SUDO_USER="$(id -un)" SUDO_UID="$(id -u)" SUDO_GID="$(id -g)" "$@"
exec su -s /bin/sh -c 'exec "$@"' "$user" -- sh "$@"
`;

const NOTIFY = `#!/bin/sh
# systemd-notify: --ready, --status=TEXT, and assignments such as RELOADING=1.
[ -n "\${NOTIFY_SOCKET:-}" ] || { echo "No status data could be sent: \\$NOTIFY_SOCKET was not set" >&2; exit 1; }
message=
add() { message="$message$1
"; }
for word in "$@"; do
  case $word in
  --ready) add READY=1 ;;
  --status=*) add "STATUS=\${word#--status=}" ;;
  --pid | --pid=* | --no-block) ;;
  -*) echo "systemd-notify: unrecognized option '$word'" >&2; exit 1 ;;
  *=*) add "$word" ;;
  *) echo "systemd-notify: $word is no assignment" >&2; exit 1 ;;
  esac
done
printf %s "$message" | /usr/lib/lab-host/bin/socat -u STDIN "UNIX-SENDTO:$NOTIFY_SOCKET"
`;

const nodeCommand = (name: string): string =>
  `#!/bin/sh\nexec /usr/local/bin/node /usr/lib/lab-host/lab/hosts/init/commands/${name}.ts "$@"\n`;

export interface HostIdentity {
  hostname: string;
  machineId: string;
  address: string;
  nameservers: readonly string[];
  /** Addresses by name. */
  knownHosts: Readonly<Record<string, string>>;
  permitsRootLogin: boolean;
}

/** Files in the layer over this machine's root, then those in the host's own folders. */
export function systemFiles(host: HostIdentity): SeedFile[] {
  const known = Object.entries(host.knownHosts).map(([name, address]) => `${address} ${name}\n`);
  const file = (path: string, text: string, mode = 0o644): SeedFile => ({ path, text, mode });
  return [
    file("/etc/hostname", `${host.hostname}\n`),
    file("/etc/hosts", `127.0.0.1 localhost\n${host.address} ${host.hostname}\n${known.join("")}`),
    file("/etc/machine-id", `${host.machineId}\n`, 0o444),
    file("/etc/resolv.conf", host.nameservers.map((address) => `nameserver ${address}\n`).join("")),
    file("/etc/environment", `PATH=${PATH}\n`),
    // This machine's own shell settings stay out.
    file("/etc/profile", `export PATH=${PATH}\n`),
    file("/etc/bash.bashrc", ""),
    file("/etc/pam.d/su", PAM_SU),
    file("/usr/bin/sudo", SUDO, 0o755),
    file("/usr/bin/systemctl", nodeCommand("systemctl"), 0o755),
    file("/usr/bin/journalctl", nodeCommand("journalctl"), 0o755),
    file("/usr/bin/systemd-notify", NOTIFY, 0o755),
    file("/usr/lib/lab-host/package.json", '{ "type": "module" }\n'),
    file("/etc/ssh/sshd_config", SSHD_CONFIG(host.permitsRootLogin)),
    ...Object.entries(UNITS).map(([name, text]) => file(`/usr/lib/systemd/system/${name}`, text)),
  ];
}

/** Units that the first boot finds enabled. */
export const ENABLED_UNITS = Object.keys(UNITS);
