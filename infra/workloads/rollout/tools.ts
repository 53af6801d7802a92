/** What roll-outs use of the outside, made from a kubeconfig for as long as one takes. */
import { KubeApi } from "../../kubernetes/api.ts";
import { parseKubeconfig } from "../../kubernetes/kubeconfig.ts";
import { workloadsOf } from "../../kubernetes/workloads.ts";
import { realClock } from "./clock.ts";
import { httpProbe } from "./probes.ts";
import type { WatchTools } from "./watch.ts";

export interface ClusterInputs {
  /** Secret. */
  kubeconfig: string;
  namespace: string;
}

/** A page of a Service, as the API server fetches it from any of its pods: the same whichever node they are on. */
export interface ProbedService {
  service: string;
  port: number;
  path: string;
}

export type WithTools = <T>(
  inputs: ClusterInputs,
  probed: ProbedService | null,
  work: (tools: WatchTools) => Promise<T>,
) => Promise<T>;

export const withTools: WithTools = async ({ kubeconfig, namespace }, probed, work) => {
  const api = new KubeApi(parseKubeconfig(kubeconfig));
  const tools: WatchTools = { workloads: workloadsOf(api, namespace), clock: realClock };
  if (probed) {
    const page = `/api/v1/namespaces/${namespace}/services/${probed.service}:${probed.port}/proxy${probed.path}`;
    tools.probe = httpProbe((timeoutMs) => api.send(page, { timeoutMs }));
  }
  try {
    return await work(tools);
  } finally {
    await api.close();
  }
};
