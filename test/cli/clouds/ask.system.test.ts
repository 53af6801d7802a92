import assert from "node:assert/strict";
import { askClouds } from "../../../cli/clouds/ask.ts";
import { everything } from "../../../cli/clouds/everything.ts";
import { deleteResource } from "../../../cli/clouds/delete.ts";
import { powerOf, setPower } from "../../../cli/clouds/power.ts";
import { planSweep } from "../../../cli/clouds/sweep.ts";
import { scopeOf, type Answer } from "../../../cli/clouds/scope.ts";
import { leftInClouds, proofOf } from "../../../cli/destroy/clouds.ts";
import { descriptionOf } from "../../../infra/catalog/tags.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { aCloudPlan } from "../budget/stacks.ts";
import { TAGS } from "./served-lab.ts";
import { asked, standIn, type Answers } from "./tools.ts";

const scope = scopeOf("multicloud", aCloudPlan(), []);
const GROUP = {
  id: "/subscriptions/s/resourceGroups/stackmark-multicloud",
  name: "stackmark-multicloud",
  type: "Microsoft.Resources/resourceGroups",
  tags: { "stackmark-stack": "multicloud" },
};
const DISK = {
  id: `${GROUP.id}/providers/Microsoft.Compute/disks/server-os`,
  type: "Microsoft.Compute/disks",
  tags: null,
};
const ZONE = "https://www.googleapis.com/compute/v1/projects/my-project/zones/us-central1-b";
const INSTANCE = {
  name: "stackmark-multicloud-worker",
  selfLink: `${ZONE}/instances/stackmark-multicloud-worker`,
  zone: ZONE,
  labels: { "stackmark-stack": "multicloud" },
};

/** Nothing else is known of the stack. */
const ALONE = { cluster: null, held: undefined };

