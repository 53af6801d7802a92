/** What a transform sees of a registration, and what is taken over from its answer. */
import assert from "node:assert/strict";
import resources from "@pulumi/pulumi/proto/resource_pb.js";
import type { Registration } from "../../../engine/protocol/resource-monitor.ts";
import { fromStruct, toStruct } from "../../../engine/protocol/wire.ts";
import { transform } from "../../../engine/protocol/transforms.ts";
import { OUTPUT, SIGNATURE } from "../../../engine/values.ts";
import type { Properties } from "../../../engine/values.ts";

const OWN = { target: "own", token: "" };

const registration = (more: Partial<Registration>): Registration => ({
  ...{ type: "my:index:Thing", name: "a", custom: true, remote: false, providers: {}, transforms: [] },
  ...{ inputs: { from: "x", plain: 1 }, dependencies: ["urn:b"], propertyDependencies: { from: ["urn:b"], plain: [] } },
  ...{ ignoreChanges: [], replaceOnChanges: [], hideDiff: [], additionalSecretOutputs: [], aliases: [] },
  ...{ replaceWith: [], supportsResultReporting: true, version: "", pluginDownloadUrl: "", packageRef: "" },
  ...more,
});

/** Runs a transform that answers these properties, and says that it depends on something else. */
async function transformed(
  asked: Registration,
  answer: Properties,
): Promise<{ saw: Properties; result: Registration }> {
  let saw: Properties = {};
  const invoke = (_: unknown, bytes: Uint8Array): Promise<Uint8Array> => {
    const request = resources.TransformRequest.deserializeBinary(bytes);
    saw = fromStruct(request.getProperties());
    const options = request.getOptions()?.setDependsOnList(["urn:other"]);
    const response = new resources.TransformResponse().setProperties(toStruct(answer)).setOptions(options);
    return Promise.resolve(response.serializeBinary());
  };
  return { result: await transform(invoke, OWN, asked), saw };
}

const output = (value: string, ...dependencies: string[]) => ({ [SIGNATURE]: OUTPUT, value, dependencies });

describe("a transform", () => {
  it("a transform of the resource itself receives and returns the dependencies of inputs", async () => {
    const asked = registration({ transforms: [OWN] });
    const { saw, result } = await transformed(asked, { from: "y", more: output("z", "urn:c") });
    assert.deepEqual(saw, { from: output("x", "urn:b"), plain: 1 });
    assert.deepEqual(result.inputs, { from: "y", more: "z" });
    assert.deepEqual(result.propertyDependencies, { from: [], more: ["urn:c"] });
    assert.deepEqual(result.dependencies, ["urn:other", "urn:c"]);
  });

  it("a transform of a parent or of the stack keeps the dependencies that the resource was registered with", async () => {
    const { saw, result } = await transformed(registration({}), { from: "y", more: output("z", "urn:c") });
    assert.deepEqual(saw, { from: "x", plain: 1 });
    assert.deepEqual(result.inputs, { from: "y", more: "z" });
    assert.deepEqual(result.propertyDependencies, { from: ["urn:b"], plain: [], more: ["urn:c"] });
    assert.deepEqual(result.dependencies, ["urn:b"]);
  });
});
