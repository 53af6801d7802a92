/** Tests the requests that hooks receive. */
import assert from "node:assert/strict";
import resources from "@pulumi/pulumi/proto/resource_pb.js";
import { HookRunner } from "../../../engine/deploy/hooks.ts";
import type { ResourceState, StepOp } from "../../../engine/model.ts";
import type { Hooks } from "../../../engine/resource/goal.ts";

const urn = "urn:pulumi:dev::shop::my:index:Thing::a";
const callback = { target: "nowhere", token: "t" };

const state = (more: Partial<ResourceState>): ResourceState => ({
  ...{ urn, custom: true, type: "my:index:Thing" },
  ...more,
});

/** A runner, and the requests that its hooks receive. */
function aRunner({ preview = false } = {}) {
  const requests: resources.ResourceHookRequest[] = [];
  const runner = new HookRunner((_, bytes) => {
    requests.push(resources.ResourceHookRequest.deserializeBinary(bytes));
    return Promise.resolve(new resources.ResourceHookResponse().serializeBinary());
  }, preview);
  return { runner, requests };
}

const hooked = (one: ResourceState, resourceHooks: Hooks): ResourceState => ({ ...one, resourceHooks });

async function requestFor(op: StepOp, kind: keyof Hooks, old: ResourceState, after?: ResourceState) {
  const { runner, requests } = aRunner();
  runner.register({ name: "hook", callback, onDryRun: false, ignoreErrors: false });
  const resourceHooks: Hooks = { [kind]: ["hook"] };
  const step = { op, urn, type: "my:index:Thing", logical: true, old: hooked(old, resourceHooks) };
  await runner.before(after ? { ...step, new: hooked(after, resourceHooks) } : step);
  const [request] = requests;
  assert.ok(request, `no hook was called for ${op}`);
  return request;
}

describe("hooks", () => {
  const old = state({ id: "a-1", inputs: { x: 1 }, outputs: { x: 1 }, protect: true, ignoreChanges: ["y"] });
  const next = state({ inputs: { x: 2 }, parent: "p", customTimeouts: { update: 90 }, replaceWith: ["r"] });

  it("hooks of an update receive old and new inputs and options", async () => {
    const request = await requestFor("update", "BeforeUpdate", old, next);
    const [before, after] = [request.getOldOptions(), request.getNewOptions()];
    assert.deepEqual([before?.getProtect(), before?.getIgnoreChangesList()], [true, ["y"]]);
    assert.deepEqual([after?.getProtect(), after?.getParent(), after?.getReplaceWithList()], [false, "p", ["r"]]);
    assert.equal(after?.getCustomTimeouts()?.getUpdate(), "90s");
    assert.deepEqual(after?.getHooks()?.getBeforeUpdateList(), ["hook"]);
    assert.deepEqual([request.getId(), request.getOldInputs()?.toJavaScript()], ["a-1", { x: 1 }]);
  });

  it("hooks of a replacement receive the same as hooks of a create", async () => {
    const request = await requestFor("create-replacement", "BeforeCreate", old, next);
    assert.deepEqual([request.getId(), request.hasOldInputs(), request.hasOldOptions()], ["", false, false]);
    assert.deepEqual([request.getNewInputs()?.toJavaScript(), request.getNewOptions()?.getParent()], [{ x: 2 }, "p"]);
  });

  it("hooks of a delete receive the old inputs, outputs and options", async () => {
    const request = await requestFor("delete", "BeforeDelete", old);
    assert.deepEqual([request.getOldOptions()?.getProtect(), request.hasNewOptions()], [true, false]);
  });

  it("hooks after a create receive the ID and the outputs that the provider gave", async () => {
    const { runner, requests } = aRunner();
    runner.register({ name: "hook", callback, onDryRun: false, ignoreErrors: false });
    const created = hooked(next, { AfterCreate: ["hook"] });
    const step = { op: "create", urn, type: "my:index:Thing", logical: true, new: created } as const;
    await runner.after(step, { ...created, id: "new-1", outputs: { y: 3 } });
    const [request] = requests;
    assert.deepEqual([request?.getId(), request?.getNewOutputs()?.toJavaScript()], ["new-1", { y: 3 }]);
  });

  it("a preview calls only the hooks with onDryRun", async () => {
    const hooks: Hooks = { BeforeCreate: ["real", "dry"] };
    const step = { op: "create", urn, type: "my:index:Thing", logical: true, new: hooked(next, hooks) } as const;
    for (const [preview, calls] of [
      [true, 1],
      [false, 2],
    ] as const) {
      const { runner, requests } = aRunner({ preview });
      runner.register({ name: "real", callback, onDryRun: false, ignoreErrors: false });
      runner.register({ name: "dry", callback, onDryRun: true, ignoreErrors: false });
      await runner.before(step);
      assert.equal(requests.length, calls);
    }
  });
});

describe("error hooks", () => {
  const HOOKS: Hooks = { OnError: ["first", "second"] };

  /** Whether a failed create is retried if its two error hooks answer so, and how many were called. */
  async function retried(answers: [boolean, boolean], custom = true) {
    let calls = 0;
    const runner = new HookRunner(({ token }) => {
      calls += 1;
      const retry = answers[token === "first" ? 0 : 1];
      return Promise.resolve(new resources.ErrorHookResponse().setRetry(retry).serializeBinary());
    }, false);
    for (const name of ["first", "second"])
      runner.registerErrorHook({ name, callback: { target: "nowhere", token: name } });
    const created = hooked(state({ custom }), HOOKS);
    const step = { op: "create", urn, type: "my:index:Thing", logical: true, new: created } as const;
    return { retry: await runner.retries(step, ["no"]), calls };
  }

  it("a failed step is retried if any of its error hooks says so, and all of them are called", async () => {
    assert.deepEqual(await retried([true, false]), { retry: true, calls: 2 });
    assert.deepEqual(await retried([false, true]), { retry: true, calls: 2 });
    assert.deepEqual(await retried([false, false]), { retry: false, calls: 2 });
  });

  it("the error hooks of a component are not called", async () => {
    assert.deepEqual(await retried([true, true], false), { retry: false, calls: 0 });
  });
});
