/** The machines of the phases, created by the program's own code through the engine, the plugins and the clouds. */
import assert from "node:assert/strict";
import { phase } from "../../../infra/cluster/stacks.ts";
import { MachinesProject } from "./machines-project.ts";

describe("the machines of a stack in the simulated clouds", function () {
  this.timeout(120_000);

  for (const name of ["single", "multinode", "multicloud"])
    it(`${name}: up creates them, a second up and a refresh change nothing, destroy leaves nothing`, async () => {
      await using project = await MachinesProject.open(name, phase(name));
      const previewed = await project.preview();
      assert.equal(previewed.result, "succeeded", project.said());
      const { result, outputs } = await project.up();
      assert.equal(result, "succeeded", project.said());
      const hosts = outputs.hosts as Record<string, { publicIp: string; privateIp: string; instance: string }>;
      assert.deepEqual(
        Object.keys(hosts).sort(),
        phase(name)
          .topology.nodes.map((node: any) => node.name)
          .sort(),
      );
      const specs = [...project.machines.specs.values()];
      for (const { publicIp, privateIp, instance } of Object.values(hosts)) {
        assert.ok(specs.some((spec) => spec.publicIp === publicIp && spec.privateIp === privateIp));
        assert.ok(instance.length > 10);
      }
      // Host keys are in the user data, and stay out of the state.
      for (const { userData } of specs) {
        const key = /PRIVATE KEY-----\s*(\S{40})/.exec(userData!)![1]!;
        const encoded = Buffer.from(userData!).toString("base64");
        assert.ok(!project.state().includes(key) && !project.state().includes(encoded.slice(20, 80)), name);
      }
      const again = await project.up();
      assert.equal(again.result, "succeeded", project.said());
      assert.deepEqual(Object.keys(again.changes), ["same"]);
      const refreshed = await project.refresh();
      assert.equal(refreshed.result, "succeeded", project.said());
      assert.deepEqual(Object.keys(refreshed.changes), ["same"]);
      const destroyed = await project.destroy();
      assert.equal(destroyed.result, "succeeded", project.said());
      assert.deepEqual(project.clouds.inventory(), []);
      assert.deepEqual([...project.machines.list().keys(), ...project.machines.sites.keys()], []);
      assert.ok(project.clouds.meters().every(({ toMs }) => toMs !== null));
    });
});
