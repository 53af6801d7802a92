/** Reads a replica's metrics page: totals since its start. */

export interface ReplicaMetrics {
  cpuSeconds: number | null;
  memoryBytes: number | null;
  receivedBytes: number | null;
  sentBytes: number | null;
  /** Part of the above: over a link between nodes. */
  remoteReceivedBytes: number | null;
  remoteSentBytes: number | null;
  /** Part of the above: with callers outside the cluster. */
  outsideReceivedBytes: number | null;
  outsideSentBytes: number | null;
}

const RECEIVED = "stackmark_network_receive_bytes_total";
const SENT = "stackmark_network_transmit_bytes_total";

/** Null for a page without the metric; 0 for one with the metric but no matching series. */
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

export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g;
const escapes: Record<string, string> = { "\\n": "\n", '\\"': '"', "\\\\": "\\" };

function readValue(text: string): number {
  if (text === "+Inf") return Infinity;
  if (text === "-Inf") return -Infinity;
  return Number(text);
}

/**
 * Reads the samples of the Prometheus text format; comments, types and timestamps are ignored. (prom-client only writes
 * the format.)
 *
 * @throws {SyntaxError} for a line that is not a sample: a truncated page would look like small numbers
 */
export function parsePrometheusText(text: string): Sample[] {
  return text.split("\n").flatMap((raw): Sample[] => {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) return [];
    const [, name, labels = "", value] = LINE.exec(line) ?? [];
    if (name === undefined || value === undefined)
      throw new SyntaxError(`not a Prometheus sample: ${line.slice(0, 80)}`);
    const pairs = [...labels.matchAll(LABEL)].map(([, key, quoted]) => [
      key!,
      quoted!.replace(/\\[n"\\]/g, (escape) => escapes[escape]!),
    ]);
    return [{ name, labels: Object.fromEntries(pairs) as Record<string, string>, value: readValue(value) }];
  });
}
