/** The plan of a canary: its share, what divides users, and how many pods each version has. Pure. */
import type { CanaryMatch } from "@stackmark/loadgen/schema";
import { digest } from "../../base/digest.ts";
import type { CanaryPlan } from "../../results/schema/canary.ts";
import type { Application } from "../applications/application.ts";
import type { StackConfig } from "../config/schema/index.ts";
import type { Schedulable } from "./scheduler.ts";

export interface PlannedCanary extends CanaryPlan {
  /** Null: that of the service. */
  image: string | null;
  env: Record<string, string>;
  /** Digest of its Deployment, if its chart renders it with other values. Null: it is a copy of the stable one. */
  rendered: string | null;
  /** What tells its responses apart. Null: nothing does. */
  match: CanaryMatch | null;
}

type Replicas = CanaryPlan["replicas"];

/** Pods of both versions together. */
const MAX_PODS = 20;
/** A share that is this near to the wanted one is not worth more pods. */
const NEAR = 0.01;

/**
 * The fewest pods of both versions that divide users nearly as wanted; if none of up to {@link MAX_PODS} do, those that come
 * nearest.
 *
 * @param weight of the canary, 0–1
 * @param least replicas of the stable version
 */
export function replicasFor(weight: number, least: number): Replicas {
  const stables = Array.from({ length: Math.max(1, MAX_PODS - least) }, (_, i) => least + i);
  const all = stables.flatMap((stable) =>
    Array.from({ length: Math.max(1, MAX_PODS - stable) }, (_, i) => ({ stable, canary: i + 1 })),
  );
  const error = (replicas: Replicas): number => Math.max(0, Math.abs(shareOf(replicas) - weight) - NEAR);
  const pods = ({ stable, canary }: Replicas): number => stable + canary;
  return all.sort((a, b) => error(a) - error(b) || pods(a) - pods(b))[0]!;
}

const shareOf = ({ stable, canary }: Replicas): number => canary / (stable + canary);

/** As many pods as carry its share, each as busy as one of the stable version. */
const carrying = (weight: number, stable: number): number => Math.max(1, Math.round((stable * weight) / (1 - weight)));

/** @param config checked */
export function planCanary(
  { workload, files }: Pick<StackConfig, "workload" | "files">,
  { entry, services }: Pick<Application, "entry" | "services">,
): PlannedCanary | null {
  const { canary, exposure } = workload;
  if (!canary) return null;
  const { service, image = null, env = {}, match = null } = canary;
  const weight = canary.weight / 100;
  const known = services.find(({ name }) => name === service)?.replicas;
  const least = workload.services[service]?.replicas ?? known ?? 1;
  const proxy = exposure.kind === "Ingress" ? "ingress" : exposure.kind === "Gateway" ? "gateway" : null;
  const isEntry = service === (entry.deployment ?? entry.service);
  const by = proxy && isEntry && canary.by !== "replicas" ? proxy : "replicas";
  const replicas = by === "replicas" ? replicasFor(weight, least) : { stable: least, canary: carrying(weight, least) };
  return {
    ...{ service, deployment: canaryName(service), weight, by, replicas, image, env, match },
    rendered: files.canary && digest(files.canary),
    share: by === "replicas" ? shareOf(replicas) : weight,
    unit: by === "replicas" ? "connections" : "requests",
  };
}

const canaryName = (service: string): string => `${service}-canary`;

type Service = Omit<Schedulable, "replicas"> & { replicas: number | null };

/**
 * The services with both versions: the canary runs where the stable version may.
 * @param nodeSelector of services that are known once they are installed
 */
export function withCanary<S extends Service>(
  services: readonly S[],
  canary: PlannedCanary | null,
  nodeSelector: Service["nodeSelector"],
): (S | Service)[] {
  if (!canary) return [...services];
  const { service, deployment, replicas } = canary;
  const stable = services.find(({ name }) => name === service) ?? { name: service, nodeSelector };
  return [
    ...services.filter((each) => each !== stable),
    { ...stable, replicas: replicas.stable },
    { ...stable, name: deployment, replicas: replicas.canary },
  ];
}

const percent = (share: number): string => `${Math.round(1000 * share) / 10} %`;

/** For readers. */
export function canaryText({ service, share, weight, by, unit, replicas: { stable, canary } }: PlannedCanary): string {
  const what = `the canary of ${service} gets ${percent(share)} of ${unit}`;
  if (by !== "replicas") return `${what}, by the weights of the ${by === "ingress" ? "Ingress" : "Gateway"}`;
  const wanted = share === weight ? "" : `, which is as near to ${percent(weight)} as numbers of pods come`;
  return `${what}, by its pods: ${canary} beside ${stable}${wanted}`;
}

/** Where the Service divides users, they must reach the pods of all nodes. */
export const crossesNodes = (canary: PlannedCanary | null, entryDeployment: string): boolean =>
  canary?.by === "replicas" && canary.service === entryDeployment;
