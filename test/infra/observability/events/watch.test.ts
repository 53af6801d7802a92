import assert from "node:assert/strict";
import type { ReportedEvent } from "../../../../infra/kubernetes/events.ts";
import type { Reported } from "../../../../infra/observability/events/read.ts";
import { watchEvents } from "../../../../infra/observability/events/watch.ts";
import type { PrometheusSource } from "../../../../infra/observability/source.ts";

const event = (id: string, count = 1): ReportedEvent => ({
  ...{ id, kind: "Pod", name: "cart", reason: "Unhealthy", message: "", host: null },
  ...{ firstAt: 0, lastAt: count, count },
});

/** A watch over as many intervals as there are answers but one; the last is that of its end. */
async function watched(...answers: Reported[]): Promise<Reported> {
  const last = answers.at(-1)!;
  const during = answers.slice(0, -1);
  const passed = Promise.withResolvers<void>();
  const read = () => Promise.resolve(during.length > 0 ? during.shift()! : last);
  const sleep = (_ms: number, signal: AbortSignal) => {
    if (during.length > 0) return Promise.resolve();
    passed.resolve();
    return new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  };
  const watch = watchEvents({} as PrometheusSource, { read, sleep });
  await passed.promise;
  return watch.stop();
}

describe("watchEvents", () => {
  it("events that the cluster has forgotten by the end of a long load are kept, and repeated ones are as reported last", async () => {
    const found = await watched(
      { events: [event("old"), event("again", 2)], hasNodes: true },
      { events: [event("again", 7), event("new")], hasNodes: true },
    );
    assert.deepEqual(found, { events: [event("old"), event("again", 7), event("new")], hasNodes: true });
  });

  it("a reading that fails meanwhile costs nothing, and one that fails at the end is its reason", async () => {
    const events = { events: [event("one")], hasNodes: false };
    assert.deepEqual(await watched("no answer", events), events);
    assert.equal(await watched(events, "no answer"), "no answer");
  });

  it("where only Prometheus is known, nothing is reported", async () => {
    assert.equal(await watched(null), null);
  });
});
