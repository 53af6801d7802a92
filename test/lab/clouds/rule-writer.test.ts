import assert from "node:assert/strict";
import { RuleWriter } from "../../../lab/clouds/rule-writer.ts";
import type { PacketRule } from "../../../lab/protocol/machines.ts";
import { FakeMachines } from "./fake-machines.ts";

const SSH: PacketRule = { allow: true, protocol: "tcp", sources: ["0.0.0.0/0"], ports: [[22, 22]] };

async function twoMachines(): Promise<FakeMachines> {
  const machines = new FakeMachines();
  await machines.openSite({ name: "site", cidrs: ["10.0.0.0/24"], mtu: 1500 });
  for (const [i, name] of ["a", "b"].entries()) {
    const size = { cpus: 1, memoryMiB: 1024, diskGiB: 30 };
    const addresses = { privateIp: `10.0.0.${i + 4}`, publicIp: null };
    await machines.create({ name, site: "site", hostname: name, ...addresses, ...size, userData: null, users: [] });
  }
  return machines;
}

describe("the rules of machines", () => {
  it("are set only where they have changed", async () => {
    const machines = await twoMachines();
    const wanted = { a: [SSH], b: [] as PacketRule[] };
    const writer = new RuleWriter(machines, () => Object.entries(wanted).map(([name, rules]) => ({ name, rules })));
    await writer.apply();
    wanted.b = [SSH];
    await Promise.all([writer.apply(), writer.apply()]);
    assert.deepEqual(
      machines.log.filter((entry) => entry.startsWith("rules")),
      ["rules a", "rules b", "rules b"],
    );
  });

  it("of a machine that is deleted meanwhile are nobody's concern; other failures are reported", async () => {
    const machines = await twoMachines();
    const set = machines.setRules.bind(machines);
    machines.setRules = async (name, rules) => {
      if (name === "a") await machines.delete("b");
      return set(name, rules);
    };
    const writer = new RuleWriter(machines, () => ["a", "b"].map((name) => ({ name, rules: [SSH] })));
    await writer.apply();
    assert.deepEqual([...machines.rules.keys()], ["a"]);
    machines.setRules = () => Promise.reject(new Error("no router"));
    const other = new RuleWriter(machines, () => [{ name: "a", rules: [] }]);
    await assert.rejects(other.apply(), /no router/);
  });

  it("are set anew for a machine that took the name of a deleted one", async () => {
    const machines = await twoMachines();
    const spec = machines.specs.get("a")!;
    let names = ["a"];
    const writer = new RuleWriter(machines, () => names.map((name) => ({ name, rules: [SSH] })));
    await writer.apply();
    await machines.delete("a");
    names = [];
    await writer.apply();
    await machines.create(spec);
    names = ["a"];
    await writer.apply();
    assert.deepEqual(machines.rules.get("a"), [SSH]);
  });
});
