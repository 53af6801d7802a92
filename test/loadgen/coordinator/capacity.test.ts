import assert from "node:assert/strict";
import { capacityOf, type CapacityInput } from "../../../loadgen/coordinator/capacity.ts";
import { planOf } from "../../../loadgen/schedule/plan.ts";
import { parseSpec } from "../../../loadgen/schema/spec.ts";

const closed = (users: number) =>
  planOf(
    parseSpec({
      model: "closed",
      scenario: "get",
      target: "http://shop.test/",
      users,
      spawnRatePerS: users,
      durationMs: 60_000,
    }),
  );
const open = (ratePerS: number) =>
  planOf(parseSpec({ model: "open", scenario: "get", target: "http://shop.test/", ratePerS, durationMs: 60_000 }));

const capacity = (more: Partial<CapacityInput>) =>
  capacityOf({
    ...{ plan: closed(1000), model: "closed", thinkMs: 1000, roundTripMs: 0, calibratedPerS: 1000 },
    limits: { files: undefined, ports: undefined },
    ...more,
  });

describe("the capacity that a load takes", () => {
  it("half of what a worker reaches against itself is planned for", () => {
    assert.deepEqual([capacity({}).ratePerS, capacity({}).workers], [1000, 2]);
    assert.equal(capacity({ plan: closed(100) }).workers, 1);
  });

  it("a user's cycle is its think time and at least a round trip", () => {
    assert.equal(capacity({ roundTripMs: 1000 }).ratePerS, 500);
  });

  it("an open load sends its peak rate, whatever users think", () => {
    const { ratePerS, workers } = capacity({ plan: open(5000), model: "open", thinkMs: 0 });
    assert.deepEqual([ratePerS, workers], [5000, 10]);
  });

  it("users without think time send as fast as responses come", () => {
    assert.deepEqual([capacity({ thinkMs: 0 }).ratePerS, capacity({ thinkMs: 0 }).workers], [null, 1]);
  });

  it("users that need more local ports or open files than a machine has take more workers", () => {
    const many = { plan: closed(100_000), thinkMs: 1e6 };
    const ports = capacity({ ...many, limits: { files: undefined, ports: 28_232 } });
    assert.deepEqual([ports.workers, ports.limit], [4, "local ports"]);
    const files = capacity({ ...many, limits: { files: 10_064, ports: 28_232 } });
    assert.deepEqual([files.workers, files.limit], [10, "open files"]);
  });

  it("memory is that of a worker and its share of the users", () => {
    assert.ok(capacity({ plan: closed(10_000), thinkMs: 1e6 }).memoryMiB > capacity({}).memoryMiB);
  });
});
