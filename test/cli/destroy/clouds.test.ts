import assert from "node:assert/strict";
import { leftInState, proofOf, unproven } from "../../../cli/destroy/clouds.ts";
import { heldOf, type Held } from "../../../cli/destroy/held.ts";
import { scopeOf, type Answer } from "../../../cli/clouds/scope.ts";
import type { StateResource } from "../../../cli/engines/engine.ts";
import { aCloudPlan } from "../budget/stacks.ts";

const GROUP = "/subscriptions/s/resourceGroups/stackmark-multicloud";
const SERVER = `${GROUP}/providers/Microsoft.Compute/virtualMachines/server`;
const INSTANCE = "projects/my-project/zones/us-central1-b/instances/stackmark-multicloud-worker";
const NETWORK = "projects/my-project/global/networks/stackmark-multicloud-network";

const resource = (type: string, id?: string): StateResource => ({
  urn: `urn:pulumi:multicloud::stackmark::${type}::x`,
  type,
  id,
});
const STATE = [
  resource("pulumi:pulumi:Stack"),
  resource("pulumi:providers:gcp", "1"),
  resource("azure-native:resources:ResourceGroup", GROUP),
  resource("azure-native:compute:VirtualMachine", SERVER),
  resource("gcp:compute/network:Network", NETWORK),
  resource("gcp:compute/instance:Instance", INSTANCE),
];
const refused = (cloud: "azure" | "gcp"): Answer => ({ cloud, notAsked: "credentials have expired" });
const holds = (cloud: "azure" | "gcp", ...ids: string[]): Answer => ({
  cloud,
  resources: ids.map((id) => ({ cloud, id, kind: "x", tags: {} })),
});

describe("what a destroy could not remove", () => {
  it("is listed with the commands that remove it if the credentials of both clouds have expired, machines first", () => {
    assert.deepEqual(leftInState(STATE, [refused("azure"), refused("gcp")]), [
      `Azure: ResourceGroup ${GROUP}. Delete it with: az group delete --yes --name stackmark-multicloud --subscription s`,
      `Google Cloud: instances ${INSTANCE}. Delete it with: gcloud compute instances delete stackmark-multicloud-worker --quiet --project my-project --zone us-central1-b`,
      `Google Cloud: networks ${NETWORK}. Delete it with: gcloud compute networks delete stackmark-multicloud-network --quiet --project my-project`,
    ]);
  });

  it("is not listed twice if a cloud lists it, and is named by its URN if a cloud does not have it", () => {
    const lines = leftInState(STATE, [holds("azure", GROUP, SERVER.toUpperCase()), holds("gcp", INSTANCE)]);
    assert.deepEqual(lines, ["urn:pulumi:multicloud::stackmark::gcp:compute/network:Network::x"]);
  });

  it("outside of clouds is named by its URN", () => {
    assert.deepEqual(leftInState([resource("pulumi-nodejs:dynamic/stackmark:LoadRun", "1")], []), [
      "urn:pulumi:multicloud::stackmark::pulumi-nodejs:dynamic/stackmark:LoadRun::x",
    ]);
  });
});

describe("the proof that clouds hold nothing of a stack", () => {
  const scope = scopeOf("multicloud", aCloudPlan(), STATE);
  const heldWith = (...answers: Answer[]): Held => heldOf(scope, answers, STATE, "2026-11-30T20:00:00.000Z");
  const nothing = [holds("azure"), holds("gcp")];
  const after = (held: Held) => ({ clouds: nothing, cluster: null, held });

  it("says how many resources the same questions found before the destroy", () => {
    const held = heldWith(holds("azure", GROUP, SERVER), holds("gcp", INSTANCE));
    assert.equal(
      proofOf(after(held)),
      "nothing left, as Azure (2 resources before) and Google Cloud (1 resource before) say",
    );
  });

  it("is none if a cloud showed nothing before either, although the state had resources there", () => {
    const held = heldWith(holds("azure"), holds("gcp", INSTANCE));
    assert.match(proofOf(after(held)), /^nothing is left in its state .*; Azure showed none of its resources before/);
    assert.equal(unproven(after(held)).length, 1);
  });

  it("does not need an answer from before: credentials may have been renewed since", () => {
    assert.equal(
      proofOf(after(heldWith(refused("azure"), refused("gcp")))),
      "nothing left, as Azure and Google Cloud say",
    );
  });

  it("says where the clouds were asked", () => {
    const [azure, gcp] = nothing as [Answer, Answer];
    const clouds = [{ ...azure, at: "subscription s" }, gcp];
    assert.equal(
      proofOf({ ...after(heldWith(holds("azure", GROUP), holds("gcp", INSTANCE))), clouds }),
      "nothing left, as Azure (subscription s, 1 resource before) and Google Cloud (1 resource before) say",
    );
  });

  it("holds for a stack that had nothing in a cloud", () => {
    const held = heldOf(scope, nothing, [], "2026-11-30T20:00:00.000Z");
    assert.equal(proofOf(after(held)), "nothing left, as Azure and Google Cloud say");
  });
});
