import assert from "node:assert/strict";
import { mock } from "node:test";
import { CpuQuota } from "../../../../lab/storefront/supervisor/cpu-quota.ts";

describe("a node's CPU quota", () => {
  let holds = true;
  let quota: CpuQuota;
  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] });
    quota = new CpuQuota({ liftCpu: () => void (holds = false), holdCpu: () => void (holds = true) });
  });
  afterEach(() => mock.timers.reset());

  it("the CPU quota is lifted during a task and enforced after it, whether or not the task succeeds", async () => {
    assert.equal(await quota.liftDuring(() => Promise.resolve(holds)), false);
    assert.equal(holds, true);
    await assert.rejects(quota.liftDuring(() => Promise.reject(new Error("no"))));
    assert.equal(holds, true);
  });

  it("the CPU quota is lifted for a time, or until a caller ends that", () => {
    quota.liftFor(1000);
    mock.timers.tick(999);
    assert.equal(holds, false);
    mock.timers.tick(1);
    assert.equal(holds, true);
    quota.liftFor(1000);
    quota.liftFor(0);
    assert.equal(holds, true);
  });

  it("the time of a lifted CPU quota counts from the last request", () => {
    quota.liftFor(1000);
    mock.timers.tick(900);
    quota.liftFor(1000);
    mock.timers.tick(900);
    assert.equal(holds, false);
  });

  it("the CPU quota is enforced only when nothing needs it lifted any more", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const task = quota.liftDuring(() => promise);
    quota.liftFor(1000);
    mock.timers.tick(1000);
    assert.equal(holds, false);
    quota.liftFor(1000);
    resolve();
    await task;
    assert.equal(holds, false);
    mock.timers.tick(1000);
    assert.equal(holds, true);
  });
});
