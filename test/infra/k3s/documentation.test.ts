import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { K3S_VERSION, PACKAGED_COMPONENTS } from "../../../infra/k3s/defaults.ts";
import { OVERLAYS } from "../../../infra/k3s/model.ts";
import { CHECKS } from "../../../infra/k3s/preflight/checks.ts";
import { agentConfig, serverConfig } from "../../../infra/k3s/config-files.ts";
import { k3sNode, serverNode, wanCluster } from "./clusters.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/k3s.md"), "utf8");
/** The rows under a table's head, as text. */
function rowsUnder(head: string): string[] {
  const lines = page.slice(page.indexOf(head)).split("\n").slice(2);
  return lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith("|")),
  );
}

describe("docs/k3s.md", () => {
  it("docs/k3s.md lists exactly the pre-flight checks, with when each passes, what a failure means and what to do", () => {
    const rows = Object.entries(CHECKS).map(
      ([name, { passesIf, meaning, remedy }]) => `| \`${name}\` | ${passesIf} | ${meaning} | ${remedy} |`,
    );
    assert.deepEqual(rowsUnder("| check | passes if |"), rows);
  });

  it("docs/k3s.md lists exactly K3s' packaged components, and why each is enabled or disabled", () => {
    const rows = PACKAGED_COMPONENTS.map(
      ({ name, isDisabled, why }) => `| \`${name}\` | ${isDisabled ? "disabled" : "enabled"} | ${why} |`,
    );
    assert.deepEqual(rowsUnder("| component of K3s |"), rows);
  });

  it("docs/k3s.md lists exactly the settings of the configuration files", () => {
    const all = { labels: { zone: "x" }, taints: ["a=b:NoSchedule"], iface: "eth0" };
    const cluster = wanCluster({ nodes: [serverNode(all), k3sNode("worker", all)] });
    const files = [serverConfig(cluster, cluster.nodes[0]!), agentConfig(cluster, cluster.nodes[1]!)];
    const keys = new Set(files.flatMap((file) => Object.keys(parse(file) as object)));
    const documented = rowsUnder("| key | on |").flatMap((row) => {
      const [, cell = ""] = row.split("|");
      return [...cell.matchAll(/`([^`]+)`/g)].map(([, key]) => key!);
    });
    assert.deepEqual([...new Set(documented)].toSorted(), [...keys].toSorted());
  });

  it("docs/k3s.md names the overlays' ports and the default version", () => {
    for (const { udpPort } of Object.values(OVERLAYS)) assert.ok(page.includes(`| ${udpPort}/udp |`), String(udpPort));
    assert.ok(page.includes(`\`${K3S_VERSION}\` unless configured`));
  });
});
