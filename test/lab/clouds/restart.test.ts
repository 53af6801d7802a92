/** The clouds remember everything in a file: a killed lab goes on where it was. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { readState } from "../../../lab/clouds/index.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { build, bodies, ID, PARTS } from "./azure/stack.ts";
import { CloudLab } from "./cloud-lab.ts";
import { FakeMachines } from "./fake-machines.ts";

describe("clouds after a restart", () => {
  const folder = temporaryFolder();
  const path = (): string => join(folder.path, "clouds.json");

  it("have the same resources, addresses and meters, and go on with what was due", async () => {
    const machines = new FakeMachines();
    const first = new CloudLab({}, { machines, statePath: path() });
    await build(first);
    await first.advance(3_600_000);
    await first.clouds.flush();
    const before = { inventory: first.clouds.inventory(), meters: structuredClone(first.clouds.meters()) };
    await first.close();

    const second = new CloudLab({}, { machines, statePath: path(), startMs: readState(path())!.nowMs });
    assert.deepEqual({ inventory: second.clouds.inventory(), meters: second.clouds.meters() }, before);
    await second.advance(3 * 3_600_000);
    assert.equal(second.clouds.azure.find(ID.vm)!.facts.power, "deallocated", "its schedule is still set");
    const { vmId } = (await second.put(ID.vm, bodies().vm)) as any;
    assert.equal(vmId, first.clouds.azure.find(ID.vm)!.facts.vmId);
    await second.close();
  });

  it("end the operations that the restart has interrupted, once", async () => {
    const machines = new FakeMachines();
    const first = new CloudLab({ slowness: 1 }, { machines, statePath: path() });
    for (const part of PARTS.slice(0, PARTS.indexOf("vm"))) {
      first.clouds.azure.put(ID[part], bodies()[part], "upsert");
      await first.advance(60_000);
    }
    const { operation } = first.clouds.azure.put(ID.vm, bodies().vm, "upsert");
    await first.clouds.flush();
    await first.close();

    const second = new CloudLab({ slowness: 1 }, { machines, statePath: path(), startMs: readState(path())!.nowMs });
    assert.equal(second.clouds.azure.operation(operation!).status, "InProgress");
    await second.advance(20_000);
    assert.equal(second.clouds.azure.operation(operation!).status, "Succeeded");
    assert.deepEqual(
      machines.log.filter((entry) => entry.startsWith("create")),
      ["create server"],
    );
    await second.close();
  });

  it("create lost machines and their sites again, with the same addresses and power", async () => {
    const first = new CloudLab({}, { statePath: path() });
    await build(first);
    const spec = first.machines.specs.get("server");
    await first.close();
    const second = new CloudLab({}, { statePath: path() });
    await second.clouds.restore();
    assert.deepEqual(second.machines.specs.get("server"), spec);
    assert.ok(second.machines.rules.get("server")!.length > 0);
    await second.act(ID.vm, "deallocate");
    await second.close();
    const third = new CloudLab({}, { statePath: path() });
    await third.clouds.restore();
    assert.equal(third.machines.list().get("server"), "stopped");
    await third.delete(ID.group);
    assert.deepEqual(third.clouds.inventory(), []);
    await third.close();
  });

  it("do not repeat IDs", async () => {
    const first = new CloudLab({}, { statePath: path() });
    await build(first, "vnet");
    const guid = first.clouds.azure.find(ID.vnet)!.facts.resourceGuid;
    await first.close();
    const second = new CloudLab({}, { statePath: path() });
    await second.delete(ID.vnet);
    await second.put(ID.vnet, bodies().vnet);
    assert.notEqual(second.clouds.azure.find(ID.vnet)!.facts.resourceGuid, guid);
    await second.close();
  });
});
