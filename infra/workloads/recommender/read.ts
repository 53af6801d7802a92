/** Reads what VerticalPodAutoscalers recommend once they have seen a whole load. */
import { messageOf } from "../../../base/errors.ts";
import type { Recommendation, Recommendations } from "../../../results/schema/recommendation.ts";
import { quantityOf } from "../../catalog/quantities.ts";
import type { ContainerRecommendation } from "../../kubernetes/recommendations.ts";
import type { Deployment, NamespaceClient } from "../../kubernetes/namespace.ts";
import { withCluster, type ClusterAccess, type WithCluster } from "../rollout/wait.ts";

export interface RecommendedServices extends ClusterAccess {
  services: string[];
}

/** A kubelet, metrics-server and the recommender read every 15 s each, one after the other. */
const PATIENCE_MS = 90_000;
const POLL_MS = 2_000;

/**
 * Waits at most 90 s for a reading of each service's pods that was taken after the load.
 *
 * @param loadEndedAt time of day, in milliseconds
 * @throws nothing
 */
export async function readRecommendations(
  { services, ...access }: RecommendedServices,
  loadEndedAt: number,
  open: WithCluster = withCluster,
): Promise<Recommendations> {
  try {
    return await open(access, null, async ({ client, clock }) => {
      const until = clock.now() + PATIENCE_MS;
      let found: Recommendations | undefined;
      for (;;) {
        const read = await readOnce(client, services, loadEndedAt).catch(problemOf);
        // A moment in which the API server does not answer takes back nothing.
        if (Array.isArray(read) || !Array.isArray(found)) found = read;
        const isComplete = Array.isArray(read) && read.every(({ coversLoad }) => coversLoad);
        if (isComplete || clock.now() >= until) return found;
        await clock.sleep(POLL_MS);
      }
    });
  } catch (error) {
    return problemOf(error);
  }
}

const problemOf = (error: unknown): Recommendations => ({ problem: messageOf(error) });

async function readOnce(
  client: NamespaceClient,
  services: readonly string[],
  loadEndedAt: number,
): Promise<Recommendations> {
  const deployments = await client.deployments();
  const found: Recommendation[] = [];
  for (const service of services) {
    const recommended = await client.recommendation(service);
    if ("problem" in recommended) return { problem: `nothing is recommended for ${service}: ${recommended.problem}` };
    found.push({
      service,
      ...recommended,
      ...settingsOf(service, recommended, deployments),
      coversLoad: Date.parse(recommended.lastSampleAt) >= loadEndedAt,
    });
  }
  return found;
}

/** What the container requests and may use now. */
function settingsOf(
  service: string,
  { container }: Pick<ContainerRecommendation, "container">,
  deployments: readonly Deployment[],
): Pick<Recommendation, "requests" | "limits"> {
  const own = deployments.find(({ name }) => name === service)?.containers.find(({ name }) => name === container);
  const amounts = (kind: "requests" | "limits") => {
    const { cpu, memory } = own?.resources?.[kind] ?? {};
    return { cpuCores: valueOf(cpu), memoryBytes: valueOf(memory) };
  };
  return { requests: amounts("requests"), limits: amounts("limits") };
}

const valueOf = (quantity: string | undefined): number | null => (quantity === undefined ? null : quantityOf(quantity));
