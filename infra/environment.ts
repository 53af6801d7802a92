/** The machine and the software versions that results were measured with. */
import { readFileSync } from "node:fs";
import { cpus, release, totalmem, type as systemType } from "node:os";
import { join } from "node:path";
import type { Environment } from "../results/schema/outputs.ts";
import { repositoryRoot } from "./home.ts";

function versionOf(...path: string[]): string {
  const file = join(repositoryRoot, ...path, "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

/** Kernel settings that limit connections, their reuse and their queues under load. */
const RECORDED_SYSCTLS = [
  "net.core.somaxconn",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.tcp_max_syn_backlog",
  "net.ipv4.tcp_tw_reuse",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_congestion_control",
  "net.core.default_qdisc",
];

/** Those that this system has. */
function sysctls(): Record<string, string> {
  const read = (name: string): [string, string][] => {
    try {
      const text = readFileSync(join("/proc/sys", ...name.split(".")), "utf8");
      return [[name, text.trim().replaceAll(/\s+/g, " ")]];
    } catch {
      return [];
    }
  };
  return Object.fromEntries(RECORDED_SYSCTLS.flatMap(read));
}

export function environment(): Environment {
  const cores = cpus();
  return {
    cpuModel: cores[0]?.model.trim() ?? "unknown",
    cores: cores.length,
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    kernel: `${systemType()} ${release()}`,
    node: process.versions.node,
    sysctls: sysctls(),
    versions: {
      stackmark: versionOf(),
      loadgen: versionOf("loadgen"),
      pulumi: versionOf("node_modules", "@pulumi", "pulumi"),
    },
  };
}
