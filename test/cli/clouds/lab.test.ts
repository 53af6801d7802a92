import assert from "node:assert/strict";
import { askClouds } from "../../../cli/clouds/ask.ts";
import { deleteResource } from "../../../cli/clouds/delete.ts";
import { everything } from "../../../cli/clouds/everything.ts";
import { deletions, expiredStacks } from "../../../cli/clouds/expired.ts";
import { allOf, planSweep } from "../../../cli/clouds/sweep.ts";
import { setPower } from "../../../cli/clouds/power.ts";
import { scopeOf } from "../../../cli/clouds/scope.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import * as azure from "../../lab/clouds/azure/stack.ts";
import { descriptionOf } from "../../../infra/catalog/tags.ts";
import type { CloudLab } from "../../lab/clouds/cloud-lab.ts";
import * as gcp from "../../lab/clouds/gcp/stack.ts";
import { aCloudPlan } from "../budget/stacks.ts";
import { buildTagged, TAGS, withServedLab } from "./served-lab.ts";

const EXPIRED = Date.UTC(2026, 2, 1, 10);

describe("the lab's clouds, asked as real ones", () => {
  const folder = temporaryFolder();
  const context = () => ({ env: { STACKMARK_LAB: folder.path } });

  const withClouds = (use: (lab: CloudLab) => Promise<void>): Promise<void> => withServedLab(folder.path, use);

  /** A stack's machines in both clouds, and a neighbour's address with a nearly equal label. */
  async function build(lab: CloudLab): Promise<void> {
    await buildTagged(lab);
    await lab.put(NEIGHBOUR, { addressType: "EXTERNAL", labels: { ...TAGS, "stackmark-stack": "multicloud2" } });
  }

  it("hold a stack until it is deleted, and then prove that", () =>
    withClouds(async (lab) => {
      const scope = scopeOf("multicloud", aCloudPlan(), []);
      await build(lab);
      const counts = async () =>
        (await askClouds(context(), scope)).map((answer) => ("resources" in answer ? answer.resources.length : answer));
      const [inAzure, inGoogle] = await counts();
      assert.equal(inGoogle, 3);
      assert.ok(Number(inAzure) >= 6, JSON.stringify(inAzure));
      await lab.delete(azure.ID.group);
      await lab.delete(gcp.ID.instance);
      await lab.delete(gcp.ID.external);
      await lab.delete(gcp.ID.internal);
      assert.deepEqual(await counts(), [0, 0]);
    }));

  it("are swept of an expired stack, and of nothing of its neighbour", () =>
    withClouds(async (lab) => {
      await build(lab);
      const { resources, notAsked } = await everything(context(), []);
      const [stack, ...others] = expiredStacks(resources, EXPIRED).filter(({ tag }) => tag === "multicloud");
      assert.deepEqual([others, notAsked], [[], []]);
      for (const each of deletions(stack!, resources))
        assert.equal(await deleteResource(context(), each), undefined, each.id);
      const left = lab.clouds.inventory().filter(({ tags }) => tags["stackmark-stack"] === "multicloud");
      assert.deepEqual(left, []);
      assert.ok(lab.clouds.inventory().some(({ id }) => id === NEIGHBOUR));
      assert.deepEqual(
        lab.clouds.inventory().filter(({ cloud }) => cloud === "azure"),
        [],
      );
    }));

  it("keep the network of a stack that lives, although it was made with an earlier expiry", () =>
    withClouds(async (lab) => {
      const network = "projects/my-project/global/networks/stackmark-multicloud-network";
      await lab.put(network, { ...gcp.bodies().network, description: descriptionOf(TAGS) });
      const swept = async () => allOf(await planSweep(context(), ["my-project"], EXPIRED)).map(({ id }) => id);
      assert.deepEqual(await swept(), [network]);
      const later = { ...TAGS, "stackmark-run": "ffffffff", "stackmark-expires": "2026-03-01t2100z" };
      await lab.put(NEIGHBOUR, { addressType: "EXTERNAL", labels: later });
      assert.deepEqual(await swept(), []);
    }));

  it("stop and start machines, and bill disks and addresses meanwhile", () =>
    withClouds(async (lab) => {
      await build(lab);
      const running = () => lab.clouds.meters().filter(({ item, toMs }) => item === "compute" && toMs === null).length;
      const machines = (await everything(context(), [])).resources.filter(({ kind }) =>
        /virtualMachines$|instance$/.test(kind),
      );
      assert.deepEqual([machines.length, running()], [2, 2]);
      for (const machine of machines) assert.equal(await setPower(context(), machine, "stopped"), undefined);
      assert.equal(running(), 0);
      assert.ok(lab.clouds.meters().some(({ item, toMs }) => item === "disk" && toMs === null));
      for (const machine of machines) assert.equal(await setPower(context(), machine, "running"), undefined);
      assert.equal(running(), 2);
    }));

  it("that do not answer were not asked", async () => {
    const answers = await askClouds(context(), scopeOf("multicloud", aCloudPlan(), []));
    assert.deepEqual(
      answers.map((answer) => "notAsked" in answer),
      [true, true],
    );
  });
});

const NEIGHBOUR = "projects/my-project/regions/europe-west1/addresses/theirs";
