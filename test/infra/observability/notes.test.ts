import assert from "node:assert/strict";
import { metricsNotes } from "../../../infra/observability/notes.ts";
import type { ClusterEvent } from "../../../results/schema/outputs.ts";
import { aMetrics, aUsage } from "../../helpers/builders.ts";

const { window } = aMetrics();
const event = (kind: ClusterEvent["kind"], over: Partial<ClusterEvent> = {}): ClusterEvent => ({
  ...{ at: window.from, kind, service: "frontend", pod: null, node: "worker", what: "", count: 1 },
  ...over,
});

describe("metricsNotes", () => {
  it("a note counts what happened to pods and nodes in the measured part, and names whose it was", () => {
    const events = [event("oom-kill"), event("restart", { service: "cart", count: 2 }), event("image-pull")];
    assert.deepEqual(metricsNotes(aMetrics({ events })), [
      "In the measured part: 1 container killed for lack of memory (frontend); 2 restarts of containers (cart); 1 image pull (frontend).",
    ]);
  });

  it("nothing is noted of the time before the measured part, or of what the load is meant to cause", () => {
    const events = [event("image-pull", { at: "2026-03-01T09:59:59.000Z" }), event("scaled"), event("unhealthy")];
    assert.deepEqual(metricsNotes(aMetrics({ events })), []);
  });

  it("services that their CPU limit held back are noted, the most throttled first", () => {
    const service = (name: string, avg: number) => aUsage({ name, cpuThrottledPct: { avg, max: 90 } });
    const services = [service("cart", 6.2), service("frontend", 34), service("ad", 1)];
    assert.deepEqual(metricsNotes(aMetrics({ services })), [
      "Held back by its CPU limit: frontend in 34 %, cart in 6 % of scheduling periods.",
    ]);
  });

  it("lost scrapes are noted with their targets", () => {
    const gap = { target: "kubelet of server", ...window };
    assert.deepEqual(metricsNotes(aMetrics({ gaps: [gap, gap] })), [
      "Scrapes of kubelet of server were lost in 2 gaps, and rates filled over them.",
    ]);
  });
});
