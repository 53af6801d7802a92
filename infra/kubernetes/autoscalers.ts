/** HorizontalPodAutoscalers of ours in one namespace. */
import { z } from "zod";
import type { KubeApi } from "./api.ts";
import { conditionOf, conditionSchema } from "./conditions.ts";
import type { ControllerKind } from "./objects.ts";

export interface AutoscalerSpec {
  /** Of the service. */
  kind: ControllerKind;
  min: number;
  max: number;
  /** CPU that replicas shall use on average, in percent of what they request. */
  cpuPct: number;
}

export interface AutoscalersClient {
  /** Creates or changes the autoscaler of a service. */
  setAutoscaler(service: string, spec: AutoscalerSpec): Promise<void>;
  /** One that is not there is deleted already. */
  deleteAutoscaler(service: string): Promise<void>;
  /** Why the autoscaler of a service cannot scale yet; null: it can. */
  autoscalerProblem(service: string): Promise<string | null>;
}

const statusSchema = z.object({
  status: z
    .object({
      conditions: z.array(conditionSchema).nullish(),
    })
    .optional(),
});

/** Of autoscalers of ours: not the name of the service, which one of the application's own may have. */
export const autoscalerName = (service: string): string => `${service}-stackmark`;

export function autoscalersClient(api: KubeApi, namespace: string): AutoscalersClient {
  const pathOf = (service: string): string =>
    `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers/${autoscalerName(service)}`;
  return {
    setAutoscaler: (service, spec) =>
      api.patch(pathOf(service), "application/apply-patch+yaml", autoscalerObject(service, namespace, spec)),
    deleteAutoscaler: (service) => api.delete(pathOf(service), { mayBeGone: true }),
    async autoscalerProblem(service) {
      const { status } = await api.read("an autoscaler", statusSchema, pathOf(service));
      // It is true once the CPU of the pods was read.
      const active = conditionOf(status?.conditions ?? [], "ScalingActive");
      if (active?.status === "True") return null;
      return active?.message ?? "it was not looked at yet";
    },
  };
}

const autoscalerObject = (service: string, namespace: string, { kind, min, max, cpuPct }: AutoscalerSpec) => ({
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  metadata: { name: autoscalerName(service), namespace },
  spec: {
    scaleTargetRef: { apiVersion: "apps/v1", kind, name: service },
    minReplicas: min,
    maxReplicas: max,
    metrics: [
      { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: cpuPct } } },
    ],
  },
});
