/** The machine and the versions that a stack's numbers were had with. */
import { readFileSync } from "node:fs";
import { cpus, release, totalmem, type as systemType } from "node:os";
import { join } from "node:path";
import type { Environment } from "../results/schema/outputs.ts";
import { repositoryRoot } from "./home.ts";

function versionOf(...path: string[]): string {
  const file = join(repositoryRoot, ...path, "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

export function environment(): Environment {
  const cores = cpus();
  return {
    cpuModel: cores[0]?.model.trim() ?? "unknown",
    cores: cores.length,
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    kernel: `${systemType()} ${release()}`,
    node: process.versions.node,
    versions: {
      stackmark: versionOf(),
      loadgen: versionOf("loadgen"),
      pulumi: versionOf("node_modules", "@pulumi", "pulumi"),
    },
  };
}
