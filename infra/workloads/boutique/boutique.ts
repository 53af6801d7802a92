/** Online Boutique on a cluster: deployed, scheduled as planned, and reachable at one node port. */
import * as pulumi from "@pulumi/pulumi";
import { DeploymentPatch } from "@pulumi/kubernetes/apps/v1/deploymentPatch.js";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { Service } from "@pulumi/kubernetes/core/v1/service.js";
import { Release } from "@pulumi/kubernetes/helm/v3/release.js";
import { Reschedule } from "../rollout/reschedule/resource.ts";
import { Rollout } from "../rollout/resource.ts";
import { chartValues, type BoutiqueOptions, deploymentPatch, entryService, PROBED } from "./chart.ts";
import type { PlannedDeployment } from "../rollout/apply.ts";
import { releaseChart } from "../../kubernetes/release-chart.ts";
import type { ChartSource } from "../../catalog/charts.ts";
import { ENTRY_SERVICE } from "../../catalog/services.ts";

export interface BoutiqueNode {
  name: string;
  /** Address for the load generator. */
  address: pulumi.Input<string>;
  /** Whether the roll-out fails if the node gets no pod. */
  mustServe: boolean;
}

/** Reschedules the frontend after the first roll-out. */
export interface EntryMove {
  nodeSelector: Record<string, string>;
  /** Names of the nodes that have these labels. */
  target: string[];
  /** The resources that set the labels after the join. */
  labelled: pulumi.Resource[];
}

export interface BoutiqueInputs extends BoutiqueOptions {
  /** Secret. */
  kubeconfig: pulumi.Input<string>;
  chart: ChartSource;
  namespace: string;
  nodes: BoutiqueNode[];
  /** IDs of the nodes' machines: pods of a replaced one were rescheduled, so the roll-out is checked again. */
  machines: pulumi.Input<string[]>;
  /** Node port of the frontend, 30000 to 32767. */
  nodePort: number;
  /** All Deployments of the profile, as they must be once the entry was moved. */
  planned: PlannedDeployment[];
  move?: EntryMove;
  /** The run that was asked for: before another one, the placement is checked again. Default null: none in particular. */
  run?: string | null;
  /** For the roll-out, and again for the reschedule. Default: 10 minutes. */
  timeoutMs?: number;
}

/**
 * Helm's field manager owns what the API server filled in for the chart, such as the replicas, so a server-side apply by
 * another manager would be refused as a conflict.
 */
const FORCED = { annotations: { "pulumi.com/patchForce": "true" } };
const TIMEOUT_MS = 600_000;
const RELEASE = "onlineboutique";

/**
 * The caller sets `provider`, `dependsOn` (every planned node Ready, labelled and checked), and `deletedWith`, the server's
 * machine, which every resource in here inherits.
 */
export class Boutique extends pulumi.ComponentResource {
  /** URL of the frontend, on a node that runs it. */
  readonly endpoint: pulumi.Output<string>;
  readonly rollout: Rollout;
  readonly reschedule: Reschedule | undefined;

  constructor(name: string, inputs: BoutiqueInputs, opts: pulumi.ComponentResourceOptions = {}) {
    super("stackmark:workloads:Boutique", name, {}, opts);
    const { kubeconfig, namespace, nodes, nodePort, move, timeoutMs = TIMEOUT_MS } = inputs;
    // Children do not wait for the dependencies of their component.
    const first = { parent: this, dependsOn: opts.dependsOn };
    const created = new Namespace(`${name}-namespace`, { metadata: { name: namespace } }, first);
    const metadata = { namespace: created.metadata.name };
    const timeout = timeoutMs / 1000;
    const release = new Release(
      name,
      {
        name: RELEASE,
        ...releaseChart(inputs.chart),
        namespace: created.metadata.name,
        timeout,
        values: chartValues(inputs),
      },
      { parent: this, customTimeouts: { create: `${timeout}s`, update: `${timeout}s` } },
    );
    const patches = inputs.planned.map(({ name: deployment, replicas, nodeSelector }) => {
      const isMoved = deployment === ENTRY_SERVICE && move !== undefined;
      const spec = deploymentPatch({ replicas, nodeSelector: isMoved ? {} : nodeSelector });
      const args = { metadata: { ...metadata, ...FORCED, name: deployment }, spec };
      return new DeploymentPatch(`${deployment}-placing`, args, { parent: this, dependsOn: [release] });
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
        services: inputs.planned,
        entry: ENTRY_SERVICE,
        nodes: nodes.map((node) => node.name),
        mustServe: nodes.filter(({ mustServe }) => mustServe).map((node) => node.name),
        trigger: {
          revision: release.status.revision,
          machines: inputs.machines,
          after: this.reschedule?.after ?? null,
        },
        run: inputs.run ?? null,
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
