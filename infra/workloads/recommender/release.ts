/** What computes the recommendations of VerticalPodAutoscalers: its recommender, by its chart. */
import type * as pulumi from "@pulumi/pulumi";
import type { Release } from "@pulumi/kubernetes/helm/v3/release.js";
import type { ChartSource } from "../../catalog/charts.ts";
import { ownRelease } from "../../kubernetes/own-release.ts";

export interface RecommenderInputs {
  chart: ChartSource;
  /** Name of the node that it runs on. */
  server: string;
  timeoutMs: number;
}

/** How often it reads pods; metrics-server reads them as often. Its default of a minute would miss the end of a load. */
const INTERVAL = "15s";

/** Without the parts that change pods, and without the minimum that would hide what it computes for small ones. Pure. */
export const recommenderValues = (server: string) => ({
  recommender: {
    extraArgs: {
      "recommender-interval": INTERVAL,
      "pod-recommendation-min-cpu-millicores": 1,
      "pod-recommendation-min-memory-mb": 1,
    },
    nodeSelector: { "kubernetes.io/hostname": server },
  },
  updater: { enabled: false },
  admissionController: { enabled: false },
});

/** @returns complete when it runs, and VerticalPodAutoscalers can be created */
export const recommenderRelease = (
  { chart, server, timeoutMs }: RecommenderInputs,
  options: pulumi.CustomResourceOptions,
): Release => ownRelease("recommender", { chart, values: recommenderValues(server), timeoutMs }, options).release;
