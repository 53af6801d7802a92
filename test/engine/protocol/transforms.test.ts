/** Tests what a transform receives of a registration, and what is used of its response. */
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

/** Runs a transform that returns these properties, and another dependency. */
async function transformed(
  original: Registration,
  returned: Properties,
): Promise<{ received: Properties; result: Registration }> {
  let received: Properties = {};
  const invoke = (_: unknown, bytes: Uint8Array): Promise<Uint8Array> => {
    const request = resources.TransformRequest.deserializeBinary(bytes);
    received = fromStruct(request.getProperties());
    const options = request.getOptions()?.setDependsOnList(["urn:other"]);
    const response = new resources.TransformResponse().setProperties(toStruct(returned)).setOptions(options);
    return Promise.resolve(response.serializeBinary());
  };
  return { result: await transform(invoke, OWN, original), received };
}

const output = (value: string, ...dependencies: string[]) => ({ [SIGNATURE]: OUTPUT, value, dependencies });

describe("a transform", () => {
  it("a transform of the resource itself receives and returns the dependencies of inputs", async () => {
    const original = registration({ transforms: [OWN] });
    const { received, result } = await transformed(original, { from: "y", more: output("z", "urn:c") });
    assert.deepEqual(received, { from: output("x", "urn:b"), plain: 1 });
    assert.deepEqual(result.inputs, { from: "y", more: "z" });
    assert.deepEqual(result.propertyDependencies, { from: [], more: ["urn:c"] });
    assert.deepEqual(result.dependencies, ["urn:other", "urn:c"]);
  });

  it("a transform of a parent or of the stack keeps the registered dependencies of the resource", async () => {
    const { received, result } = await transformed(registration({}), { from: "y", more: output("z", "urn:c") });
    assert.deepEqual(received, { from: "x", plain: 1 });
    assert.deepEqual(result.inputs, { from: "y", more: "z" });
    assert.deepEqual(result.propertyDependencies, { from: ["urn:b"], plain: [], more: ["urn:c"] });
    assert.deepEqual(result.dependencies, ["urn:b"]);
  });
});
