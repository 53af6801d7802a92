/** VerticalPodAutoscalers of ours in one namespace, which recommend requests and change nothing. */
import { z } from "zod";
import { quantityOf } from "../catalog/quantities.ts";
import type { KubeApi } from "./api.ts";
import { autoscalerName } from "./autoscalers.ts";
import { conditionOf, conditionSchema } from "./conditions.ts";
import { mainContainer, type ControllerKind } from "./objects.ts";

/** Of one replica. */
export interface RecommendedAmounts {
  cpuCores: number;
  memoryBytes: number;
}

/** What is recommended for the main container of a service. */
export interface ContainerRecommendation {
  container: string;
  target: RecommendedAmounts;
  /** Below it and above the next, a request would be changed. The fewer samples, the further apart. */
  lowerBound: RecommendedAmounts;
  upperBound: RecommendedAmounts;
  /** Readings of CPU that it is computed from. */
  samples: number;
  /** When the newest of these was read; ISO 8601. */
  lastSampleAt: string;
}

export interface RecommendationsClient {
  /** Lets a VerticalPodAutoscaler recommend requests for a service. */
  setRecommended(service: string, kind: ControllerKind): Promise<void>;
  /** One that is not there is deleted already. */
  deleteRecommended(service: string): Promise<void>;
  /** What is recommended for a service now, or why nothing is. */
  recommendation(service: string): Promise<ContainerRecommendation | { problem: string }>;
}

const GROUP = "autoscaling.k8s.io/v1";

const amount = z
  .union([z.string(), z.number()])
  .transform((text) => quantityOf(String(text)))
  .pipe(z.number());
const amountsSchema = z
  .object({ cpu: amount, memory: amount })
  .transform(({ cpu, memory }): RecommendedAmounts => ({ cpuCores: cpu, memoryBytes: memory }));
const recommenderSchema = z.object({
  status: z
    .object({
      conditions: z.array(conditionSchema).nullish(),
      recommendation: z
        .object({
          containerRecommendations: z
            .array(
              z.object({
                containerName: z.string(),
                target: amountsSchema,
                lowerBound: amountsSchema,
                upperBound: amountsSchema,
              }),
            )
            .nullish(),
        })
        .nullish(),
    })
    .optional(),
});
/** The recommender keeps what it has read of each container in one. */
const checkpointsSchema = z.object({
  items: z.array(
    z.object({
      spec: z.object({ vpaObjectName: z.string().optional(), containerName: z.string().optional() }),
      status: z.object({ totalSamplesCount: z.int().default(0), lastSampleStart: z.string().nullish() }).optional(),
    }),
  ),
});

export function recommendationsClient(api: KubeApi, namespace: string): RecommendationsClient {
  const own = `/apis/${GROUP}/namespaces/${namespace}`;
  const pathOf = (service: string): string => `${own}/verticalpodautoscalers/${autoscalerName(service)}`;
  return {
    setRecommended: (service, kind) =>
      api.patch(pathOf(service), "application/apply-patch+yaml", recommenderObject(service, namespace, kind)),
    deleteRecommended: (service) => api.delete(pathOf(service), { mayBeGone: true }),
    async recommendation(service) {
      const { status } = await api.read("a VerticalPodAutoscaler", recommenderSchema, pathOf(service));
      const named = (status?.recommendation?.containerRecommendations ?? []).map(({ containerName, ...amounts }) => ({
        name: containerName,
        ...amounts,
      }));
      const main = mainContainer(service, named);
      if (!main) {
        const why = conditionOf(status?.conditions ?? [], "RecommendationProvided");
        return { problem: why?.message ?? "its recommender has not read its pods yet" };
      }
      const { name: container, ...amounts } = main;
      const { items } = await api.read("checkpoints", checkpointsSchema, `${own}/verticalpodautoscalercheckpoints`);
      const checkpoint = items.find(
        ({ spec }) => spec.vpaObjectName === autoscalerName(service) && spec.containerName === container,
      )?.status;
      if (!checkpoint?.lastSampleStart) return { problem: "its recommender has not kept a reading of its pods yet" };
      const { totalSamplesCount: samples, lastSampleStart: lastSampleAt } = checkpoint;
      return { container, ...amounts, samples, lastSampleAt };
    },
  };
}

const recommenderObject = (service: string, namespace: string, kind: ControllerKind) => ({
  apiVersion: GROUP,
  kind: "VerticalPodAutoscaler",
  metadata: { name: autoscalerName(service), namespace },
  spec: {
    targetRef: { apiVersion: "apps/v1", kind, name: service },
    updatePolicy: { updateMode: "Off" },
  },
});
