import assert from "node:assert/strict";
import fc from "fast-check";
import { accruedOf } from "../../../cli/budget/accrued.ts";
import type { StateResource } from "../../../cli/engines/engine.ts";
import { LIST_PRICES } from "../../../infra/budget/list-prices.ts";
import { stackPrices } from "../../../infra/budget/stack-prices.ts";
import { billOf } from "../../helpers/bill.ts";
import { withLab } from "../../lab/clouds/cloud-lab.ts";
import * as azure from "../../lab/clouds/azure/stack.ts";
import * as gcp from "../../lab/clouds/gcp/stack.ts";
import { aCloudPlan, aCloudState, SERVER, WORKER } from "./stacks.ts";

const UP = Date.UTC(2026, 10, 30, 8);
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

describe("the accrued cost of a stack", () => {
  const plan = aCloudPlan();
  const prices = stackPrices(plan);
  const priceOf = (node: string, kind: string): number =>
    prices.find((price) => price.node === node && price.kind === kind)!.usd!;

  it("each item is billed from its creation", () => {
    const { usd, unknown } = accruedOf(plan, prices, aCloudState(UP), UP + HOUR_MS);
    const [server, worker] = [58 / 60, 57 / 60];
    const expected =
      server * (priceOf("server", "machine") + priceOf("server", "disk")) +
      worker * (priceOf("worker", "machine") + priceOf("worker", "disk")) +
      priceOf("server", "address") +
      priceOf("worker", "address");
    assert.ok(Math.abs(usd - expected) < 1e-12);
    assert.deepEqual(unknown, []);
  });

  it("after the expiry, only what the clouds keep is billed", () => {
    const [at, later] = [4, 5].map((hours) => accruedOf(plan, prices, aCloudState(UP), UP + hours * HOUR_MS).usd);
    const kept = priceOf("server", "disk") + priceOf("server", "address") + priceOf("worker", "address");
    assert.ok(Math.abs(later! - at! - kept) < 1e-12);
  });

  it("of a destroyed stack, each item is billed until its deletion, in Azure that of its resource group", () => {
    const group = "urn:pulumi:multicloud::stackmark::azure-native:resources:ResourceGroup::azure";
    const state = aCloudState(UP).map((each): StateResource => {
      return each.type.startsWith("azure-native:") ? { ...each, deletedWith: group } : each;
    });
    const urnOf = (name: string) => state.find(({ urn }) => urn.endsWith(`::${name}`))!.urn;
    const at = (minutes: number) => UP + minutes * MINUTE_MS;
    const deletedMs = new Map([
      // The engine passes over what goes with the group.
      [urnOf("server"), at(60)],
      [urnOf("server-ip"), at(60)],
      [group, at(63)],
      [urnOf("worker"), at(61)],
      [urnOf("worker-ip"), at(62)],
    ]);
    const { usd } = accruedOf(plan, prices, state, at(90), deletedMs);
    const expected =
      ((63 - 2) / 60) * (priceOf("server", "machine") + priceOf("server", "disk")) +
      (63 / 60) * priceOf("server", "address") +
      ((61 - 3) / 60) * (priceOf("worker", "machine") + priceOf("worker", "disk")) +
      (62 / 60) * priceOf("worker", "address");
    assert.ok(Math.abs(usd - expected) < 1e-12);
    deletedMs.delete(group);
    assert.ok(accruedOf(plan, prices, state, at(90), deletedMs).usd > usd, "a group that stays is billed until now");
  });

  it("a machine that sends the load is billed as a node is", () => {
    const load = { from: "generators", generators: [{ name: "us", cloud: "gcp", region: "us-central1" }] };
    const sending = aCloudPlan({}, [SERVER, WORKER], load);
    const created = new Date(UP).toISOString();
    const urn = "urn:pulumi:multicloud::stackmark::gcp:compute/instance:Instance::us";
    const state = [...aCloudState(UP), { urn, type: "gcp:compute/instance:Instance", created }];
    const of = (resources: StateResource[]) => accruedOf(sending, stackPrices(sending), resources, UP + HOUR_MS).usd;
    assert.ok(of(state) > of(aCloudState(UP)));
  });

  it("what does not exist yet costs nothing, and what has no price is unknown", () => {
    assert.equal(accruedOf(plan, prices, [], UP).usd, 0);
    const unpriced = aCloudPlan({}, [{ ...SERVER, region: "japaneast" }]);
    assert.deepEqual(accruedOf(unpriced, stackPrices(unpriced), aCloudState(UP), UP + HOUR_MS).unknown.slice(0, 1), [
      "server: Standard_D4s_v5 in azure japaneast",
    ]);
  });

  it("it equals what the lab's clouds meter within 1 %, for stacks of any age", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 3, maxLength: 3 }), async (minutes) => {
        await withLab({}, async (lab) => {
          const wait = (index: number) => lab.advance(minutes[index]! * MINUTE_MS);
          const regions = [
            { ...SERVER, region: "westeurope" },
            { ...WORKER, region: "europe-west1" },
          ];
          const metered = aCloudPlan({}, regions);
          const created: Record<string, string> = {};
          const note = (name: string) => void (created[name] = new Date(lab.clock.nowMs()).toISOString());
          await azure.build(lab, "nic");
          note("server-ip");
          await gcp.build(lab, "firewall");
          note("worker-ip");
          await wait(0);
          await lab.put(azure.ID.vm, azure.bodies().vm);
          note("server");
          await wait(1);
          await lab.put(gcp.ID.instance, gcp.bodies().instance);
          note("worker");
          await wait(2);
          const state = aCloudState(lab.clock.nowMs(), 100).map((each): StateResource => {
            return { ...each, created: created[each.urn.split("::").at(-1)!] };
          });
          const estimated = accruedOf(metered, stackPrices(metered), state, lab.clock.nowMs()).usd;
          const bill = billOf(lab.clouds.meters(), LIST_PRICES, lab.clock.nowMs());
          assert.ok(Math.abs(estimated / bill - 1) < 0.01, `${estimated} against ${bill}`);
        });
      }),
      { numRuns: 50 },
    );
  });
});
