/** A cluster of emulated nodes on this machine. */
import { relative } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { ReplicaLimits } from "../applications/application.ts";
import { EmulatedLink, emulatedHost } from "../hosts/local/resource.ts";
import { homeDir } from "../home.ts";
import type { LocalSource } from "../observability/source.ts";
import type { Plan } from "../topology/plan.ts";
import type { Programs } from "../workloads/local/program.ts";
import { EmulatedWorkload } from "../workloads/local/resource.ts";
import type { Cluster } from "./cluster.ts";

export function localCluster(plan: Plan): Cluster {
  const { stack } = plan;
  const hosts = plan.nodes.map((node) => emulatedHost(stack, node));
  const links = plan.links.map((planned) => ({ planned, resource: new EmulatedLink(stack, planned) }));
  return {
    hosts,
    generators: [],
    instances: pulumi.all(hosts.map((host) => host.resource.id)),
    provenance: "emulated",
    deploy({ name, entry, port }, placement) {
      const nodes = pulumi.output(hosts.map((host) => ({ name: host.node.name, instance: host.resource.id })));
      const joined = pulumi.output(
        links.map(({ planned: { name, between }, resource }) => ({ name, between, instance: resource.id })),
      );
      const programs = programsOf(plan);
      const own = { stack, name, entry, port, placement: [...placement], nodes, links: joined };
      const inputs = programs ? { ...own, programs } : own;
      const workload = new EmulatedWorkload(name, inputs, {});
      return {
        endpoint: workload.endpoint,
        endpoints: pulumi.output<Record<string, string>>({}),
        placement: workload.running,
        readyMs: workload.readyMs,
        resources: [workload],
        metrics: plan.observability === "own" ? metricsOf(plan) : { kind: "none" },
        inCluster: null,
        podKill: null,
        report: null,
        secrets: {},
      };
    },
    timings: links.map(({ planned, resource }) => ({
      name: planned.name,
      createMs: resource.createMs,
      readyMs: resource.readyMs,
    })),
  };
}

function programsOf({ workload }: Plan): Programs | undefined {
  if (!workload.programs) return undefined;
  const { entryPath, list } = workload.programs;
  // Relative, so that the state names no folder of this machine.
  const project = relative(homeDir(), pulumi.getRootDirectory());
  return { project, entryPath, list: list.map(({ files: _files, ...program }) => program) };
}

/** Of all replicas of a service together. */
const limitsOf = (replicas: number, { cpus, memoryMiB }: ReplicaLimits): ReplicaLimits => ({
  ...(cpus === undefined ? {} : { cpus: replicas * cpus }),
  ...(memoryMiB === undefined ? {} : { memoryMiB: replicas * memoryMiB }),
});

const metricsOf = (plan: Plan): LocalSource => ({
  kind: "local",
  stack: plan.stack,
  nodes: plan.nodes.map(({ name, cpus, memoryMiB }) => ({ name, cpus, memoryMiB })),
  links: plan.links.map((link) => link.name),
  services: plan.workload.services.map(({ name }) => {
    const placed = plan.placement.filter(({ service }) => service === name);
    const own = { name, nodes: [...new Set(placed.map(({ node }) => node))] };
    const limits = plan.workload.programs?.list.find(({ service }) => service === name)?.limits;
    return limits ? { ...own, limits: limitsOf(placed.length, limits) } : own;
  }),
  intervalMs: plan.load.scrapeIntervalMs,
  runsPrograms: plan.workload.programs !== null,
});
