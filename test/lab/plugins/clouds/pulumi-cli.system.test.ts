/** The Pulumi CLI with the lab's plugins, where a `pulumi` is on PATH. */
import assert from "node:assert/strict";
import { needsPulumi } from "../../../helpers/skip.ts";
import { phase } from "../../../infra/cluster/stacks.ts";
import { MachinesProject } from "./machines-project.ts";

const STACK = "multicloud";
const UNCHANGED = "--expect-no-changes";

describe("the machines of a stack in both simulated clouds, by the Pulumi CLI", function () {
  this.timeout(300_000);
  before(function () {
    needsPulumi(this);
  });
  let project: MachinesProject;
  beforeEach(async () => void (project = await MachinesProject.open(STACK, phase(STACK))));
  afterEach(() => project[Symbol.asyncDispose]());

  const pulumi = (...args: string[]): Promise<string> => project.pulumi(...args);

  it("are created, unchanged in previews of both engines and in a refresh, and destroyed", async () => {
    await pulumi("up", "--yes", "--skip-preview");
    assert.equal(project.machines.list().size, 2);
    await pulumi("preview", UNCHANGED);
    await pulumi("refresh", "--yes", "--skip-preview", UNCHANGED);
    const { result, changes } = await project.preview();
    assert.deepEqual([result, Object.keys(changes)], ["succeeded", ["same"]], project.said());
    await pulumi("destroy", "--yes", "--skip-preview");
    assert.deepEqual(project.clouds.inventory(), []);
    assert.equal(project.machines.list().size, 0);
  });

  it("are taken over from the embedded engine, which finds what the CLI changed", async () => {
    assert.equal((await project.up()).result, "succeeded", project.said());
    await pulumi("preview", UNCHANGED);
    for (const name of [...project.machines.list().keys()]) await project.clouds.interfere(name, "delete");
    await pulumi("refresh", "--yes", "--skip-preview");
    await pulumi("up", "--yes", "--skip-preview");
    assert.equal(project.machines.list().size, 2);
    assert.deepEqual(Object.keys((await project.up()).changes), ["same"], project.said());
    assert.equal((await project.destroy()).result, "succeeded", project.said());
    assert.deepEqual(project.clouds.inventory(), []);
  });
});
