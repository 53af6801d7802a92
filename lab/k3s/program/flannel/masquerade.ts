/** flannel's rules: pods are masqueraded to the outside, never to each other, and may be forwarded. */
import { run } from "../../../command.ts";

const COMMENT = ["-m", "comment", "--comment", "flanneld masq"];
const FORWARD = ["-m", "comment", "--comment", "flanneld forward"];

async function ensure(table: string, chain: string, rule: readonly string[], how: "-A" | "-I"): Promise<void> {
  const isThere = await run(["iptables", "-w", "-t", table, "-C", chain, ...rule]).then(
    () => true,
    () => false,
  );
  if (!isThere) await run(["iptables", "-w", "-t", table, how, chain, ...rule]);
}

const line = (chain: string, rule: string, comment: string): string =>
  `-A ${chain} ${rule} -m comment --comment "${comment}"`;

/** @param subnet this node's part of `network` */
export async function putMasquerade(network: string, subnet: string): Promise<void> {
  const [post, forward] = ["FLANNEL-POSTRTG", "FLANNEL-FWD"];
  const masquerading = [
    // What kube-proxy masquerades already.
    "-m mark --mark 0x4000/0x4000 -j RETURN",
    `-s ${subnet} -d ${network} -j RETURN`,
    `-s ${network} -d ${subnet} -j RETURN`,
    `! -s ${network} -d ${subnet} -j RETURN`,
    `-s ${network} ! -d 224.0.0.0/4 -j MASQUERADE --random-fully`,
    `! -s ${network} -d ${network} -j MASQUERADE --random-fully`,
  ].map((rule) => line(post, rule, "flanneld masq"));
  const forwarding = [`-s ${network} -j ACCEPT`, `-d ${network} -j ACCEPT`].map((rule) =>
    line(forward, rule, "flanneld forward"),
  );
  // Naming a chain empties it.
  const tables = [
    ["*nat", `:${post} - [0:0]`, ...masquerading, "COMMIT"],
    ["*filter", `:${forward} - [0:0]`, ...forwarding, "COMMIT"],
  ];
  await run(["iptables-restore", "-w", "--noflush"], `${tables.flat().join("\n")}\n`);
  await ensure("nat", "POSTROUTING", [...COMMENT, "-j", post], "-A");
  await ensure("filter", "FORWARD", [...FORWARD, "-j", forward], "-A");
}
