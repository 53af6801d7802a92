/** Online Boutique on the cluster: deployed, spread or moved as planned, and open at one node port. */
import * as pulumi from "@pulumi/pulumi";
import { DeploymentPatch } from "@pulumi/kubernetes/apps/v1/deploymentPatch.js";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { Service } from "@pulumi/kubernetes/core/v1/service.js";
import { Release } from "@pulumi/kubernetes/helm/v3/release.js";
import { Reschedule } from "../rollout/reschedule/resource.ts";
import { Rollout } from "../rollout/resource.ts";
import { CHART, chartValues, type BoutiqueOptions } from "./chart.ts";
import { deploymentPatch, entryService, PROBED, type Placing } from "./manifests.ts";
import { deploymentsOf, ENTRY_SERVICE } from "../../catalog/services.ts";

export interface BoutiqueNode {
  name: string;
  /** Where a generator reaches it. */
  address: pulumi.Input<string>;
  /** Whether the phase fails if it gets no pod. */
  mustServe: boolean;
}

/** The frontend's move after the first deployment. */
export interface EntryMove {
  nodeSelector: Record<string, string>;
  /** Names of the nodes that have these labels. */
  target: string[];
  /** What sets the labels: the nodes' patches, after the join. */
  labelled: pulumi.Resource[];
}

export interface BoutiqueInputs extends BoutiqueOptions {
  /** Secret. */
  kubeconfig: pulumi.Input<string>;
  namespace: string;
  nodes: BoutiqueNode[];
  /** Who the nodes' machines are: pods of a replaced one have moved, so the rollout is looked at again. */
  machines: pulumi.Input<string[]>;
  /** Port of each node that the frontend is open at, 30000 to 32767. */
  nodePort: number;
  /** By Deployment. A Deployment that moves has its selector from the move. */
  placing: Record<string, Placing>;
  move?: EntryMove;
  /** Until all replicas are Ready, and again until they have moved. Default 10 minutes. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 600_000;
const RELEASE = "onlineboutique";

/**
 * Options are the caller's: `provider`, `dependsOn` (every planned node Ready, labelled and pre-flighted), and
 * `deletedWith`, the server's machine, which every resource in here inherits.
 */
export class Boutique extends pulumi.ComponentResource {
  /** URL of the frontend, on a node that has it. */
  readonly endpoint: pulumi.Output<string>;
  readonly rollout: Rollout;
  readonly reschedule: Reschedule | undefined;

  constructor(name: string, inputs: BoutiqueInputs, opts: pulumi.ComponentResourceOptions = {}) {
    super("stackmark:workloads:Boutique", name, {}, opts);
    const { kubeconfig, namespace, nodes, nodePort, move, timeoutMs = TIMEOUT_MS } = inputs;
    // A component's own dependencies do not hold its children back.
    const first = { parent: this, ...(opts.dependsOn ? { dependsOn: opts.dependsOn } : {}) };
    const made = new Namespace(`${name}-namespace`, { metadata: { name: namespace } }, first);
    const metadata = { namespace: made.metadata.name };
    const timeout = timeoutMs / 1000;
    const release = new Release(
      name,
      { name: RELEASE, ...CHART, namespace: made.metadata.name, timeout, values: chartValues(inputs) },
      { parent: this, customTimeouts: { create: `${timeout}s`, update: `${timeout}s` } },
    );
    const patches = Object.entries(inputs.placing).flatMap(([deployment, placing]) => {
      const spec = deploymentPatch(placing);
      if (!spec) return [];
      const args = { metadata: { ...metadata, name: deployment }, spec };
      return [new DeploymentPatch(`${deployment}-placing`, args, { parent: this, dependsOn: [release] })];
    });
    const entry = new Service(
      `${name}-entry`,
      { metadata: { ...metadata, name: `${ENTRY_SERVICE}-entry` }, spec: entryService(nodePort) },
      { parent: this, dependsOn: [release] },
    );
    const deployed = [release, ...patches, entry];
    this.reschedule = move && this.#move(move, { kubeconfig, namespace, timeoutMs }, deployed);
    this.rollout = new Rollout(
      `${name}-rollout`,
      {
        ...{ kubeconfig, namespace, timeoutMs },
        services: deploymentsOf(inputs.profile),
        entry: ENTRY_SERVICE,
        nodes: nodes.map((node) => node.name),
        mustServe: nodes.filter(({ mustServe }) => mustServe).map((node) => node.name),
        trigger: {
          revision: release.status.revision,
          placing: inputs.placing,
          machines: inputs.machines,
          after: this.reschedule?.after ?? null,
        },
      },
      { parent: this, dependsOn: [...deployed, ...(this.reschedule ? [this.reschedule] : [])] },
    );
    const addresses = pulumi.output(Object.fromEntries(nodes.map((node) => [node.name, node.address])));
    this.endpoint = pulumi
      .all([this.rollout.entryNode, addresses])
      .apply(([node, byName]) => `http://${byName[node]}:${nodePort}`);
    this.registerOutputs({});
  }

  #move(
    { nodeSelector, target, labelled }: EntryMove,
    cluster: { kubeconfig: pulumi.Input<string>; namespace: string; timeoutMs: number },
    deployed: pulumi.Resource[],
  ): Reschedule {
    const inputs = { ...cluster, deployment: ENTRY_SERVICE, nodeSelector, target, probed: PROBED };
    return new Reschedule(`${ENTRY_SERVICE}-move`, inputs, { parent: this, dependsOn: [...deployed, ...labelled] });
  }
}
