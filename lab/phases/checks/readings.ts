/** Whether Prometheus reads of a pod what the kernel counts for it. Takes two minutes. */
import { globSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { check, type Check } from "./check.ts";
import { inside, namespaceOf, type Pod, type RunningMachine } from "./nodes.ts";

const TOLERANCE = 0.05;
const WINDOW_MS = 90_000;
const POLL_MS = 1000;
/** Readings come 10 to 26 s apart. */
const LEAST_SPAN_S = 30;

/** `[time in s since 1970, value]` */
type Sample = readonly [number, number];

export interface Readings {
  pod: Pod;
  machine: RunningMachine;
  prometheus: { pod: Pod; machine: RunningMachine };
  /** Asks the shop for pages, so that there is something to read. */
  ask: () => Promise<unknown>;
}

export async function readingChecks({ pod, machine, prometheus, ask }: Readings): Promise<Check[]> {
  const namespace = await namespaceOf(machine, pod);
  const usage = cpuFile(pod.uid);
  const [cpu, bytes]: [Sample[], Sample[]] = [[], []];
  const until = Date.now() + WINDOW_MS;
  while (Date.now() < until) {
    cpu.push([Date.now() / 1000, usage.read()]);
    const device = await inside(machine, [
      "ip",
      "netns",
      "exec",
      namespace,
      "cat",
      "/sys/class/net/eth0/statistics/rx_bytes",
    ]);
    bytes.push([Date.now() / 1000, Number(device)]);
    await Promise.all([ask(), sleep(POLL_MS)]);
  }
  const where = `namespace="${pod.namespace}",pod="${pod.name}"`;
  const read = (query: string): Promise<Sample[]> => readingsOf(prometheus, query);
  return [
    compare("CPU", await read(`container_cpu_usage_seconds_total{${where},container!="",container!="POD"}`), cpu),
    compare("received bytes", await read(`container_network_receive_bytes_total{${where},interface="eth0"}`), bytes),
  ].map((each) => ({ ...each, seen: `${pod.name}: ${each.seen}` }));
}

/** Increases between the first and the last reading, and of the kernel's counter between the same times. */
export function compare(what: string, readings: readonly Sample[], counted: readonly Sample[]): Check {
  const title = `Prometheus' ${what} of a pod are the kernel's within 5 %`;
  const [begin, end] = [counted[0]?.[0] ?? 0, counted.at(-1)?.[0] ?? 0];
  const within = readings.filter(([time]) => time >= begin && time <= end);
  const [first, last] = [within[0], within.at(-1)];
  if (!first || !last || last[0] - first[0] < LEAST_SPAN_S) return check(title, false, `${within.length} readings`);
  const read = last[1] - first[1];
  const actual = valueAt(counted, last[0]) - valueAt(counted, first[0]);
  const span = Math.round(last[0] - first[0]);
  const seen = `${read.toPrecision(4)} and ${actual.toPrecision(4)} in ${span} s`;
  return check(title, Math.abs(read - actual) <= TOLERANCE * actual, seen);
}

function valueAt(samples: readonly Sample[], time: number): number {
  const after = samples.findIndex(([at]) => at >= time);
  const [one, two] = [samples[Math.max(0, after - 1)]!, samples[after]!];
  return two[0] === one[0] ? two[1] : one[1] + ((two[1] - one[1]) * (time - one[0])) / (two[0] - one[0]);
}

async function readingsOf({ pod, machine }: Readings["prometheus"], query: string): Promise<Sample[]> {
  const url = `http://${pod.ip}:9090/api/v1/query?query=${encodeURIComponent(`${query}[3m]`)}`;
  const { data } = JSON.parse(await inside(machine, ["curl", "-fsS", url])) as {
    data: { result: { values: [number, string][] }[] };
  };
  return (data.result[0]?.values ?? []).map(([time, value]) => [time, Number(value)]);
}

/** The pod's cgroup, in seconds of CPU: of version 1 or 2. */
function cpuFile(uid: string): { read: () => number } {
  const [v1] = globSync(`/sys/fs/cgroup/cpuacct/**/pod${uid}/cpuacct.usage`);
  if (v1 !== undefined) return { read: () => Number(readFileSync(v1, "utf8")) / 1e9 };
  const [v2] = globSync(`/sys/fs/cgroup/**/pod${uid}/cpu.stat`);
  return { read: () => Number(/usage_usec (\d+)/.exec(readFileSync(v2!, "utf8"))![1]) / 1e6 };
}
