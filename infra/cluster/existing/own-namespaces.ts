/** The namespaces that a stack makes in an existing cluster, and the provider of what must not be there before. */
import type * as pulumi from "@pulumi/pulumi";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { Provider } from "@pulumi/kubernetes/provider.js";
import type { Installation } from "../../applications/application.ts";
import { OWN_LABEL } from "../../catalog/labels.ts";
import type { ExistingPlan } from "../../topology/existing.ts";
import { namespaceIn, type InNamespace } from "../../workloads/kubernetes/workload.ts";

export interface OwnNamespaces {
  /**
   * Creates, where others apply: an apply would take over what somebody else has there, and a destroy delete it.
   */
  provider: Provider;
  workload: InNamespace;
  /** Null: the stack installs no monitoring. */
  monitoring: pulumi.Output<string> | null;
}

export function ownNamespaces(
  { labels, ownsNamespace, workload: { namespace }, monitoring }: ExistingPlan,
  installation: Installation,
  kubeconfig: pulumi.Output<string>,
): OwnNamespaces {
  const provider = new Provider("cluster-create", { kubeconfig, namespace, enableServerSideApply: false });
  const create = (resource: string, name: string, annotations?: Record<string, string>, more?: object): Namespace =>
    new Namespace(
      resource,
      { metadata: { name, annotations, labels: { ...more, ...labels, [OWN_LABEL]: "true" } } },
      { provider },
    );
  const own = namespaceIn(installation, namespace);
  const created = ownsNamespace ? create("namespace", namespace, own.annotations, own.labels) : null;
  return {
    provider,
    workload: created ? { name: created.metadata.name, dependsOn: [created] } : { name: namespace, dependsOn: [] },
    monitoring: monitoring && create("monitoring-namespace", monitoring.namespace).metadata.name,
  };
}
