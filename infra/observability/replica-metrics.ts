/** What one replica's metrics page says, as totals since its start. */
import { parsePrometheusText, type Sample } from "./prometheus-text.ts";

export interface ReplicaMetrics {
  cpuSeconds: number | null;
  memoryBytes: number | null;
  receivedBytes: number | null;
  sentBytes: number | null;
  /** Of these, over a link between nodes. */
  remoteReceivedBytes: number | null;
  remoteSentBytes: number | null;
  /** Of these, with callers outside the cluster. */
  outsideReceivedBytes: number | null;
  outsideSentBytes: number | null;
}

const RECEIVED = "stackmark_network_receive_bytes_total";
const SENT = "stackmark_network_transmit_bytes_total";

/** A page without the metric: null. With it, but without a matching series: 0 was counted. */
function sum(
  samples: readonly Sample[],
  page: string,
  name: string,
  of: (labels: Sample["labels"]) => boolean = () => true,
) {
  if (!page.includes(`# TYPE ${name} `)) return null;
  return samples.filter((s) => s.name === name && of(s.labels)).reduce((total, s) => total + s.value, 0);
}

const isRemote = (labels: Sample["labels"]): boolean => labels.remote === "true";
const isOutside = (labels: Sample["labels"]): boolean => labels.peer === "outside";

export function readReplicaMetrics(page: string): ReplicaMetrics {
  const samples = parsePrometheusText(page);
  return {
    cpuSeconds: sum(samples, page, "process_cpu_seconds_total"),
    memoryBytes: sum(samples, page, "process_resident_memory_bytes"),
    receivedBytes: sum(samples, page, RECEIVED),
    sentBytes: sum(samples, page, SENT),
    remoteReceivedBytes: sum(samples, page, RECEIVED, isRemote),
    remoteSentBytes: sum(samples, page, SENT, isRemote),
    outsideReceivedBytes: sum(samples, page, RECEIVED, isOutside),
    outsideSentBytes: sum(samples, page, SENT, isOutside),
  };
}
