/** How users reach the entry on a cluster: what they pass, and the port that nodes open to them. Pure. */
import { chartSource, type ChartSource } from "../catalog/charts.ts";
import { packagedComponents, TRAEFIK_PORT, type Controller, type ExposureKind } from "../catalog/exposures.ts";
import type { StackConfig } from "../config/schema/index.ts";

export interface PlannedExposure {
  kind: ExposureKind;
  /** Of an Ingress. Null: another kind. */
  controller: Controller | null;
  /** Port of the nodes that users connect to. Null: the cluster chooses it. */
  openPort: number | null;
  /** Longest time until the workload has responded. Null: as the proxy has it. */
  timeoutMs: number | null;
  /** Largest body of a request. Null: as the proxy has it. */
  maxBodyBytes: number | null;
  gateway: { name: string; namespace: string | null } | null;
  /** The proxy's chart. Null: there is none, or it is there. */
  chart: ChartSource | null;
}

/** Of ServiceLB: Traefik has 80 and 443, where it runs. */
const LOAD_BALANCER_PORT = 8080;
const GATEWAY_PORT = 80;

/** @param workload checked. @param nodePort of the entry; null: the cluster chooses it */
export function planExposure<P extends number | null>(
  { exposure }: StackConfig["workload"],
  nodePort: P,
): PlannedExposure & { openPort: number | P } {
  const { kind, controller: written, timeoutS, maxBodyMiB, gateway } = exposure;
  const controller = kind === "Ingress" ? (written ?? "traefik") : null;
  return {
    kind,
    controller,
    openPort: openPortOf(exposure, controller, nodePort),
    timeoutMs: timeoutS === undefined ? null : Math.round(1000 * timeoutS),
    maxBodyBytes: maxBodyMiB === undefined ? null : maxBodyMiB * 2 ** 20,
    gateway: gateway ? { name: gateway.name, namespace: gateway.namespace ?? null } : null,
    chart: controller === "ingress-nginx" ? chartSource("ingressNginx", exposure.chart) : null,
  };
}

function openPortOf<P extends number | null>(
  { kind, port }: StackConfig["workload"]["exposure"],
  controller: Controller | null,
  nodePort: P,
): number | P {
  if (kind === "NodePort") return nodePort;
  if (kind === "LoadBalancer") return port ?? LOAD_BALANCER_PORT;
  if (kind === "Gateway") return port ?? GATEWAY_PORT;
  // The other one of an even and the odd port after it, which is a node port too: the entry's own may still be taken where the
  // exposure has changed.
  return controller === "traefik" || nodePort === null ? TRAEFIK_PORT : nodePort ^ 1;
}

/** K3s' disabled components, without those that the exposure needs. */
export function disabledComponents({ topology: { k3s }, workload: { exposure } }: StackConfig): string[] {
  const needed = packagedComponents(exposure.kind, exposure.controller);
  return k3s.disable.filter((component) => !needed.includes(component));
}

/** For readers. */
export function exposureText({ kind, controller, openPort, gateway }: PlannedExposure): string {
  if (kind === "Ingress") return `Ingress (${controller}), port ${openPort}`;
  return kind === "Gateway" ? `Gateway ${gateway?.name}, port ${openPort}` : `${kind}, port ${openPort}`;
}
