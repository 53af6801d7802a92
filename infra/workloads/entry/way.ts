/** What users pass on their way to the entry, as resources: its Service, and the proxy before it. */
import type * as pulumi from "@pulumi/pulumi";
import { Service } from "@pulumi/kubernetes/core/v1/service.js";
import { entryName, type EntryTarget as Target, type KubeObject } from "../../kubernetes/objects.ts";
import { ownRelease } from "../../kubernetes/own-release.ts";
import { crossesNodes, type PlannedCanary } from "../../topology/canary.ts";
import type { PlannedExposure } from "../../topology/exposure.ts";
import { canaryService } from "../canary/objects.ts";
import { objectResources } from "../../kubernetes/object-resources.ts";
import { httpRoute } from "./gateway.ts";
import { nginxChartValues, nginxObjects } from "./nginx.ts";
import type { Route } from "./route.ts";
import { entryService } from "./service.ts";
import { traefikObjects } from "./traefik.ts";

export interface WayInputs {
  namespace: string;
  /** Of our Services. Default: none. */
  labels?: Record<string, string>;
  /** Name of the Service that the application has for its users. */
  service: string;
  target: pulumi.Output<Target>;
  exposure: PlannedExposure;
  nodePort: number | null;
  canary: PlannedCanary | null;
  timeoutMs: number;
}

export interface WayOptions {
  parent: pulumi.Resource;
  dependsOn: pulumi.Resource[];
}

export interface Way {
  /** The Service of the entry. */
  door: Service;
  resources: pulumi.Resource[];
}

/** @param name of the workload's resources */
export function wayToEntry(name: string, inputs: WayInputs, options: WayOptions): Way {
  const { namespace, labels, service, target, exposure, nodePort, canary, timeoutMs } = inputs;
  const named = entryName(service);
  const weighted =
    canary && canary.by !== "replicas" ? { service: `${named}-canary`, weight: 100 * canary.weight } : null;
  const serviceOf = (called: string, spec: (target: Target) => object, resource: string) =>
    new Service(resource, { metadata: { namespace, name: called, labels }, spec: target.apply(spec) }, options);
  const door = serviceOf(
    named,
    (at) => entryService(at, { exposure, nodePort, crossesNodes: crossesNodes(canary, at.deployment) }),
    `${name}-entry`,
  );
  const services = [door, ...(weighted ? [serviceOf(weighted.service, canaryService, `${name}-entry-canary`)] : [])];
  const route = { namespace, service: named, exposure, canary: weighted };
  const proxies = nginxRelease(exposure, timeoutMs, options);
  const after = { ...options, dependsOn: [...options.dependsOn, ...services, ...proxies] };
  return { door, resources: [...services, ...proxies, ...objectResources(withPort(route, target), after)] };
}

function objectsOf(route: Route): KubeObject[] {
  const { kind, controller } = route.exposure;
  if (kind === "Gateway") return [httpRoute(route)];
  if (kind !== "Ingress") return [];
  return controller === "traefik" ? traefikObjects(route) : nginxObjects(route);
}

/** Which port it is may be known only once the application is installed; which objects there are does not depend on it. */
function withPort(route: Omit<Route, "port">, target: pulumi.Output<Target>): KubeObject[] {
  const at = (port: number): KubeObject[] => objectsOf({ ...route, port });
  return at(0).map((object, i) => ({ ...object, spec: target.apply(({ port }) => at(port)[i]!.spec) }));
}

function nginxRelease({ chart, openPort }: PlannedExposure, timeoutMs: number, options: WayOptions): pulumi.Resource[] {
  if (chart === null || openPort === null) return [];
  const values = nginxChartValues(openPort);
  const { namespace, release } = ownRelease("ingress-nginx", { chart, values, timeoutMs }, options);
  return [namespace, release];
}
