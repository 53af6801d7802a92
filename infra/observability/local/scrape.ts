/** One scrape of a local cluster: the status of nodes and links, and each replica's metrics page. */
import type { z } from "zod";
import { messageOf } from "../../../base/errors.ts";
import type { MetricsSample } from "../../../results/schema/series.ts";
import { InfraError } from "../../errors.ts";
import { sendRequest, linkStatusSchema, nodeStatusSchema, type ReplicaStatus } from "../../hosts/local/control.ts";
import { findReady, type DaemonKey } from "../../hosts/local/daemon.ts";
import type { LocalSource } from "../source.ts";
import { readReplicaMetrics, type ReplicaMetrics } from "./replica-metrics.ts";
import { sampleOf, type Counters, type NodeScrape, type ReplicaScrape } from "./sample.ts";

export interface Scrape {
  sample: Omit<MetricsSample, "atMs">;
  /** Why parts are missing. */
  problems: string[];
  /** Nodes, links and replicas that do not run. */
  down: string[];
}

async function status<T>(key: DaemonKey, schema: z.ZodType<T>, timeoutMs: number): Promise<T> {
  const found = await findReady(key);
  if (!found) throw new InfraError("NODE_DEAD", `${key.name} does not run`);
  return sendRequest(found.control, { method: "GET", path: "/status", timeoutMs }, schema);
}

async function page(replica: ReplicaStatus, timeoutMs: number): Promise<ReplicaMetrics> {
  const url = `http://127.0.0.1:${replica.metricsPort}/metrics`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  if (!answer.ok) throw new InfraError("SCRAPE_FAILED", `${url}: HTTP ${answer.status}`);
  return readReplicaMetrics(await answer.text());
}

/** A program has no metrics page: its node tells what it uses. */
const usedBy = ({ cpuSeconds, memoryBytes }: NonNullable<ReplicaStatus["usage"]>): ReplicaMetrics => ({
  cpuSeconds,
  memoryBytes,
  ...{ receivedBytes: null, sentBytes: null, remoteReceivedBytes: null, remoteSentBytes: null },
  ...{ outsideReceivedBytes: null, outsideSentBytes: null },
});

/** @param counters kept between scrapes, so that counters of restarted replicas continue */
export async function scrapeLocal(source: LocalSource, counters: Counters, timeoutMs: number): Promise<Scrape> {
  const problems: string[] = [];
  const down: string[] = [];
  const nullOnError = async <T>(who: string, reading: Promise<T>): Promise<T | null> => {
    try {
      return await reading;
    } catch (error) {
      problems.push(`${who}: ${messageOf(error)}`);
      if (error instanceof InfraError && error.code === "NODE_DEAD") down.push(who);
      return null;
    }
  };
  const scrapeReplica = async (node: string, replica: ReplicaStatus): Promise<ReplicaScrape> => {
    const who = `${replica.service}/${replica.replica}`;
    const isRunning = replica.state === "running";
    if (!isRunning) down.push(who);
    const { service, restarts, oomKills, usage } = replica;
    const metrics = usage ? usedBy(usage) : await nullOnError(who, page(replica, timeoutMs));
    return { key: who, service, node, restarts, oomKills, isRunning, metrics };
  };
  const nodes = Promise.all(
    source.nodes.map(async ({ name }): Promise<NodeScrape> => {
      const key: DaemonKey = { stack: source.stack, kind: "nodes", name };
      const answered = await nullOnError(`node ${name}`, status(key, nodeStatusSchema, timeoutMs));
      const replicas = await Promise.all((answered?.replicas ?? []).map((replica) => scrapeReplica(name, replica)));
      return { name, status: answered, replicas };
    }),
  );
  const links = Promise.all(
    source.links.map(async (name) => {
      const key: DaemonKey = { stack: source.stack, kind: "links", name };
      return { name, status: await nullOnError(`link ${name}`, status(key, linkStatusSchema, timeoutMs)) };
    }),
  );
  return { sample: sampleOf(source, await nodes, await links, counters), problems, down };
}
