import assert from "node:assert/strict";
import { fatesOf, fateTexts, sumOfLeft, type Fate } from "../../../cli/budget/fates.ts";
import { stackPrices } from "../../../infra/budget/stack-prices.ts";
import { hourlySum } from "../../../results/cost.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import * as azure from "../../lab/clouds/azure/stack.ts";
import * as gcp from "../../lab/clouds/gcp/stack.ts";
import type { CloudLab } from "../../lab/clouds/cloud-lab.ts";
import { setPower } from "../../../cli/clouds/power.ts";
import { azureRequest, gcpRequest, TAGS, withServedLab } from "../clouds/served-lab.ts";
import { aCloudPlan } from "./stacks.ts";

const HOUR_MS = 3_600_000;
const WORKER = gcp.ID.instance.replace(/worker$/, "stackmark-multicloud-worker");

describe("what became of the machines of an expired stack", () => {
  const folder = temporaryFolder();
  const context = () => ({ env: { STACKMARK_LAB: folder.path } });
  const plan = aCloudPlan();

  async function build(lab: CloudLab): Promise<void> {
    for (const part of azure.PARTS) await lab.put(azure.ID[part], azureRequest(part, TAGS));
    for (const part of gcp.PARTS) await lab.put(part === "instance" ? WORKER : gcp.ID[part], gcpRequest(part, TAGS));
  }
  const statesAfter = async (lab: CloudLab, hours: number): Promise<(string | null)[]> => {
    await lab.advance(hours * HOUR_MS);
    return (await fatesOf(context(), plan, [])).map(({ state }) => state);
  };

  it("is asked of the clouds: Azure keeps stopped machines, and Google Cloud deletes those that ran", () =>
    withServedLab(folder.path, async (lab) => {
      await build(lab);
      assert.deepEqual(await statesAfter(lab, 0), ["running", "running"]);
      assert.deepEqual(await statesAfter(lab, 24), ["stopped", "gone"]);
    }));

  it("a machine in Google Cloud that was paused is still there, and one that was resumed runs for as long again", () =>
    withServedLab(folder.path, async (lab) => {
      await build(lab);
      const worker = { cloud: "gcp" as const, id: WORKER, kind: "instances", tags: {} };
      assert.equal(await setPower(context(), worker, "stopped"), undefined);
      assert.equal((await statesAfter(lab, 24))[1], "stopped");
      assert.equal(await setPower(context(), worker, "running"), undefined);
      assert.deepEqual([(await statesAfter(lab, 1))[1], (await statesAfter(lab, 24))[1]], ["running", "gone"]);
    }));

  it("is not known if a cloud does not answer, or shows nothing of the stack", async () => {
    const silent = await fatesOf(context(), plan, []);
    assert.ok(silent.every(({ state, why }) => state === null && /^not asked: no lab answers/.test(why!)));
    await withServedLab(folder.path, async () => {
      const [server] = await fatesOf(context(), plan, []);
      assert.deepEqual(server, { node: "server", cloud: "azure", state: null, why: "it shows nothing of the stack" });
    });
  });

  const fate = (state: Fate["state"], cloud: Fate["cloud"] = "gcp"): Fate => ({
    ...{ node: cloud === "gcp" ? "worker" : "server", cloud, state },
    ...(state === null ? { why: "not asked: no sign-in" } : {}),
  });

  it("is said in words, of machines of the same fate together", () => {
    assert.deepEqual(fateTexts([fate("stopped"), { ...fate("stopped"), node: "other" }, fate("stopped", "azure")]), [
      "Google Cloud has stopped, not deleted, worker, other",
      "Azure has stopped server",
    ]);
    assert.deepEqual(fateTexts([fate("gone"), fate("running"), fate("there"), fate(null)]), [
      "Google Cloud no longer has worker",
      "Google Cloud still runs worker",
      "Google Cloud still has worker",
      "Google Cloud has deleted worker unless it was paused or resumed (not asked: no sign-in)",
    ]);
  });

  it("decides what is left to bill: the disk of a machine that is stopped, and all of one that runs", () => {
    const prices = stackPrices(plan).filter(({ node }) => node === "worker");
    const usd = (...kinds: string[]): number => hourlySum(prices.filter(({ kind }) => kinds.includes(kind))).usd;
    const left = (state: Fate["state"]): number => sumOfLeft(prices, [fate(state)]).usd;
    assert.equal(left("gone"), usd("address"));
    assert.equal(left("stopped"), usd("disk", "address"));
    assert.equal(left("running"), hourlySum(prices).usd);
    assert.deepEqual(
      [fate("there"), fate(null)].map((each) => sumOfLeft(prices, [each])),
      [
        { usd: usd("disk", "address"), unknown: ["worker: the machine, if it runs"] },
        { usd: usd("address"), unknown: ["worker: its disk, if it was paused"] },
      ],
    );
  });
});
