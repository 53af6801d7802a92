import assert from "node:assert/strict";
import { mayExist } from "../../../cli/destroy/interrupted-creates.ts";

const at = (type: string, inputs: Record<string, unknown>) => ({
  urn: `urn:pulumi:edge::stackmark::${type}::x`,
  type,
  inputs,
});
const instance = at("gcp:compute/instance:Instance", { name: "stackmark-edge-worker" });
const group = at("azure-native:resources:ResourceGroup", { resourceGroupName: "stackmark-edge" });
const machine = at("azure-native:compute:VirtualMachine", { vmName: "server", resourceGroupName: "stackmark-edge" });

describe("resources of clouds whose creation was interrupted", () => {
  it("are named after a destroy, with what to do", () => {
    const [line, ...others] = mayExist("edge", [instance], []);
    assert.deepEqual(others, []);
    assert.match(
      line!,
      /^gcp:compute\/instance:Instance stackmark-edge-worker may exist: its creation was interrupted\./,
    );
    assert.match(line!, /stackmark pulumi refresh --clear-pending-creates --yes --stack edge$/);
  });

  it("have gone with their resource group if that was deleted, and not otherwise", () => {
    assert.deepEqual(mayExist("edge", [machine], []), []);
    assert.match(mayExist("edge", [machine], [group])[0]!, /VirtualMachine server may exist/);
    assert.equal(mayExist("edge", [machine, group], []).length, 2);
  });

  it("on machines and in the cluster, which are gone with them, are not named", () => {
    assert.deepEqual(mayExist("edge", [at("command:remote:Command", {}), at("kubernetes:core/v1:Pod", {})], []), []);
  });
});
