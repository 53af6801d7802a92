import assert from "node:assert/strict";
import { KubeApi } from "../../../infra/kubernetes/api.ts";
import { readEvents } from "../../../infra/kubernetes/events.ts";
import { startServer } from "../../helpers/misbehaving-server.ts";

describe("readEvents", () => {
  let refused = "";
  async function read(...lists: object[][]) {
    const urls: string[] = [];
    const server = await startServer((request, response) => {
      urls.push(request.url!);
      if (request.url === refused) return void response.writeHead(403).end("{}");
      const isOfNodes = request.url!.includes("involvedObject.kind%3DNode");
      response.end(JSON.stringify({ items: lists[isOfNodes ? 1 : 0] ?? [] }));
    });
    const api = new KubeApi({ server: server.url });
    try {
      return { ...(await readEvents(api, "boutique")), urls };
    } finally {
      await api.close();
      await server.close();
    }
  }

  it("events of the namespace and of all nodes are read", async () => {
    const of = (kind: string) => ({
      metadata: { uid: kind, creationTimestamp: "2026-05-01T12:00:00Z" },
      involvedObject: { kind, name: "a" },
    });
    const { events, urls } = await read([of("Pod")], [of("Node")]);
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ["Pod", "Node"],
    );
    assert.deepEqual(urls.sort(), [
      "/api/v1/namespaces/boutique/events",
      "/api/v1/namespaces/default/events?fieldSelector=involvedObject.kind%3DNode",
    ]);
  });

  it("without the right to list those of nodes, those of the namespace are read", async () => {
    refused = "/api/v1/namespaces/default/events?fieldSelector=involvedObject.kind%3DNode";
    const { events, hasNodes } = await read([]);
    assert.deepEqual([events, hasNodes], [[], false]);
    refused = "/api/v1/namespaces/boutique/events";
    await assert.rejects(read([]), { code: "KUBERNETES_API" });
    refused = "";
  });

  it("components report times and counts in old fields or in new ones", async () => {
    const metadata = { uid: "a", creationTimestamp: "2026-05-01T11:00:00Z" };
    const involvedObject = { kind: "Pod", name: "frontend-1" };
    const { events } = await read([
      {
        ...{ metadata, involvedObject, reason: "Unhealthy", message: "probe failed", source: { host: "worker" } },
        ...{ firstTimestamp: "2026-05-01T12:00:00Z", lastTimestamp: "2026-05-01T12:00:30Z", count: 4 },
      },
      {
        ...{ metadata, involvedObject, reason: "FailedScheduling", firstTimestamp: null, lastTimestamp: null },
        ...{
          eventTime: "2026-05-01T12:00:01.250000Z",
          series: { count: 3, lastObservedTime: "2026-05-01T12:00:09.5Z" },
        },
      },
    ]);
    assert.deepEqual(
      events.map(({ host, firstAt, lastAt, count }) => ({ host, spanMs: lastAt - firstAt, count })),
      [
        { host: "worker", spanMs: 30_000, count: 4 },
        { host: null, spanMs: 8_250, count: 3 },
      ],
    );
  });
});
