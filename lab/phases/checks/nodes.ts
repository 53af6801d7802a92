/** The machines of the stack that is up, and what is asked inside of them. */
import { run } from "../../command.ts";
import { LabError } from "../../errors.ts";
import { insideMachine } from "../../machines/enter.ts";
import type { LabMachine } from "../../protocol/lab.ts";

export interface RunningMachine extends LabMachine {
  pid: number;
  /** As it was asked for, such as the name of its node. */
  node: string;
}

/** A machine by its name, its host name, or the end of its name. @throws LabError `LAB_NOT_FOUND` or `LAB_WRONG_STATE` */
export function machineOf(machines: readonly LabMachine[], name: string): RunningMachine {
  const found =
    machines.find((each) => each.name === name || each.hostname === name) ??
    machines.find((each) => each.name.endsWith(`-${name}`));
  const names = machines.map((each) => each.name).join(", ") || "none";
  if (found === undefined) throw new LabError("LAB_NOT_FOUND", `there is no machine ${name}; there are ${names}`);
  const { pid } = found;
  if (pid === null) throw new LabError("LAB_WRONG_STATE", `machine ${found.name} is stopped`);
  return { ...found, pid, node: name };
}

/** Runs a command inside a machine. @returns what it wrote to its standard output */
export const inside = ({ pid }: RunningMachine, words: readonly string[], stdin?: string): Promise<string> =>
  run(insideMachine(pid, words), stdin);

export interface Pod {
  name: string;
  namespace: string;
  uid: string;
  node: string;
  ip: string;
  /** The first port that a container declares. */
  port: number | null;
  /** When it became ready, since 1970; `null`: it is not. */
  readyAtMs: number | null;
}

interface PodList {
  items: {
    metadata: { name: string; namespace: string; uid: string; deletionTimestamp?: string };
    spec: { nodeName?: string; hostNetwork?: boolean; containers: { ports?: { containerPort: number }[] }[] };
    status: { podIP?: string; conditions?: { type: string; status: string; lastTransitionTime: string }[] };
  }[];
}

/** Pods that have an address of their own. @param server the cluster's server */
export async function podsOf(server: RunningMachine): Promise<Pod[]> {
  const { items } = JSON.parse(await inside(server, ["k3s", "kubectl", "get", "pods", "-A", "-o", "json"])) as PodList;
  return items.flatMap(({ metadata, spec, status }) =>
    spec.hostNetwork === true || !spec.nodeName || !status.podIP || metadata.deletionTimestamp !== undefined
      ? []
      : [
          {
            ...{ name: metadata.name, namespace: metadata.namespace, uid: metadata.uid },
            ...{ node: spec.nodeName, ip: status.podIP },
            port: spec.containers.flatMap(({ ports = [] }) => ports)[0]?.containerPort ?? null,
            readyAtMs: readyAtMs(status),
          },
        ],
  );
}

function readyAtMs({ conditions = [] }: PodList["items"][number]["status"]): number | null {
  const ready = conditions.find(({ type, status }) => type === "Ready" && status === "True");
  return ready === undefined ? null : Date.parse(ready.lastTransitionTime);
}

/** Of the workload of a phase. */
const WORKLOAD = "boutique";

/** From a time of day until the last pod of the workload was ready; `null` if one is not, or there is none. Pure. */
export function readyMs(pods: readonly Pod[], fromMs: number): number | null {
  const times = pods.filter(({ namespace }) => namespace === WORKLOAD).map((pod) => pod.readyAtMs);
  const known = times.flatMap((time) => time ?? []);
  return known.length === 0 || known.length < times.length ? null : Math.max(...known) - fromMs;
}

/** The network namespace of a pod, as its machine calls it. */
export async function namespaceOf(machine: RunningMachine, { name, ip }: Pod): Promise<string> {
  const script = 'for n in $(ip netns list | cut -d" " -f1); do echo "$n $(ip -n "$n" -o -4 addr show dev eth0)"; done';
  const lines = (await inside(machine, ["sh", "-c", script])).split("\n");
  const found = lines.find((line) => line.includes(` ${ip}/`))?.split(" ")[0];
  if (found === undefined) throw new LabError("LAB_NOT_FOUND", `machine ${machine.name} has no pod ${name} at ${ip}`);
  return found;
}
