import assert from "node:assert/strict";
import { exportMetrics } from "../../../../infra/load/measure/export.ts";
import { startServer } from "../../../helpers/misbehaving-server.ts";
import { Histogram } from "../../../../loadgen/histogram/index.ts";

type Second = Parameters<NonNullable<ReturnType<typeof exportMetrics>>["second"]>[0];

const second = {
  startedAt: new Date("2026-05-01T12:00:00Z"),
  second: { atMs: 1000, users: 3, inFlight: 0 },
  histogram: new Histogram(),
  measured: { counts: [], histograms: [], arrivals: [] },
} as unknown as Second;
const cell = { stack: "single", level: "low", repeat: 1 };

describe("exportMetrics", () => {
  it("a stack file without a receiver exports nothing", () => {
    assert.equal(exportMetrics(cell), null);
  });

  it("the receiver gets compressed requests of the protocol, and what it refuses is said in one line", async () => {
    const headers: (string | undefined)[][] = [];
    const server = await startServer((request, response) => {
      const { "content-encoding": encoding, "content-type": type } = request.headers;
      headers.push([request.method, request.url, encoding, type]);
      request.resume().on("end", () => response.writeHead(400).end("out of bounds\n"));
    });
    try {
      const exported = exportMetrics({ ...cell, export: { remoteWrite: `${server.url}/api/v1/write`, labels: {} } })!;
      exported.second(second);
      const [line, ...more] = await exported.finish({} as never);
      assert.match(line!, /^export: 1 of 1 seconds were not written to http:.*\/write: HTTP 400: out of bounds$/);
      assert.deepEqual(more, []);
      assert.deepEqual(headers, [["POST", "/api/v1/write", "snappy", "application/x-protobuf"]]);
    } finally {
      await server.close();
    }
  });
});
