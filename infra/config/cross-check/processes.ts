/** Checks of programs of the user's own on emulated nodes: their names, ports, nodes, and the addresses that they refer to. */
import { nearest } from "../../../base/nearest.ts";
import { matches, k3sLabels } from "../../catalog/labels.ts";
import { ADDRESS_PARTS, isAddressPart, referencesIn, SELF } from "../../catalog/references.ts";
import { duplicates, type Problem } from "../problems.ts";
import type { Loose, LooseProcess } from "./loose.ts";

export function checkProcesses(loose: Loose): Problem[] {
  const { processes } = loose.workload;
  if (!processes) return [];
  const names = processes.map(({ name }) => name);
  return [
    ...checkOthers(loose),
    ...duplicates(names, (i) => `${at(i)}.name`, "process"),
    ...processes.flatMap(checkName),
    ...checkEntry(loose, processes),
    ...checkEntryKeys(loose.workload),
    ...checkCalls(loose.workload, names),
    ...checkPorts(processes),
    ...processes.flatMap((process, i) => checkReferences(process, i, names)),
    ...processes.flatMap((process, i) => checkSelector(loose, process, i)),
  ];
}

const at = (index: number): string => `workload.processes[${index}]`;

/** Keys that processes exclude. */
function checkOthers({ topology: { nodes }, workload: { name, services } }: Loose): Problem[] {
  const problems: Problem[] = [];
  if (nodes.some(({ cloud }) => ["azure", "gcp", "existing"].includes(cloud)))
    problems.push({ path: "workload.processes", message: "run only on emulated nodes (`cloud: local`)" });
  if (name === "boutique")
    problems.push({ path: "workload.name", found: '"boutique"', message: "is another workload than `processes`" });
  if (Object.keys(services).length > 0)
    problems.push({
      path: "workload.services",
      message: "is for the other workloads; set `replicas` and `nodeSelector` of each process",
    });
  return problems;
}

function checkName({ name }: LooseProcess, i: number): Problem[] {
  if (name !== SELF) return [];
  return [
    { path: `${at(i)}.name`, found: `"${SELF}"`, message: "is how each process refers to itself; choose another" },
  ];
}

function checkEntry({ workload }: Loose, processes: readonly LooseProcess[]): Problem[] {
  const { entry } = workload;
  const names = processes.map(({ name }) => name);
  const path = "workload.entry.service";
  // The schema reports processes without names, and an entry without a service.
  if (names.includes("") || entry?.service === "") return [];
  if (!entry) return [{ path, message: `is missing; it must be the process that users call: ${names.join(", ")}` }];
  if (!names.includes(entry.service)) return [noProcess(path, entry.service, names)];
  return checkEntryPort(workload, processes.find(({ name }) => name === entry.service)!.replicas);
}

/** What only a Kubernetes Service has. */
function checkEntryKeys({ entry, ready }: Loose["workload"]): Problem[] {
  const { port, scheme = "http", deployment } = entry ?? {};
  const problem = (key: string, message: string): Problem => ({ path: `workload.${key}`, message });
  return [
    ...(port === undefined
      ? []
      : [problem("entry.port", "is that of a Kubernetes Service; set `port` of the process")]),
    ...(scheme === "http" ? [] : [problem("entry.scheme", "must be http for processes")]),
    ...(deployment === undefined
      ? []
      : [problem("entry.deployment", "is for Kubernetes; `service` names the process")]),
    ...(ready === undefined ? [] : [problem("ready", "is for Kubernetes; the load waits for all processes")]),
  ];
}

function checkCalls({ calls = [] }: Loose["workload"], names: readonly string[]): Problem[] {
  return calls.flatMap((call, i) =>
    (["from", "to"] as const).flatMap((key): Problem[] => {
      const name = call[key];
      // The schema reports calls without names.
      if (name === "" || names.includes(name)) return [];
      return [noProcess(`workload.calls[${i}].${key}`, name, names)];
    }),
  );
}

function noProcess(path: string, name: string, names: readonly string[]): Problem {
  const message = `is not a process; workload.processes: ${names.join(", ")}`;
  return { path, found: JSON.stringify(name), message, nearest: nearest(name, names) };
}

/** A balancer, which has a port of its own, gives users' connections to several replicas. */
export function checkEntryPort({ port }: Loose["workload"], replicas: number): Problem[] {
  if (!(replicas > 1) || typeof port !== "number" || port === 0) return [];
  const message = `must be 0 with ${replicas} replicas of the entry: each of them has a port of its own`;
  return [{ path: "workload.port", found: String(port), message }];
}

/** Emulated nodes share the ports of this machine. */
function checkPorts(processes: readonly LooseProcess[]): Problem[] {
  return processes.flatMap(({ port, replicas }, i): Problem[] => {
    if (!(port > 0)) return [];
    const found = String(port);
    const first = processes.findIndex((other) => other.port === port);
    if (first < i) {
      const message = `is also the port of process ${first}; emulated nodes share this machine's ports`;
      return [{ path: `${at(i)}.port`, found, message }];
    }
    if (replicas <= 1) return [];
    const message = `must be 0 with ${replicas} replicas: emulated nodes share this machine's ports`;
    return [{ path: `${at(i)}.port`, found, message }];
  });
}

function checkReferences({ command, env }: LooseProcess, i: number, names: readonly string[]): Problem[] {
  const known = [...names.filter((name) => name !== ""), SELF];
  const texts: [path: string, text: string][] = [
    ...(typeof command === "string"
      ? [[`${at(i)}.command`, command] as [string, string]]
      : command.map((text, n): [string, string] => [`${at(i)}.command[${n}]`, text])),
    ...Object.entries(env).map(([key, text]): [string, string] => [`${at(i)}.env.${key}`, text]),
  ];
  return texts.flatMap(([path, text]) =>
    referencesIn(text).flatMap((reference): Problem[] => {
      const { service, part } = reference;
      const found = JSON.stringify(reference.text);
      if (!known.includes(service)) {
        const message = `is the address of no process; known: ${known.join(", ")}`;
        return [{ path, found, message, nearest: nearest(service, known) }];
      }
      if (isAddressPart(part)) return [];
      const parts = ADDRESS_PARTS.map((each) => `{{${service}.${each}}}`).join(" and ");
      return [{ path, found, message: `is no part of an address; there are ${parts}` }];
    }),
  );
}

function checkSelector({ topology: { nodes } }: Loose, { nodeSelector }: LooseProcess, i: number): Problem[] {
  if (!nodeSelector || nodes.length === 0 || nodes.some(({ name }) => name === "")) return [];
  const labelsOf = ({ name, role, labels }: Loose["topology"]["nodes"][number]) => ({
    ...k3sLabels(name, role === "server" ? "server" : "agent"),
    ...labels,
  });
  if (nodes.some((node) => matches(labelsOf(node), nodeSelector))) return [];
  const message = "matches no node of topology.nodes; give a node these labels";
  return [{ path: `${at(i)}.nodeSelector`, found: JSON.stringify(nodeSelector), message }];
}
