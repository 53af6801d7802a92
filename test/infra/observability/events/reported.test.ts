import assert from "node:assert/strict";
import type { ReportedEvent } from "../../../../infra/kubernetes/events.ts";
import { reportedEvents } from "../../../../infra/observability/events/reported.ts";

const NOON = Date.parse("2026-05-01T12:00:00Z");
const window = { from: NOON + 400, to: NOON + 60_000 };
const POD = "frontend-55fd497488-59vpc";

const event = (reason: string, over: Partial<ReportedEvent> = {}): ReportedEvent => ({
  ...{ id: "a", kind: "Pod", name: POD, reason, message: "", host: "worker", count: 1 },
  ...{ firstAt: NOON + 10_000, lastAt: NOON + 10_000 },
  ...over,
});
const kinds = (...events: ReportedEvent[]) =>
  reportedEvents(events, window, ["frontend", "cart"]).map(({ kind }) => kind);

describe("reportedEvents", () => {
  it("an event of a pod names its service, its node and what Kubernetes says", () => {
    const message = "The node was low on resource: memory.\n";
    assert.deepEqual(reportedEvents([event("Evicted", { message, count: 2 })], window, ["frontend"]), [
      {
        at: "2026-05-01T12:00:10.000Z",
        kind: "eviction",
        ...{ service: "frontend", pod: POD, node: "worker" },
        what: "The node was low on resource: memory.",
        count: 2,
      },
    ]);
  });

  it("an image that was there already was not pulled", () => {
    const pulled = event("Pulled", { message: 'Successfully pulled image "a:1" in 2.1s (2.1s including waiting)' });
    const failed = event("Failed", { message: 'Failed to pull image "a:2": not found' });
    const there = event("Pulled", { message: 'Container image "a:1" already present on machine' });
    const other = event("Failed", { message: "Error: failed to start container" });
    assert.deepEqual(kinds(pulled, failed, there, other), ["image-pull", "image-pull"]);
  });

  it("a node that is not Ready is one event, not one for each of its pods", () => {
    const node = event("NodeNotReady", { kind: "Node", name: "worker", host: null });
    const [first, ...more] = reportedEvents([node, event("NodeNotReady")], window, []);
    assert.deepEqual([first!.kind, first!.node, first!.pod, more.length], ["node-not-ready", "worker", null, 0]);
  });

  it("an eviction that was called off is none", () => {
    const off = event("TaintManagerEviction", { message: "Cancelling deletion of Pod boutique/frontend" });
    assert.deepEqual(kinds(off, event("TaintManagerEviction", { message: "Marking for deletion Pod" })), ["eviction"]);
  });

  it("a change of replicas belongs to the service whose Deployment or autoscaler reports it", () => {
    const scaled = event("SuccessfulRescale", { kind: "HorizontalPodAutoscaler", name: "cart", host: null });
    const [found] = reportedEvents([scaled], window, ["frontend", "cart"]);
    assert.deepEqual([found!.kind, found!.service, found!.pod], ["scaled", "cart", null]);
  });

  it("events before the load and after it are left out, and times that were rounded down to its first second count", () => {
    const at = (ms: number) => event("Evicted", { firstAt: NOON + ms, lastAt: NOON + ms });
    const found = reportedEvents([at(-1_000), at(0), at(60_000), at(61_000)], window, []);
    assert.deepEqual(
      found.map((each) => each.at),
      ["2026-05-01T12:00:00.400Z", "2026-05-01T12:01:00.000Z"],
    );
  });

  it("what runs as planned is no event", () => {
    assert.deepEqual(kinds(event("Scheduled"), event("Created"), event("Started"), event("Killing")), []);
  });
});
