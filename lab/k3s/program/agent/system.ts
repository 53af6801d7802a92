/** Settings of the machine that K3s makes at its start. */
import { existsSync, writeFileSync } from "node:fs";
import { messageOf } from "../../../../base/errors.ts";
import { log } from "../log.ts";

const SYSCTLS = {
  "net/ipv4/ip_forward": "1",
  "net/ipv4/conf/all/forwarding": "1",
  "net/ipv4/conf/default/forwarding": "1",
  "net/bridge/bridge-nf-call-iptables": "1",
  "net/ipv6/conf/all/forwarding": "1",
} as const;

/** What may not be set is in the log, as with K3s. */
export function prepareSystem(): void {
  for (const [name, value] of Object.entries(SYSCTLS)) {
    const file = `/proc/sys/${name}`;
    if (!existsSync(file)) continue;
    try {
      writeFileSync(file, value);
    } catch (error) {
      log.error(`Failed to set sysctl: ${messageOf(error)}`);
    }
  }
}
