/** Helm releases that a stack installs beside its application. */
import type * as pulumi from "@pulumi/pulumi";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { Release } from "@pulumi/kubernetes/helm/v3/release.js";
import type { ChartSource } from "../catalog/charts.ts";
import { releaseChart } from "./release-chart.ts";

export interface OwnReleaseInputs {
  chart: ChartSource;
  values: Record<string, unknown>;
  /** Until what it installs is Ready. */
  timeoutMs: number;
}

/** A release in a namespace of its own, both of this name. */
export function ownRelease(
  name: string,
  { chart, values, timeoutMs }: OwnReleaseInputs,
  options: pulumi.CustomResourceOptions,
): { namespace: Namespace; release: Release } {
  const namespace = new Namespace(name, { metadata: { name } }, options);
  const timeout = timeoutMs / 1000;
  const release = new Release(
    `${name}-release`,
    { name, ...releaseChart(chart), namespace: namespace.metadata.name, timeout, values },
    { ...options, customTimeouts: { create: `${timeout}s`, update: `${timeout}s` } },
  );
  return { namespace, release };
}
