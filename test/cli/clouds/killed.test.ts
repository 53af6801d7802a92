/** Stacks that were killed while they were created, in the lab's clouds on an accelerated clock. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { allOf, deleteAll, planSweep } from "../../../cli/clouds/sweep.ts";
import { descriptionOf } from "../../../infra/catalog/tags.ts";
import { expiryOf } from "../../../infra/hosts/expiry/lifecycle.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import * as azure from "../../lab/clouds/azure/stack.ts";
import { START_MS, type CloudLab } from "../../lab/clouds/cloud-lab.ts";
import * as gcp from "../../lab/clouds/gcp/stack.ts";
import { azureRequest, gcpRequest, withServedLab } from "./served-lab.ts";

const HOUR_MS = 3_600_000;
const NEIGHBOUR = "projects/my-project/regions/us-central1/addresses/stackmark-multicloud2-worker";

/** What the program names these. */
const NAMES: Record<string, string> = {
  "resourceGroups/lab": "resourceGroups/stackmark-multicloud",
  "networks/net": "networks/stackmark-multicloud-network",
  "subnetworks/nodes": "subnetworks/stackmark-multicloud-europe-west1",
  "addresses/worker": "addresses/stackmark-multicloud-worker",
  "firewalls/ssh": "firewalls/stackmark-multicloud-network-allow-ssh",
  "instances/worker": "instances/stackmark-multicloud-worker",
};
const renamed = <T>(value: T): T =>
  JSON.parse(Object.entries(NAMES).reduce((text, [from, to]) => text.replaceAll(from, to), JSON.stringify(value))) as T;

const { label, clock } = expiryOf({ afterH: 4 }, new Date(START_MS));
const tagsOf = (stack: string) => ({
  "stackmark-stack": stack,
  "stackmark-run": "0a1b2c3d",
  "stackmark-expires": label,
});

/** Networks of others: descriptions by name. */
const NETWORKS: Record<string, string> = {
  "stackmark-multicloud2-network": descriptionOf({ ...tagsOf("multicloud2"), "stackmark-expires": "2099-01-01t0000z" }),
  "stackmark-multicloud-network-2": `of ${descriptionOf(tagsOf("multicloud"))}`,
  "stackmark-multicloud-networks": "",
  "their-network": descriptionOf(tagsOf("multicloud")),
};
const networkOf = (name: string): string => `projects/my-project/global/networks/${name}`;

describe("stacks that were killed while they were created", () => {
  const folder = temporaryFolder();
  const context = () => ({ env: { STACKMARK_LAB: folder.path } });

  /** The first resources of each cloud. */
  async function create(lab: CloudLab, inAzure: number, inGoogle: number): Promise<void> {
    const tags = tagsOf("multicloud");
    for (const part of azure.PARTS.slice(0, inAzure)) {
      const body = azureRequest(part, tags);
      await lab.put(renamed(azure.ID[part]), renamed(part === "schedule" ? withClock(body) : body));
    }
    for (const part of gcp.PARTS.slice(0, inGoogle))
      await lab.put(renamed(gcp.ID[part]), renamed(gcpRequest(part, tags)));
    await lab.put(NEIGHBOUR, { addressType: "EXTERNAL", labels: tagsOf("multicloud2") });
    await lab.put(`${NEIGHBOUR}-2`, { addressType: "EXTERNAL", labels: { stack: "multicloud" } });
    for (const [name, description] of Object.entries(NETWORKS))
      await lab.put(networkOf(name), { ...gcp.bodies().network, description });
  }
  const withClock = (body: object) => ({ ...body, dailyRecurrence: { time: clock } });

  it("are stopped by the clouds' guards, and swept without touching a neighbour's", async () => {
    const kills = fc.record({
      inAzure: fc.integer({ min: 0, max: azure.PARTS.length }),
      inGoogle: fc.integer({ min: 0, max: gcp.PARTS.length }),
    });
    await fc.assert(
      fc.asyncProperty(kills, async ({ inAzure, inGoogle }) => {
        await withServedLab(folder.path, async (lab) => {
          await create(lab, inAzure, inGoogle);
          await lab.advance(4 * HOUR_MS + 120_000);
          const billed = lab.clouds.meters().filter(({ item, toMs }) => item === "compute" && toMs === null);
          // Only a machine whose schedule was not created yet has no guard.
          assert.equal(billed.length, inAzure === azure.PARTS.indexOf("vm") + 1 ? 1 : 0);
          const nowMs = lab.clock.nowMs();
          const plan = await planSweep(context(), [], nowMs);
          const stacks = plan.stacks.filter(({ stack }) => stack.tag === "multicloud");
          await deleteAll(context(), allOf({ ...plan, stacks }), ({ id }, problem) =>
            assert.equal(problem, undefined, id),
          );
          const left = lab.clouds.inventory().map(({ id }) => id);
          const theirs = [NEIGHBOUR, `${NEIGHBOUR}-2`, ...Object.keys(NETWORKS).map(networkOf)];
          assert.deepEqual(left.sort(), theirs.sort());
        });
      }),
      { numRuns: 50 },
    );
  }).timeout(60_000);
});
