/** Checks on the machines and networks of a stack that is up. */
import { messageOf } from "../../../base/errors.ts";
import { namesOf } from "../../names.ts";
import type { LabStatus } from "../../protocol/lab.ts";
import type { LabClient } from "../../server/client.ts";
import { check, type Check } from "./check.ts";
import { joinedChecks, refusalChecks } from "./joining.ts";
import { machineOf, podsOf, type Pod, type RunningMachine } from "./nodes.ts";
import type { Operator } from "../operator.ts";
import { setMtu, type Phase } from "../project.ts";
import { narrowPathChecks, offloadChecks } from "./faulty-network.ts";
import { readingChecks } from "./readings.ts";
import type { PhaseOutputs } from "./outputs.ts";
import { overlayChecks, type Across } from "./overlay.ts";
import { portChecks } from "./ports.ts";

export interface Live {
  /** Folder of the lab. */
  dir: string;
  lab: LabClient;
  operator: Operator;
  phase: Phase;
  /** Options that choose the engine. */
  chosen: readonly string[];
  outputs: PhaseOutputs;
  /** Also those that take minutes. */
  isThorough: boolean;
  /** Once aborted, no further check is made. */
  signal: AbortSignal;
}

/** @param report receives each check once it is done */
export async function liveChecks(live: Live, report: (check: Check) => void): Promise<void> {
  const { dir, lab, outputs, isThorough, signal } = live;
  const status = await lab.status();
  const nodes = new Map(outputs.nodes.map(({ name }) => [name, machineOf(status.machines, name)]));
  const server = nodes.get("server")!;
  const machines = [...nodes.values()];
  const agents = machines.filter(({ name }) => name !== server.name);
  const routerOf = (site: string): string => namesOf(dir).namespace("site", site);
  const pods = await podsOf(server);
  const entries = new Set(outputs.placement.filter(({ service }) => service === "frontend").map(({ node }) => node));
  const across = acrossSites(pods, nodes);
  const add = async (what: string, doing: () => Promise<Check[]>): Promise<void> => {
    if (signal.aborted) return;
    const done = await doing().catch((error: unknown) => [check(what, false, messageOf(error))]);
    for (const each of done) report(each);
  };
  await add("services run where the outputs say", () => Promise.resolve([placementCheck(pods, outputs)]));
  await add("agents joined", () => joinedChecks(agents, server));
  if (across) await add("pods of two sites reach each other", () => overlayChecks(across, routerOf));
  await add("ports are open as planned", () =>
    portChecks(lab, { machines, server, entries, operator: status.operator.namespace, routerOf, isThorough }),
  );
  if (across)
    await add("agents that must not join are refused", () =>
      refusalChecks(lab, server, refusalsIn(status, routerOf(server.site))),
    );
  if (isThorough) await slowChecks(live, { server, pods, nodes, across }, add);
}

type Add = (what: string, doing: () => Promise<Check[]>) => Promise<void>;

async function slowChecks(
  { dir, lab, operator, phase, chosen }: Live,
  found: { server: RunningMachine; pods: readonly Pod[]; nodes: ReadonlyMap<string, RunningMachine>; across?: Across },
  add: Add,
): Promise<void> {
  const { server, pods, nodes, across } = found;
  const pod = pods.find(({ name }) => name.startsWith("frontend-"))!;
  const shop = nodes.get(pod.node)!;
  const prometheus = pods.find(({ name }) => /^prometheus-.*-0$/.test(name))!;
  await add("Prometheus reads what the kernel counts", () =>
    readingChecks({
      pod,
      machine: shop,
      prometheus: { pod: prometheus, machine: nodes.get(prometheus.node)! },
      ask: () => operator.run(["curl", "-fsSo", "/dev/null", `http://${shop.publicIp}:30080/`]),
    }),
  );
  if (!across) return;
  const agent = across.from.machine;
  const network = {
    lab,
    operator,
    phase,
    chosen,
    server,
    agent,
    setMtu: (mtu: number | null) => setMtu(dir, phase, mtu),
  };
  await add("checksum offload is noticed", () => offloadChecks(network));
  await add("a narrow path is noticed", () => narrowPathChecks(network));
}

const refusalsIn = ({ mirror }: LabStatus, router: string) => ({
  router,
  mirrorUrl: mirror.url,
  k3sVersion: mirror.k3sVersion,
});

/** Of each service's pods, by the cluster itself, against the outputs. */
export function placementCheck(pods: readonly Pod[], { placement }: PhaseOutputs): Check {
  const services = new Set(placement.map(({ service }) => service));
  const texts = (each: readonly { service: string; node: string }[]): string =>
    each
      .map(({ service, node }) => `${service} on ${node}`)
      .sort()
      .join(", ");
  const now = pods.flatMap(({ name, node }) => {
    const service = [...services].find((candidate) => name.replace(/-[^-]+-[^-]+$/, "") === candidate);
    return service === undefined ? [] : [{ service, node }];
  });
  const [seen, said] = [texts(now), texts(placement)];
  return check(
    "services run where the outputs say",
    seen === said,
    seen === said ? `${now.length} pods` : `${seen}; outputs: ${said}`,
  );
}

/** A service's pod on an agent and another one on the server that takes connections, if they are at different sites. */
function acrossSites(pods: readonly Pod[], nodes: ReadonlyMap<string, RunningMachine>): Across | undefined {
  const to = pods.find(
    ({ node, port, namespace }) => node === "server" && port !== null && namespace !== "kube-system",
  );
  const site = nodes.get("server")?.site;
  const from = pods.find(({ node }) => {
    const machine = nodes.get(node);
    return machine !== undefined && machine.site !== site;
  });
  if (!to || !from) return undefined;
  return { from: { pod: from, machine: nodes.get(from.node)! }, to: { pod: to, machine: nodes.get(to.node)! } };
}
