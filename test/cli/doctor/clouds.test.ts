import assert from "node:assert/strict";
import { azureAccount } from "../../../cli/doctor/azure.ts";
import { gcpAccount } from "../../../cli/doctor/gcp.ts";
import { requiredCores } from "../../../cli/doctor/required-cores.ts";
import { planStack } from "../../infra/topology/stacks.ts";

const access = { adminCidrs: ["203.0.113.7/32"] };
const workload = { name: "boutique" };

describe("doctor's cloud checks", () => {
  it("the cores required in a region are those of the largest stack there", () => {
    const nodes = [
      { name: "a", cloud: "azure", role: "server" },
      { name: "b", cloud: "azure" },
      { name: "c", cloud: "azure", region: "eastus" },
    ] as const;
    const plans = [
      planStack({ topology: { nodes: [nodes[0]] }, access, workload }, "small"),
      planStack({ topology: { nodes: [...nodes] }, access, workload }, "large"),
    ];
    assert.deepEqual(
      requiredCores(plans, "azure").map(({ region, cpus, stack }) => [region, cpus, stack]),
      [
        ["westeurope", 8, "large"],
        ["eastus", 4, "large"],
      ],
    );
    assert.deepEqual(requiredCores(plans, "gcp"), []);
  });

  it("machines that send the load need cores as nodes do", () => {
    const nodes = [{ name: "a", cloud: "azure", role: "server" } as const];
    const load = { from: "generators", generators: [{ name: "us", cloud: "gcp", region: "us-east1", count: 2 }] };
    const plan = planStack({ topology: { nodes, gcp: { project: "my-project" } }, access, workload, load });
    const machines = plan.generators.map(({ cpus }) => cpus);
    assert.deepEqual(
      requiredCores([plan], "gcp").map(({ region, cpus }) => [region, cpus]),
      [["us-east1", machines[0]! + machines[1]!]],
    );
  });

  it("an account in the environment is found without running a tool", async () => {
    const arm = { ARM_CLIENT_ID: "a", ARM_TENANT_ID: "b", ARM_SUBSCRIPTION_ID: "c", ARM_CLIENT_SECRET: "d" };
    assert.equal((await azureAccount(arm)).status, "ok");
    assert.equal((await gcpAccount({ GOOGLE_CREDENTIALS: "{}" })).status, "ok");
  });

  it("an incomplete account in the environment is reported with what is missing", async () => {
    const finding = await azureAccount({ ARM_CLIENT_ID: "a", ARM_TENANT_ID: "b" });
    assert.equal(finding.status, "note");
    assert.match(finding.detail, /not ARM_SUBSCRIPTION_ID, ARM_CLIENT_SECRET/);
    const gone = await gcpAccount({ GOOGLE_APPLICATION_CREDENTIALS: "/nowhere.json" });
    assert.match(gone.detail, /names \/nowhere\.json, which is not there/);
  });
});
