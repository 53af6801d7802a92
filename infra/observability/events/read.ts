/** The events that a cluster reports of a workload and its nodes. */
import { messageOf } from "../../../base/errors.ts";
import { KubeApi } from "../../kubernetes/api.ts";
import { readEvents, type ReportedEvents } from "../../kubernetes/events.ts";
import { parseKubeconfig } from "../../kubernetes/kubeconfig.ts";
import type { PrometheusSource } from "../source.ts";

/** Of the cluster's API. A text: why they cannot be read; null: nothing but its Prometheus is known. */
export type Reported = ReportedEvents | string | null;

/** @throws nothing */
export async function readReported({ access, namespace }: PrometheusSource): Promise<Reported> {
  const { kubeconfig } = access;
  if (kubeconfig === undefined) return null;
  const api = new KubeApi(parseKubeconfig(kubeconfig));
  try {
    return await readEvents(api, namespace);
  } catch (error) {
    return messageOf(error);
  } finally {
    await api.close();
  }
}
