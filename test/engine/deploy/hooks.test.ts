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

async function requestFor(op: StepOp, kind: keyof Hooks, old: ResourceState, after?: ResourceState) {
  const requests: resources.ResourceHookRequest[] = [];
  const runner = new HookRunner((_, bytes) => {
    requests.push(resources.ResourceHookRequest.deserializeBinary(bytes));
    return Promise.resolve(new resources.ResourceHookResponse().serializeBinary());
  }, false);
  runner.register({ name: "hook", callback, onDryRun: false, ignoreErrors: false });
  const resourceHooks: Hooks = { [kind]: ["hook"] };
  const hooked = (one: ResourceState) => ({ ...one, resourceHooks });
  const step = { op, urn, type: "my:index:Thing", logical: true, old: hooked(old) };
  await runner.before(after ? { ...step, new: hooked(after) } : step);
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
});
