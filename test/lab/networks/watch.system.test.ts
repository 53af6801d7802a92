import assert from "node:assert/strict";
import { namesOf } from "../../../lab/names.ts";
import { counted, unwatch, watch } from "../../../lab/networks/watch.ts";
import { needsHosts } from "../../helpers/lab.ts";
import { allow, inNamespace, openTestLab, OPERATOR_IP, reaches, type TestLab } from "../../helpers/lab-machines.ts";

const OUTSIDER_IP = "192.0.2.66";
const PUBLIC_IP = "198.51.100.4";

describe("what is watched of the lab's networks", function () {
  this.timeout(400_000);
  let lab: TestLab;

  before(async function () {
    needsHosts(this, { "iputils-ping": ["ping"] });
    lab = await openTestLab({ delayMs: 20 });
  });

  after(() => lab?.close());

  it("a router counts packets to a machine that its rules admit, and none that they drop", async () => {
    const outsider = await lab.machines.sites.openEnd("outsider", OUTSIDER_IP);
    const router = namesOf(lab.dir).namespace("site", "azure");
    await lab.machines.create(lab.spec("a", {}));
    await lab.machines.setRules("a", [allow("tcp", `${OPERATOR_IP}/32`, 22)]);
    const from = (address: string) => [`oifname "p*" ip saddr ${address}`];
    await watch(router, { operator: from(OPERATOR_IP), outsider: from(OUTSIDER_IP) });
    assert.deepEqual(
      [await reaches(lab.operator, PUBLIC_IP, 22), await reaches(outsider, PUBLIC_IP, 22)],
      [true, false],
    );
    const counts = await counted(router);
    assert.ok(counts.operator!.packets >= 3 && counts.operator!.bytes > 100, JSON.stringify(counts));
    assert.deepEqual(counts.outsider, { packets: 0, bytes: 0 });
    await unwatch(router);
    await assert.rejects(counted(router), { code: "LAB_COMMAND_FAILED" });
    await lab.machines.sites.closeEnd("outsider");
    // Other labs on this machine may have an outsider, too.
    const own = namesOf(lab.dir).namespace("end", "outsider");
    assert.ok(!(await inNamespace(lab.operator, ["ip", "netns", "list"])).text.includes(own));
  });

  it("sites are as far apart as the lab says, and near to the operator", () => {
    const { internet } = lab.machines.sites;
    assert.deepEqual([internet.path("azure", "gcp").delayMs, internet.path("gcp", "azure").delayMs], [20, 20]);
    assert.equal(internet.path("operator", "azure").delayMs, 0);
  });
});
