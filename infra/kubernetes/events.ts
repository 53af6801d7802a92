/** Reads the events that a cluster reports of a namespace and of its nodes. The API server keeps them for an hour. */
import { z } from "zod";
import type { KubeApi } from "./api.ts";

export interface ReportedEvent {
  /** Repeated events of one cause are one, which is changed. */
  id: string;
  /** Such as `Pod`, `Node` or `Deployment`. */
  kind: string;
  name: string;
  /** In one word, such as `Evicted`. */
  reason: string;
  message: string;
  /** Node whose kubelet reported it; `null`: another component did. */
  host: string | null;
  /** Times of day, in milliseconds. Kubernetes rounds most of them down to seconds. */
  firstAt: number;
  lastAt: number;
  count: number;
}

const time = z.iso.datetime({ offset: true }).nullish();
const eventsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ uid: z.string(), creationTimestamp: time }),
      involvedObject: z.object({ kind: z.string().default(""), name: z.string().default("") }),
      reason: z.string().default(""),
      message: z.string().default(""),
      source: z.object({ host: z.string().optional() }).nullish(),
      firstTimestamp: time,
      lastTimestamp: time,
      eventTime: time,
      count: z.int().nullish(),
      series: z.object({ count: z.int(), lastObservedTime: time }).nullish(),
    }),
  ),
});
type RawEvent = z.infer<typeof eventsSchema>["items"][number];

/** Components fill in either the old fields of time and count or the new ones. */
function eventOf({ metadata, involvedObject, source, series, ...event }: RawEvent): ReportedEvent[] {
  const first = event.firstTimestamp ?? event.eventTime ?? metadata.creationTimestamp;
  const last = series?.lastObservedTime ?? event.lastTimestamp ?? first;
  if (!first || !last) return [];
  return [
    {
      id: metadata.uid,
      ...{ kind: involvedObject.kind, name: involvedObject.name, reason: event.reason, message: event.message },
      host: source?.host ?? null,
      ...{ firstAt: Date.parse(first), lastAt: Date.parse(last) },
      count: Math.max(1, series?.count ?? event.count ?? 1),
    },
  ];
}

/** Nodes are in no namespace; their events are in this one. */
const NODES_EVENTS = `/api/v1/namespaces/default/events?fieldSelector=${encodeURIComponent("involvedObject.kind=Node")}`;

export interface ReportedEvents {
  events: ReportedEvent[];
  /** Without the right to list them in the namespace `default`, those of nodes are missing. */
  hasNodes: boolean;
}

/** @throws {InfraError} KUBERNETES_API also without the right to list those of the namespace */
export async function readEvents(api: KubeApi, namespace: string): Promise<ReportedEvents> {
  const read = async (path: string): Promise<ReportedEvent[]> =>
    (await api.read("events", eventsSchema, path)).items.flatMap(eventOf);
  const own = await read(`/api/v1/namespaces/${namespace}/events`);
  if (namespace === "default") return { events: own, hasNodes: true };
  const nodes = await read(NODES_EVENTS).catch(() => null);
  return { events: [...own, ...(nodes ?? [])], hasNodes: nodes !== null };
}
