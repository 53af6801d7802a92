import assert from "node:assert/strict";
import fc from "fast-check";
import type { CloudResource } from "../../../cli/clouds/scope.ts";
import { agreed, allOf, deleteAll, planSweep, type SweepPlan } from "../../../cli/clouds/sweep.ts";
import { descriptionOf } from "../../../infra/catalog/tags.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import type { CloudLab } from "../../lab/clouds/cloud-lab.ts";
import * as gcp from "../../lab/clouds/gcp/stack.ts";
import { TAGS, withServedLab } from "./served-lab.ts";

const RENEWED = { ...TAGS, "stackmark-run": "ffffffff", "stackmark-expires": "2026-03-01t2100z" };
const EXPIRED = Date.UTC(2026, 2, 1, 10);
const PROJECT = "projects/my-project";
const NETWORK = `${PROJECT}/global/networks/stackmark-multicloud-network`;
const RULE = `${PROJECT}/global/firewalls/stackmark-multicloud-network-allow-ssh`;
const addressOf = (name: string): string => `${PROJECT}/regions/europe-west1/addresses/stackmark-multicloud-${name}`;
const ids = (resources: readonly CloudResource[]): string[] => resources.map(({ id }) => id).sort();

describe("a sweep that was confirmed", () => {
  const deployment = fc.record({
    tag: fc.constantFrom("single", "multi"),
    run: fc.constantFrom("0a1b2c3d", "ffffffff"),
    expiresAtMs: fc.constantFrom(1, 2),
  });
  const resource = fc.constantFrom("a", "b", "c", "d").map((id): CloudResource => {
    return { cloud: "gcp", id, kind: "addresses", tags: {} };
  });
  const planned = fc
    .tuple(deployment, fc.uniqueArray(resource, { selector: ({ id }) => id, minLength: 1 }))
    .map(([each, toDelete]) => ({ stack: { ...each, resources: [] }, toDelete }));
  const plans = fc
    .uniqueArray(planned, { selector: ({ stack }) => JSON.stringify(stack) })
    .map((stacks): SweepPlan => ({ stacks, asked: [], notAsked: [] }));

  it("deletes what both plans have for the same deployment, and names all else", () => {
    fc.assert(
      fc.property(plans, plans, (earlier, later) => {
        const { plan, dropped, added } = agreed(earlier, later);
        const pairs = (of: SweepPlan): string[] =>
          of.stacks.flatMap(({ stack, toDelete }) => toDelete.map(({ id }) => JSON.stringify([stack, id])));
        const before = new Set(pairs(earlier));
        assert.deepEqual(
          pairs(plan),
          pairs(later).filter((pair) => before.has(pair)),
        );
        const deleted = new Set(ids(allOf(plan)));
        const without = (of: SweepPlan) => ids(allOf(of)).filter((id) => !deleted.has(id));
        assert.deepEqual([ids(dropped), ids(added)], [without(earlier), without(later)]);
      }),
    );
  });

  it("deletes everything if nothing has changed", () => {
    fc.assert(fc.property(plans, (plan) => assert.deepEqual(agreed(plan, plan), { plan, dropped: [], added: [] })));
  });
});

describe("a sweep of the lab's clouds", () => {
  const folder = temporaryFolder();
  const context = () => ({ env: { STACKMARK_LAB: folder.path } });
  const plan = () => planSweep(context(), ["my-project"], EXPIRED);
  const inventory = (lab: CloudLab): string[] =>
    lab.clouds
      .inventory()
      .map(({ id }) => id)
      .sort();

  /** @param description of the network */
  async function build(lab: CloudLab, description: string): Promise<void> {
    await lab.put(NETWORK, { ...gcp.bodies().network, description });
    await lab.put(RULE, { ...gcp.bodies().firewall, network: NETWORK });
    for (const name of ["server", "worker"]) await lab.put(addressOf(name), { addressType: "EXTERNAL", labels: TAGS });
  }

  it("spares what a renewal created with the same IDs while it asked", () =>
    withServedLab(folder.path, async (lab) => {
      await build(lab, descriptionOf(TAGS));
      const shown = await plan();
      assert.deepEqual(ids(allOf(shown)), [NETWORK, RULE, addressOf("server"), addressOf("worker")].sort());
      for (const id of [addressOf("worker"), RULE, NETWORK]) await lab.delete(id);
      await lab.put(NETWORK, { ...gcp.bodies().network, description: descriptionOf(RENEWED) });
      await lab.put(RULE, { ...gcp.bodies().firewall, network: NETWORK });
      await lab.put(addressOf("worker"), { addressType: "EXTERNAL", labels: RENEWED });
      const { plan: both, dropped, added } = agreed(shown, await plan());
      await deleteAll(context(), allOf(both), ({ id }, problem) => assert.equal(problem, undefined, id));
      assert.deepEqual(inventory(lab), [NETWORK, RULE, addressOf("worker")].sort());
      assert.deepEqual([ids(dropped), added], [[NETWORK, RULE, addressOf("worker")].sort(), []]);
    }));

  it("spares a network with the stack's name and another description, and the rules in it", () =>
    withServedLab(folder.path, async (lab) => {
      await build(lab, "of somebody else");
      await deleteAll(context(), allOf(await plan()), ({ id }, problem) => assert.equal(problem, undefined, id));
      assert.deepEqual(inventory(lab), [NETWORK, RULE].sort());
    }));
});
