import assert from "node:assert/strict";
import { apply } from "../../../engine/deploy/apply/index.ts";
import type { ApplyContext } from "../../../engine/deploy/apply/context.ts";
import type { Step } from "../../../engine/steps/step.ts";

const URN = "urn:pulumi:dev::shop::my:index:Thing::a";

describe("a step that creates a resource", () => {
  it("dates the resource by the end of its creation, as Pulumi does", async () => {
    let nowMs = 0;
    const provider = {
      create: () => {
        nowMs = 20_000;
        return Promise.resolve({ id: "a-1", outputs: {} });
      },
    };
    const context = {
      providers: { get: () => Promise.resolve(provider) },
      preview: false,
      now: () => new Date(nowMs),
    } as unknown as ApplyContext;
    const state = { urn: URN, type: "my:index:Thing", custom: true, inputs: {}, provider: "p" };
    const step = { op: "create", urn: URN, type: state.type, logical: true, new: state } as unknown as Step;
    const { result } = await apply(step, context);
    assert.deepEqual([result?.created, result?.modified], Array(2).fill("1970-01-01T00:00:20.000Z"));
  });
});
