/** Counters of packets at a site's router, for those who want to know what passed. */
import { run, tryRun } from "../command.ts";
import { inNamespace } from "./namespace.ts";

export interface Count {
  packets: number;
  bytes: number;
}

const TABLE = "ip lab_watch";

/**
 * Counts packets that leave the router, to a machine or to the internet, after all rules and translations.
 *
 * @param namespace of the router
 * @param what nftables' expressions by name, such as `{ overlay: ["udp dport 8472"] }`
 */
export async function watch(namespace: string, what: Readonly<Record<string, readonly string[]>>): Promise<void> {
  const names = Object.keys(what);
  const lines = [
    `table ${TABLE} {`,
    ...names.map((name) => `  counter ${name} { }`),
    "  chain leaving {",
    // After the translations and the machines' rules.
    "    type filter hook postrouting priority 300; policy accept;",
    ...Object.entries(what).flatMap(([name, expressions]) =>
      expressions.map((expression) => `    ${expression} counter name ${name}`),
    ),
    "  }",
    "}",
  ];
  await unwatch(namespace);
  await run(inNamespace(namespace, ["nft", "-f", "-"]), `${lines.join("\n")}\n`);
}

export async function unwatch(namespace: string): Promise<void> {
  await tryRun(inNamespace(namespace, ["nft", "delete", "table", ...TABLE.split(" ")]));
}

/** What passed since {@link watch}, by name. */
export async function counted(namespace: string): Promise<Record<string, Count>> {
  const listed = JSON.parse(
    await run(inNamespace(namespace, ["nft", "-j", "list", "counters", "table", ...TABLE.split(" ")])),
  ) as {
    nftables: { counter?: { name: string; packets: number; bytes: number } }[];
  };
  return Object.fromEntries(
    listed.nftables.flatMap(({ counter }) =>
      counter ? [[counter.name, { packets: counter.packets, bytes: counter.bytes }]] : [],
    ),
  );
}