describe("asking the clouds", () => {
  const folder = temporaryFolder();
  const env = () => ({ PATH: `${folder.path}:/usr/bin:/bin`, HOME: folder.path });
  const ask = async (az: Answers | null, gcloud: Answers | null): Promise<Answer[]> => {
    if (az) await standIn(folder.path, "az", az);
    if (gcloud) await standIn(folder.path, "gcloud", gcloud);
    return askClouds({ env: env() }, scope);
  };

  it("what a cloud still holds is listed with the command that deletes it", async () => {
    const answers = await ask(
      { "group list --tag": [GROUP], "--resource-group": [DISK] },
      { "instances list": [INSTANCE] },
    );
    assert.deepEqual(leftInClouds(answers), [
      `Azure: Microsoft.Resources/resourceGroups ${GROUP.id}. Delete it with: az group delete --yes --name stackmark-multicloud --subscription s`,
      `Azure: Microsoft.Compute/disks ${DISK.id}. Delete it with: az resource delete --ids ${DISK.id}`,
      "Google Cloud: instances projects/my-project/zones/us-central1-b/instances/stackmark-multicloud-worker. Delete it with: gcloud compute instances delete stackmark-multicloud-worker --quiet --project my-project --zone us-central1-b",
    ]);
  });

  it("clouds that hold nothing prove it", async () => {
    const answers = await ask({}, {});
    assert.deepEqual(leftInClouds(answers), []);
    assert.equal(
      proofOf({ clouds: answers, ...ALONE }),
      "nothing left, as Azure (subscription unknown, the one of az) and Google Cloud (project my-project) say",
    );
    const lines = await asked(folder.path);
    assert.ok(lines.includes("az resource list --tag stackmark-stack=multicloud --output json"), lines.join("\n"));
    assert.ok(
      lines.some((line) =>
        /gcloud compute networks subnets list --project my-project --filter name=\(.*"stackmark-multicloud-us-central1"/.test(
          line,
        ),
      ),
    );
  });

  it("Azure is asked in the subscription of the environment, else in its tool's own, and the proof says in which", async () => {
    await standIn(folder.path, "az", { "account show": { id: "1a2b", name: "Ours" } });
    await standIn(folder.path, "gcloud", {});
    const proven = async (more: NodeJS.ProcessEnv) =>
      proofOf({ clouds: await askClouds({ env: { ...env(), ...more } }, scope), ...ALONE });
    assert.match(await proven({}), /as Azure \(subscription 1a2b, the one of az\) and/);
    assert.ok((await asked(folder.path)).some((line) => /^az resource list .* --subscription 1a2b /.test(line)));
    assert.match(await proven({ ARM_SUBSCRIPTION_ID: "3c4d" }), /as Azure \(subscription 3c4d\) and/);
  });

  it("Azure is asked in the subscription of the stack's resources, whatever is the tool's own", async () => {
    await standIn(folder.path, "az", {});
    await standIn(folder.path, "gcloud", {});
    const state = [{ urn: "u", type: "azure-native:resources:ResourceGroup", id: GROUP.id }];
    await askClouds({ env: env() }, scopeOf("multicloud", aCloudPlan(), state));
    const ofAzure = (await asked(folder.path)).filter((line) => line.startsWith("az "));
    assert.ok(ofAzure.length > 0 && ofAzure.every((line) => line.includes(" --subscription s ")), ofAzure.join("\n"));
  });

  it("a tool that is missing or refuses proves nothing", async () => {
    const proof = proofOf({
      clouds: await ask(null, { "disks list": { error: "ERROR: Reauthentication failed." } }),
      ...ALONE,
    });
    assert.equal(
      proof,
      "nothing is left in its state or on this machine; Azure was not asked (az is not installed), Google Cloud was not asked (ERROR: Reauthentication failed.)",
    );
    assert.equal(proofOf({ clouds: [], ...ALONE }), "nothing left");
  });

  it("Google Cloud was not asked if some zones did not answer, although its tool ends with 0", async () => {
    const warning = "WARNING: Some requests did not succeed.\n - Zone us-east1-b is not available.\n";
    const [, google] = await ask({}, { "instances list": { warning } });
    assert.deepEqual(google, {
      cloud: "gcp",
      notAsked: "WARNING: Some requests did not succeed. - Zone us-east1-b is not available.",
    });
  });

  it("a warning that a filter matches nothing is an answer", async () => {
    const warning = "WARNING: The following filter keys were not present in any resource : labels.stackmark-stack";
    const [, google] = await ask({}, { "instances list": { warning } });
    assert.deepEqual(google, { cloud: "gcp", resources: [], at: "project my-project" });
  });

  it("a neighbour that a tool lists too does not count", async () => {
    const near = {
      ...INSTANCE,
      name: "stackmark-multicloud-worker2",
      selfLink: `${ZONE}/instances/theirs`,
      labels: {},
    };
    assert.deepEqual(leftInClouds(await ask({}, { "instances list": [near] })), []);
  });

  it("all tagged resources are listed, with what is in tagged groups", async () => {
    await standIn(folder.path, "az", { "group list --tag": [GROUP], "--resource-group": [DISK] });
    await standIn(folder.path, "gcloud", { "instances list": [INSTANCE] });
    const { resources, notAsked } = await everything({ env: env() }, ["my-project"]);
    assert.deepEqual(
      [resources.map(({ kind }) => kind), notAsked],
      [["Microsoft.Resources/resourceGroups", "Microsoft.Compute/disks", "instances"], []],
    );
    const withoutProject = await everything({ env: env() }, []);
    assert.deepEqual(withoutProject.asked, ["Azure"]);
    assert.match(withoutProject.notAsked.join(), /no stack file names a project/);
  });

  it("a network that nothing else is left in is found by its description, and by its name", async () => {
    const network = {
      name: "stackmark-multicloud-network",
      selfLink:
        "https://www.googleapis.com/compute/v1/projects/my-project/global/networks/stackmark-multicloud-network",
      description: descriptionOf(TAGS),
    };
    await standIn(folder.path, "az", {});
    await standIn(folder.path, "gcloud", { "networks list": [network] });
    const { resources } = await everything({ env: env() }, ["my-project"]);
    assert.deepEqual(
      resources.map(({ kind, tags }) => [kind, tags]),
      [["networks", TAGS]],
    );
    assert.ok(
      (await asked(folder.path)).includes(
        'gcloud compute networks list --project my-project --filter description~"^stackmark-stack=" --format=json',
      ),
    );
    const [, google] = await askClouds({ env: env() }, scope);
    assert.match(
      leftInClouds([google!]).join("\n"),
      /^Google Cloud: networks .*gcloud compute networks delete stackmark-multicloud-network/,
    );
  });

  it("a sweep asks for the firewall rules in the networks of a stack, and says if it could not", async () => {
    const link = (kind: string, name: string): string =>
      `https://www.googleapis.com/compute/v1/projects/my-project/global/${kind}/${name}`;
    const rule = "stackmark-multicloud-network-allow-ssh";
    const networks = [{ selfLink: link("networks", "stackmark-multicloud-network"), description: descriptionOf(TAGS) }];
    const planned = async (rules: unknown) => {
      await standIn(folder.path, "az", {});
      await standIn(folder.path, "gcloud", { "networks list": networks, "firewall-rules list": rules });
      const { stacks, notAsked } = await planSweep({ env: env() }, ["my-project"], Date.UTC(2026, 10, 30, 12));
      return [stacks.flatMap(({ toDelete }) => toDelete.map(({ id }) => id.split("/").at(-1))), notAsked];
    };
    assert.deepEqual(
      await planned([{ selfLink: link("firewalls", rule) }, { selfLink: link("firewalls", `${rule}-2`) }]),
      [[rule, "stackmark-multicloud-network"], []],
    );
    assert.ok(
      (await asked(folder.path)).some((line) =>
        line.includes(`firewall-rules list --project my-project --filter name=("`),
      ),
    );
    assert.deepEqual(await planned({ error: "ERROR: over quota" }), [
      ["stackmark-multicloud-network"],
      ["Google Cloud, project my-project was not asked: ERROR: over quota"],
    ]);
  });

  it("a resource is deleted by its own command, and a refusal is passed on", async () => {
    const [azure] = await ask({ "group list --tag": [GROUP] }, {});
    assert.ok(azure && "resources" in azure);
    assert.equal(await deleteResource({ env: env() }, azure.resources[0]!), undefined);
    assert.ok(
      (await asked(folder.path)).includes("az group delete --yes --name stackmark-multicloud --subscription s"),
    );
    await standIn(folder.path, "az", { "group delete": { error: "ERROR: (ScopeLocked) It is locked." } });
    assert.match((await deleteResource({ env: env() }, azure.resources[0]!))!, /ScopeLocked/);
  });

  it("machines stop without being billed, and start again, in both clouds", async () => {
    const vm = {
      cloud: "azure" as const,
      id: "/subscriptions/s/vm",
      kind: "Microsoft.Compute/virtualMachines",
      tags: {},
    };
    const google = (await ask({}, { "instances list": [INSTANCE] }))[1]!;
    assert.ok("resources" in google);
    for (const machine of [vm, google.resources[0]!])
      for (const power of ["stopped", "running"] as const)
        assert.equal(await setPower({ env: env() }, machine, power), undefined);
    const lines = (await asked(folder.path)).slice(-4);
    assert.deepEqual(lines, [
      "az vm deallocate --ids /subscriptions/s/vm",
      "az vm start --ids /subscriptions/s/vm",
      "gcloud compute instances stop stackmark-multicloud-worker --quiet --project my-project --zone us-central1-b",
      "gcloud compute instances start stackmark-multicloud-worker --quiet --project my-project --zone us-central1-b",
    ]);
    const powers = async (az: unknown, gcloud: unknown) => {
      await standIn(folder.path, "az", { [`vm get-instance-view --ids ${vm.id} `]: az });
      await standIn(folder.path, "gcloud", { "instances describe stackmark-multicloud-worker ": gcloud });
      return Promise.all([vm, google.resources[0]!].map((machine) => powerOf({ env: env() }, machine)));
    };
    assert.deepEqual(await powers(["ProvisioningState/succeeded", "PowerState/running"], { status: "RUNNING" }), [
      "running",
      "running",
    ]);
    assert.deepEqual(await powers(["PowerState/deallocated"], { status: "TERMINATED" }), ["stopped", "stopped"]);
    assert.deepEqual(await powers(["PowerState/stopped"], { error: "ERROR: over quota" }), [undefined, undefined]);
  });
});
