import assert from "node:assert/strict";
import { Counter, Gauge, Registry } from "prom-client";
import { parsePrometheusText, readReplicaMetrics } from "../../../../infra/observability/local/replica-metrics.ts";

describe("parsePrometheusText", () => {
  it("names, labels and values are read, and comments are ignored", () => {
    const text = '# HELP a what\n# TYPE a counter\na 1\n\na_total{x="1",y="z"} 2.5e3\nb{} +Inf 1700000000\n';
    assert.deepEqual(parsePrometheusText(text), [
      { name: "a", labels: {}, value: 1 },
      { name: "a_total", labels: { x: "1", y: "z" }, value: 2500 },
      { name: "b", labels: {}, value: Infinity },
    ]);
  });

  it("escaped label values are read, with braces and commas in them", () => {
    assert.deepEqual(parsePrometheusText('a{x="say \\"}, {\\" twice\\\\\\n"} 1')[0]?.labels, {
      x: 'say "}, {" twice\\\n',
    });
  });

  it("a truncated page is rejected, because its sums would look like small numbers", () => {
    assert.throws(() => parsePrometheusText("a 1\nb{x="), SyntaxError);
  });

  it("the output of prom-client is read", async () => {
    const registry = new Registry();
    new Counter({ name: "c_total", help: "c", labelNames: ["x"], registers: [registry] }).inc({ x: 'a"b' }, 3);
    const samples = parsePrometheusText(await registry.metrics());
    assert.deepEqual(samples, [{ name: "c_total", labels: { x: 'a"b' }, value: 3 }]);
  });
});

describe("readReplicaMetrics", () => {
  async function pageOf(bytes: [labels: Record<string, string>, value: number][]): Promise<string> {
    const registry = new Registry();
    const labelNames = ["peer", "peer_node", "remote"];
    const counter = (name: string) => new Counter({ name, help: name, labelNames, registers: [registry] });
    const received = counter("stackmark_network_receive_bytes_total");
    counter("stackmark_network_transmit_bytes_total");
    for (const [labels, value] of bytes) received.inc(labels, value);
    new Gauge({ name: "process_resident_memory_bytes", help: "m", registers: [registry] }).set(42);
    return registry.metrics();
  }

  it("bytes over links and bytes from outside are counted separately", async () => {
    const read = readReplicaMetrics(
      await pageOf([
        [{ peer: "cart", peer_node: "server", remote: "true" }, 5],
        [{ peer: "ad", peer_node: "edge", remote: "false" }, 7],
        [{ peer: "outside", peer_node: "outside", remote: "false" }, 11],
      ]),
    );
    assert.equal(read.receivedBytes, 23);
    assert.equal(read.remoteReceivedBytes, 5);
    assert.equal(read.outsideReceivedBytes, 11);
    assert.equal(read.memoryBytes, 42);
  });

  it("a counter without counts is 0, and a counter that is not on the page is null", async () => {
    const read = readReplicaMetrics(await pageOf([]));
    assert.equal(read.sentBytes, 0);
    assert.equal(read.remoteSentBytes, 0);
    assert.equal(read.cpuSeconds, null);
  });
});
